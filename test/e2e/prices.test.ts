import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BEFORE,
  HEAD,
  KEYS,
  ORGANIZATION,
  type PricesRepository,
  pricesRepository,
} from '../support/price-list/repository.ts';
import { FILES, problemsIn } from '../support/small-files.ts';

let at: PricesRepository;
beforeAll(async () => {
  at = await pricesRepository();
});
beforeEach(() => at.reset());
afterAll(() => at.remove());

/** The day on which a test runs is not the same at midnight. */
const undated = (text: string) =>
  text.replaceAll(/\b20\d\d-\d\d-\d\d\b/g, (day) => (day > '2026-08-01' ? 'TODAY' : day));

const SPOT = 'the list does not say what spot capacity lately cost: `spotUsdPerHour` stays as it is\n';
const DEARER =
  'us-east-1: a billable hour of spot training on ml.m5.large is listed at 0.1288, more than on demand: a spot job that spares no time may cost more than its bound\n';

describe('npm run prices', () => {
  it('writes what the list has, with the head of the file, and tells each change', async () => {
    const done = await at.prices();
    expect({ ...done, out: undated(done.out) }).toEqual({
      code: 0,
      out: `\
changed  eu-west-1 a GB of volume in a month: 0.15 → 0.154 (+2.7 %)
dropped  eu-west-1 ml.c5.xlarge, which was 0.23: its price is not known any more
changed  eu-west-1 ml.m5.xlarge: 0.25 → 0.257 (+2.8 %)
dropped  eu-west-1 ml.m5.xlarge in a warm pool, which was 0.3: it costs what one that runs does
added    eu-west-1 ml.g5.xlarge: 1.57
added    eu-west-1 ml.p3.2xlarge: 4.131
added    us-east-1 a GB of volume in a month: 0.14
added    us-east-1 ml.m5.large: 0.115
added    us-east-1 ml.p4d.24xlarge: 25.251
policies/prices.yaml: 9 prices changed, 1 as before; dated TODAY; written
`,
      err: `eu-west-1: 14 products\nus-east-1: 8 products\n${SPOT}${DEARER}`,
    });
    expect(undated(await at.written())).toBe(`${HEAD}date: TODAY
basis: list
# USD for a GB of storage volume in a month. Types with local storage have none.
usdPerGbMonth:
  eu-west-1: 0.154
  us-east-1: 0.14
# USD for an instance-hour of training, on demand.
usdPerHour:
  eu-west-1:
    ml.g4dn.xlarge: 0.822
    ml.g5.xlarge: 1.57
    ml.m5.xlarge: 0.257
    ml.p3.2xlarge: 4.131
  us-east-1:
    ml.m5.large: 0.115
    ml.p4d.24xlarge: 25.251
# What spot capacity lately cost: for reading, never a bound.
spotUsdPerHour:
  eu-west-1:
    ml.m5.xlarge: 0.09
`);
    expect(problemsIn({ ...FILES, 'organization.yaml': ORGANIZATION, 'prices.yaml': await at.written() })).toEqual([]);
    expect(await readdir(join(at.folder, 'policies'))).toEqual(['organization.yaml', 'prices.yaml']);
  });

  it('asks for each region in pages, signed for where the API is served', async () => {
    const before = at.list.calls.length;
    await at.prices('--dry-run');
    expect(at.list.calls.slice(before)).toEqual([
      'AmazonSageMaker regionCode=eu-west-1 0',
      'AmazonSageMaker regionCode=eu-west-1 7',
      'AmazonSageMaker regionCode=us-east-1 0',
      'AmazonSageMaker regionCode=us-east-1 7',
    ]);
    const nearby = await at.typed(['--endpoint', at.list.url, '--dry-run'], { ...KEYS, AWS_REGION: 'eu-central-1' });
    expect(nearby.code).toBe(0);
    expect([...at.list.scopes]).toEqual(['us-east-1/pricing', 'eu-central-1/pricing']);
  });

  it('checks with 1 before it is written and with 0 after, and writes nothing itself', async () => {
    expect(await at.prices('--check')).toMatchObject({ code: 1, out: expect.stringContaining('not written') });
    expect(await at.prices('--dry-run')).toMatchObject({ code: 0, out: expect.stringContaining('9 prices changed') });
    expect(await at.written()).toBe(BEFORE);
    expect((await at.prices()).code).toBe(0);
    const text = await at.written();
    expect(await at.prices('--check')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/: 0 prices changed, 8 as/),
    });
    expect(await at.written()).toBe(text);
  });

  it('keeps what the list has no more where it is told to, says so, and leaves the date', async () => {
    const done = await at.prices('--keep-missing');
    expect(done.out).not.toContain('ml.c5.xlarge');
    expect(done.out).toContain('dated 2026-08-01 as before; written');
    expect(done.err).toContain('eu-west-1: kept are prices that were not found just now: `ml.c5.xlarge`\n');
    expect(await at.written()).toMatch(/^date: 2026-08-01$[\s\S]+^ {4}ml\.c5\.xlarge: 0\.23$/m);
  });

  it('leaves what is not asked for, and the date with it', async () => {
    await at.write('prices.yaml', BEFORE.replace('usdPerHour:', 'usdPerHour:\n  us-east-1: { ml.m5.large: 9 }'));
    const done = await at.prices('--regions', 'eu-west-1', '--types', 'ml.m5.*, ml.c5.xlarge');
    expect(done.out).toBe(`\
changed  eu-west-1 a GB of volume in a month: 0.15 → 0.154 (+2.7 %)
dropped  eu-west-1 ml.c5.xlarge, which was 0.23: its price is not known any more
changed  eu-west-1 ml.m5.xlarge: 0.25 → 0.257 (+2.8 %)
dropped  eu-west-1 ml.m5.xlarge in a warm pool, which was 0.3: it costs what one that runs does
policies/prices.yaml: 4 prices changed, 2 as before; dated 2026-08-01 as before; written
`);
  });

  it('drops regions that the organisation has no more', async () => {
    await at.write('prices.yaml', BEFORE.replaceAll('eu-west-1', 'eu-north-1'));
    const done = await at.prices();
    expect(done.out).toContain('dropped  eu-north-1 ml.m5.xlarge, which was 0.25: its price is not known any more\n');
    expect(await at.written()).not.toContain('eu-north-1');
  });

  it('makes a file where there is none', async () => {
    const done = await at.prices('--out', 'scratch/at.list.yaml', '--regions', 'us-east-1');
    expect(done).toMatchObject({
      code: 0,
      out: expect.stringContaining('scratch/at.list.yaml: 3 prices changed, 0 as'),
    });
    const text = await readFile(join(at.folder, 'scratch/at.list.yaml'), 'utf8');
    expect(text).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/schemas\/prices\.schema\.json\n# What training costs/,
    );
    expect(problemsIn({ ...FILES, 'organization.yaml': ORGANIZATION, 'prices.yaml': text })).toEqual([]);
    expect(await at.written()).toBe(BEFORE);
  });

  it('asks again where it was asked too often', async () => {
    at.list.refuse('ThrottlingException', 'InternalErrorException');
    expect(await at.prices('--dry-run')).toMatchObject({ code: 0, out: expect.stringContaining('9 prices changed') });
  });

  it('tells how it is called', async () => {
    expect(await at.typed(['--help'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^npm run prices .*\n\n {2}--/),
    });
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(scripts.prices).toBe('node scripts/prices.ts');
  });
});
