import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { vocabularyOf } from '../../gateway/bundle/vocabulary.ts';
import { RULES } from '../../gateway/rules/index.ts';
import type { Finding } from '../../gateway/shared/decision.ts';
import type { JsonObject } from '../../gateway/shared/json.ts';
import type { Team } from '../../gateway/shared/organization.ts';
import type { Prices } from '../../gateway/shared/prices.ts';
import type { Principal } from '../../gateway/shared/principal.ts';
import type { Workload } from '../../gateway/shared/workload.ts';
import { subject } from '../support/subject.ts';
import { group, workload } from '../support/workload.ts';

const FOLDER = join(import.meta.dirname, '../../gateway/rules');

/** One entry of a rule's examples.yaml. Parts of the workload are given without their paths, but for those of GIVEN_IN_FULL. */
interface Example {
  readonly name: string;
  readonly params?: JsonObject;
  readonly workload?: Readonly<Record<string, unknown>>;
  readonly principal?: Partial<Principal>;
  readonly team?: Partial<Team>;
  readonly prices?: Prices;
  readonly findings: readonly Partial<Finding>[];
}

const examplesOf = (rule: string): readonly Example[] =>
  parse(readFileSync(join(FOLDER, rule, 'examples.yaml'), 'utf8'));

/** Lists of things that may stand anywhere in a request. */
const GIVEN_IN_FULL = ['data', 'features', 'images', 'monitoringParameters'];

/** Gives groups, tags and values the paths that they have in a request. */
function withPaths(parts: Readonly<Record<string, unknown>> = {}): Partial<Workload> {
  const base = workload();
  const entries = Object.entries(parts).map(([member, value]) => {
    if (!Object.hasOwn(base, member)) throw new Error(`a workload has no ${member}`);
    if (member === 'groups') return [member, inPlaces(value as object[], '/ResourceConfig/InstanceGroups')];
    if (GIVEN_IN_FULL.includes(member)) return [member, value];
    const { path } = base[member as 'role'];
    return [member, { path, value: member === 'tags' ? placed(value as object[], path) : value }];
  });
  return Object.fromEntries(entries);
}

const placed = (items: object[], path: string) => items.map((item, index) => ({ path: `${path}/${index}`, ...item }));
const inPlaces = (groups: object[], path: string) =>
  groups.length <= 1 ? groups.map((parts) => group(parts)) : placed(groups, path).map((parts) => group(parts));

describe('rules, folders and examples', () => {
  it('are the same', () => {
    const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(RULES.map(({ id }) => id)).toEqual(folders.map(({ name }) => name).sort());
  });

  it.each(RULES.map(({ id }) => id))('%s has an example that passes and one that fails', (id) => {
    const examples = examplesOf(id);
    expect(examples.some(({ findings }) => findings.length === 0)).toBe(true);
    expect(examples.some(({ findings }) => findings.length > 0)).toBe(true);
  });
});

