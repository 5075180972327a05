import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { INSTANCE_TYPES } from '../../gateway/shared/instance-types.ts';
import type { Prices } from '../../gateway/shared/prices.ts';
import { changesBetween, changeText } from '../../scripts/prices/changes.ts';
import { optionsOf } from '../../scripts/prices/options.ts';
import { regionsOf } from '../../scripts/prices/organization.ts';
import { compareTypes, priceFileAt } from '../../scripts/prices/price-file.ts';
import { refreshed } from '../../scripts/prices/refresh.ts';
import type { RegionPrices } from '../../scripts/prices/region-prices.ts';

const BEFORE: Prices = {
  date: '2026-08-01',
  usdPerGbMonth: { 'eu-west-1': 0.15 },
  usdPerHour: { 'eu-west-1': { 'ml.m5.xlarge': 0.25, 'ml.c5.xlarge': 0.23 } },
  warmPoolUsdPerHour: { 'eu-west-1': { 'ml.m5.xlarge': 0.3 } },
  spotUsdPerHour: { 'eu-west-1': { 'ml.m5.xlarge': 0.09 } },
};
const now = (more: Partial<RegionPrices> = {}): ReadonlyMap<string, RegionPrices> =>
  new Map([
    [
      'eu-west-1',
      {
        usdPerHour: new Map([['ml.m5.xlarge', 0.26]]),
        warmPoolUsdPerHour: new Map(),
        usdPerGbMonth: 0.16,
        spotUsdPerHour: new Map(),
        ...more,
      },
    ],
  ]);
const ASKED = { types: INSTANCE_TYPES, keepMissing: false, organization: ['eu-west-1'], today: '2026-11-27' };

describe('refreshed', () => {
  it('has what was found, and spot figures as they were', () => {
    expect(refreshed(BEFORE, now(), ASKED)).toEqual({
      date: '2026-11-27',
      basis: 'list',
      usdPerGbMonth: { 'eu-west-1': 0.16 },
      usdPerHour: { 'eu-west-1': { 'ml.m5.xlarge': 0.26 } },
      spotUsdPerHour: { 'eu-west-1': { 'ml.m5.xlarge': 0.09 } },
    });
  });

  it.each<[string, Partial<RegionPrices>, Partial<typeof ASKED>, string]>([
    ['everything was found', {}, { keepMissing: false }, '2026-11-27'],
    ['a type is kept', {}, { keepMissing: true }, '2026-08-01'],
    ['a type was not asked for', {}, { types: ['ml.m5.xlarge'] }, '2026-08-01'],
    [
      'a volume is kept',
      {
        usdPerGbMonth: undefined,
        usdPerHour: new Map([
          ['ml.m5.xlarge', 1],
          ['ml.c5.xlarge', 1],
        ]),
        warmPoolUsdPerHour: new Map([['ml.m5.xlarge', 1]]),
      },
      { keepMissing: true },
      '2026-08-01',
    ],
  ])('is of its oldest price where %s', (_, more, asked, date) => {
    expect(refreshed(BEFORE, now(more), { ...ASKED, ...asked }).date).toBe(date);
  });

  it('writes prices of warm pools that are their own', () => {
    const warmPoolUsdPerHour = new Map([
      ['ml.m5.xlarge', 0.26],
      ['ml.c5.xlarge', 0.2],
    ]);
    const usdPerHour = new Map([
      ['ml.m5.xlarge', 0.26],
      ['ml.c5.xlarge', 0.23],
    ]);
    const kept = { ...ASKED, keepMissing: true };
    expect(refreshed(BEFORE, now({ warmPoolUsdPerHour, usdPerHour }), kept).warmPoolUsdPerHour).toEqual({
      'eu-west-1': { 'ml.c5.xlarge': 0.2 },
    });
  });

  it('is the same again', () => {
    const once = refreshed(BEFORE, now(), ASKED);
    expect(refreshed(once, now(), ASKED)).toEqual(once);
    expect(changesBetween(once, refreshed(once, now(), ASKED))).toEqual([]);
  });
});

describe('a file of prices', () => {
  it('is sorted by family, then by size', () => {
    const types = ['ml.p4d.24xlarge', 'ml.g5.12xlarge', 'ml.g5.xlarge', 'ml.g5.2xlarge', 'ml.m5.large', 'ml.t3.medium'];
    expect([...types].sort(compareTypes)).toEqual([
      ...['ml.g5.xlarge', 'ml.g5.2xlarge', 'ml.g5.12xlarge', 'ml.m5.large', 'ml.p4d.24xlarge', 'ml.t3.medium'],
    ]);
  });

  it.each<[number, number, string]>([
    [0.25, 0.257, '0.25 → 0.257 (+2.8 %)'],
    [2, 1, '2 → 1 (-50.0 %)'],
    [0, 0.1, '0 → 0.1 (was free)'],
  ])('tells of %d that it becomes %d', (before, after, text) => {
    const change = { region: 'eu-west-1', thing: 'ml.m5.xlarge', before, after, else: '' };
    expect(changeText(change)).toBe(`changed  eu-west-1 ml.m5.xlarge: ${text}`);
  });
});

describe('optionsOf', () => {
  const organization = ['eu-west-1', 'eu-north-1'];

  it('asks for everything where nothing is said', () => {
    expect(optionsOf([], organization)).toEqual({
      regions: organization,
      types: INSTANCE_TYPES,
      out: 'policies/prices.yaml',
      mode: 'write',
      keepMissing: false,
      endpoint: undefined,
    });
  });

  it('asks for what is said', () => {
    const args = ['--regions', 'eu-north-1, eu-north-1', '--types', 'ml.trn1.*,ml.p4d.24xlarge', '--check'];
    expect(optionsOf(args, organization)).toMatchObject({
      regions: ['eu-north-1'],
      types: ['ml.p4d.24xlarge', 'ml.trn1.2xlarge', 'ml.trn1.32xlarge'],
      mode: 'check',
    });
  });

  it.each<[string, readonly string[], string]>([
    [
      'an unknown region',
      ['--regions', 'us-east-1'],
      '`us-east-1` is not a region of policies/organization.yaml: known',
    ],
    ['types that there are none of', ['--types', 'ml.q5.*'], '`ml.q5.*` matches no instance type'],
    ['an empty part', ['--types', 'ml.g5.*,'], '`ml.g5.*,` has an empty part: write --types a,b'],
    ['an option that it does not have', ['--region', 'eu-west-1'], "Unknown option '--region'"],
    ['an option without its value', ['--out'], '--out'],
    ['a word that is no option', ['eu-west-1'], "Unexpected argument 'eu-west-1'"],
    ['both ways to write nothing', ['--check', '--dry-run'], 'leave out --dry-run'],
    ['no URL', ['--endpoint', 'localhost:8080'], '`localhost:8080` is no URL: give --endpoint'],
  ])('does not understand %s', (_, args, message) => {
    const failure = expect.objectContaining({ message: expect.stringContaining(message), exitCode: 2 });
    expect(() => optionsOf(args, organization)).toThrow(failure);
  });
});

describe('what there is in the repository', () => {
  const folder = mkdtempSync(join(tmpdir(), 'traingate-prices-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (text: string): string => {
    writeFileSync(join(folder, 'file.yaml'), text);
    return join(folder, 'file.yaml');
  };
  const VALID = 'date: 2026-11-20\nusdPerGbMonth: { eu-west-1: 0 }\nusdPerHour: { eu-west-1: { ml.m5.large: 0.1 } }\n';

  it.each<[string, string, string]>([
    ['none', '', ''],
    ['comments and empty lines before what is said', '# a\n\n  # b\n', '# a\n\n  # b\n'],
  ])('the head is %s', (_, head, expected) => {
    expect(priceFileAt(file(`${head}${VALID}# c\n`)).head).toBe(expected);
  });

  it.each<[string, string, string]>([
    ['no YAML', 'date: [', ':1:8 not readable as YAML'],
    ['a price in words', VALID.replace('0.1', 'cheap'), ':3:41 `ml.m5.large` is `cheap`'],
    [
      'a type that there is none of',
      VALID.replace('ml.m5.large', 'ml.m5.larg'),
      ':3:28 `ml.m5.larg` is not an instance type',
    ],
    ['nothing', '', ':1:1 '],
  ])('is refused where it is %s', (_, text, message) => {
    expect(() => priceFileAt(file(text))).toThrow(`file.yaml${message}`);
  });

  it('is no file of prices where there is none', () => {
    expect(priceFileAt(join(folder, 'none.yaml')).prices).toBeNull();
  });

  it.each<[string, string, string]>([
    ['no YAML', 'accounts: [', ':1:12 not readable as YAML'],
    ['an organisation without accounts', 'name: Example\n', 'has no account with a region'],
    ['an organisation without regions', 'accounts: [{ regions: [] }]\n', 'has no account with a region'],
  ])('has no regions where it is %s', (_, text, message) => {
    expect(() => regionsOf(file(text))).toThrow(message);
  });

  it('has the regions of every account, each once', () => {
    expect(regionsOf(file('accounts: [{ regions: [b, a] }, { regions: [a] }]'))).toEqual(['b', 'a']);
    expect(() => regionsOf(join(folder, 'none.yaml'))).toThrow('run this in the root of the repository');
  });
});