describe('docs/policies.md', () => {
  it('says of every rule that knows a correction what that changes', () => {
    const text = readFileSync(join(FOLDER, '../../docs/policies.md'), 'utf8');
    const [, chapter = ''] = text.split('### Corrected requests');
    const named = [...chapter.matchAll(/^\| (`.*?) \|/gm)].flatMap(
      ([, first = '']) => first.match(/[a-z0-9-]{3,}/g) ?? [],
    );
    const corrects = ({ fix }: Partial<Finding>) => fix !== undefined && fix !== null;
    const known = RULES.filter(({ id }) => examplesOf(id).some(({ findings }) => findings.some(corrects)));
    expect(named.filter((name) => name !== 'quotas').sort()).toEqual(known.map(({ id }) => id));
  });
});

describe('formats', () => {
  const own = RULES.flatMap(({ id, formats }) => Object.entries(formats).map(([name, word]) => ({ id, name, word })));

  it('are of rules', () => {
    expect(own.map(({ name }) => name)).toEqual(expect.arrayContaining(['location', 'image-pattern', 'secret-place']));
  });

  it.each(own)('$name of $id has a name that no other has', ({ name, word }) => {
    expect(vocabularyOf({})[name]).toBe(word);
  });
});

describe.each(RULES.map((rule) => ({ id: rule.id, rule })))('rule $id', ({ id, rule }) => {
  const ajv = new Ajv2020({ allowUnionTypes: true });
  for (const format of Object.keys(vocabularyOf({}))) ajv.addFormat(format, true);
  const fits = ajv.compile(rule.params);

  it.each(examplesOf(id))('$name', ({ params = {}, workload: parts, principal, team, prices, findings }) => {
    expect(fits(params) ? [] : fits.errors).toEqual([]);
    const found = rule.check(params)(
      subject({
        workload: withPaths(parts),
        ...(principal && { principal }),
        ...(team && { team }),
        ...(prices && { prices }),
      }),
    );
    // `fix: null` in an example: the rule knows of none.
    const shown = found.map(({ fix = null, ...others }) => ({ ...others, fix }));
    expect(shown).toEqual(findings.map((finding) => expect.objectContaining(finding)));
    for (const { message, remedy } of found) {
      expect(message).toMatch(/^[a-z][^\n]+[^.\s]$/);
      expect(remedy).toMatch(/^[a-z][^\n]+[^.\s]$/);
    }
  });
});

describe('what a refusal says', () => {
  const only = (id: string, params: JsonObject, parts: Parameters<typeof subject>[0]) =>
    RULES.find((rule) => rule.id === id)?.check(params)(subject(parts))[0];

  it.each([
    [
      'instance-caps',
      { maxGpus: 1 },
      { workload: { groups: [group({ type: 'ml.g5.12xlarge', count: 2 })] } },
      'the job asks for 8 GPUs over all instance groups: allowed are at most 1',
      'ask for at most 1 GPUs',
    ],
    [
      'required-tags',
      { tags: [{ key: 'CostCenter', values: { team: 'costCenters' } }] },
      { team: { values: { costCenters: ['CC-1', 'CC-2'] } } },
      'tag `CostCenter` is missing',
      'add it; its value must be one of `CC-1`, `CC-2`',
    ],
    [
      'execution-role',
      {},
      { team: { trainingRoles: [] } },
      'role `arn:aws:iam::111122223333:role/vision-training` is not a training role of team `vision`',
      'ask the platform team to list a training role for your team in organization.yaml',
    ],
    [
      'kms',
      { volumeKey: { required: true } },
      {
        workload: {
          groups: [
            group({ path: '/ResourceConfig/InstanceGroups/0' }),
            group({ type: 'ml.m5.xlarge', path: '/ResourceConfig/InstanceGroups/1' }),
          ],
        },
      },
      'volumes of `ml.m5.xlarge` need a volume key, which SageMaker does not take beside the local storage of `ml.g5.xlarge`',
      'use only types with local storage (no volume key needed) or only types without it (with a volume key)',
    ],
    [
      'vpc',
      { required: true, subnets: ['subnet-1'] },
      {},
      'the job names no network: it must run in a VPC',
      'set `VpcConfig` with subnets (`subnet-1`) and security groups (any)',
    ],
  ])('%s', (id, params, parts, message, remedy) => {
    expect(only(id, params, parts)).toMatchObject({ message, remedy });
  });
});

it('judges the keys of a China region by that partition', () => {
  const [kms] = RULES.filter(({ id }) => id === 'kms');
  const arn = 'arn:aws-cn:kms:cn-north-1:111122223333:alias/vision';
  const judged = subject({ workload: { outputKmsKey: { value: 'alias/vision', path: '/OutputDataConfig/KmsKeyId' } } });
  const site = { accountId: '111122223333', region: 'cn-north-1' };
  expect(kms?.check({ outputKey: { allowed: [arn] } })({ ...judged, site })).toEqual([]);
});
