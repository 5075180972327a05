import { describe, expect, it } from '@jest/globals';
import { type Differences, type Direction, differencesIn } from '../../cli/policies/diff/differences.ts';
import type { DecisionRecord } from '../../cli/policies/records/record.ts';
import { compileBundle } from '../../gateway/bundle/compile.ts';
import { type Bundle, loadBundle } from '../../gateway/bundle/open.ts';
import { denies } from '../../gateway/shared/decision.ts';
import { bundleOf, judged, NOW, principalIn } from '../support/judging.ts';
import {
  BEFORE,
  binding,
  bundleWith,
  changed,
  FILES,
  heldWith,
  holdBy,
  network,
  ORGANIZATION,
  PEOPLE,
  policy,
  QUOTAS,
  WAIVERS,
  WITHOUT_NETWORK,
} from '../support/small-organization.ts';

/** Most differences are among the first few hundred requests: those of runtime.yaml come with other tags, later. */
const FEW = 250;
const MORE = 800;

const found = (
  after: Bundle,
  records: readonly DecisionRecord[] = [],
  seed = 1,
  requests = FEW,
): Promise<Differences> =>
  differencesIn({
    before: BEFORE,
    after,
    at: NOW,
    seed,
    requests,
    records: (async function* () {
      yield* records;
    })(),
  });

const RECORD: DecisionRecord = {
  at: new Date(NOW).toISOString(),
  id: 'x',
  name: 'recorded-1',
  person: 'ada@example.com',
  team: 'vision',
  verdict: 'deny',
  policyVersion: '',
  policies: ['caps'],
  waivers: [],
  waived: [],
  request: null,
};

const verdictBy = (bundle: Bundle, { person, request }: Differences['differences'][number]['example']) => {
  const { decision } = judged(bundle, principalIn(bundle, person), request);
  return decision.violations.filter(denies).map(({ policy }) => policy);
};

const hours = (scope: string, instanceHours: number) => ({
  'quotas.yaml': `quotas: [{ scope: '${scope}', budgets: { month: { instanceHours: ${instanceHours} } } }]\n`,
});

describe('diff', () => {
  it.each<[string, () => Bundle, Direction, string]>([
    ['a cap that is raised', () => changed('caps.yaml', 'maxInstances: 4', 'maxInstances: 5'), 'loosens', 'caps'],
    ['a cap that is lowered', () => changed('caps.yaml', 'maxInstances: 4', 'maxInstances: 3'), 'tightens', 'caps'],
    ['a policy that is removed', () => bundleOf(WITHOUT_NETWORK), 'loosens', 'network'],
    ['a denial that only warns', () => changed('network.yaml', 'deny', 'warn'), 'loosens', 'network'],
    ['a waiver', () => bundleOf({ ...FILES, 'waivers.yaml': WAIVERS }), 'loosens', 'caps'],
    [
      'a type that is allowed',
      () => changed('caps.yaml', 'ml.g5.xlarge', 'ml.g5.xlarge, ml.p4d.24xlarge'),
      'loosens',
      'caps',
    ],
    ['a shorter time, but for development', () => changed('runtime.yaml', '7200', '7100'), 'tightens', 'runtime'],
    ['an exception by a tag', () => changed('runtime.yaml', '[dev]', '[dev, prod]'), 'loosens', 'runtime'],
    ['a pattern', () => changed('tags.yaml', '[a-z0-9-]{2,30}', '[a-z0-9-]{2,40}'), 'loosens', 'tags'],
    ['a value of a tag', () => changed('tags.yaml', '[dev, prod]', '[dev]'), 'tightens', 'tags'],
    [
      'a quota that no single job fits',
      () => bundleOf({ ...FILES, 'quotas.yaml': 'quotas: [{ scope: org, limits: { instances: 2 } }]\n' }),
      'tightens',
      'quotas',
    ],
    ['a budget of any project', () => bundleOf({ ...FILES, ...hours('tag:Project=*', 1) }), 'tightens', 'quotas'],
    ['a project without hours', () => bundleOf({ ...FILES, ...hours('tag:Project=atlas', 0) }), 'tightens', 'quotas'],
  ])('finds %s, by a request that shows it', async (_, after, direction, policyId) => {
    const bundle = after();
    const { differences } = await found(bundle, [], 1, policyId === 'runtime' ? MORE : FEW);
    expect(differences.map((each) => each.direction)).toEqual([direction]);
    for (const { before, after, example } of differences) {
      expect([...before, ...after]).toEqual([policyId]);
      if (policyId === 'quotas') continue;
      const [old, now] = [verdictBy(BEFORE, example), verdictBy(bundle, example)];
      expect(direction === 'loosens' ? [old, now] : [now, old]).toEqual([[policyId], []]);
    }
  });

  const HELD = holdBy('finance');
  it.each<[string, string, string, Partial<Differences['differences'][number]>]>([
    ['a denial that holds', 'deny', HELD, { direction: 'loosens', before: ['network'], heldAfter: ['network'] }],
    ['a hold that denies', HELD, 'deny', { direction: 'tightens', after: ['network'], heldBefore: ['network'] }],
    ['a hold that warns', HELD, 'warn', { direction: 'loosens', heldBefore: ['network'] }],
    ['what was only recorded, and holds', 'audit', HELD, { direction: 'tightens', heldAfter: ['network'] }],
  ])('finds %s', async (_, old, now, expected) => {
    const [before, after] = [heldWith(network(old)), heldWith(network(now))];
    const { differences, shown } = await differencesIn({ before, after, at: NOW, seed: 1, requests: FEW });
    const none = { before: [], after: [], heldBefore: [], heldAfter: [] };
    expect(differences).toMatchObject([{ ...none, team: 'vision', ...expected }]);
    expect(shown).toContain('rule network vpc');
  });

  it('finds nothing where the same is held, whoever approves', async () => {
    const [before, after] = [heldWith(network(HELD)), heldWith(network(holdBy('platform')))];
    const { differences, shown } = await differencesIn({ before, after, at: NOW, seed: 1, requests: FEW });
    expect([differences, shown]).toEqual([[], []]);
  });

  it('finds a limit that people may let a job beyond', async () => {
    const limit = (more: string) => ({ 'quotas.yaml': `quotas: [{ scope: org, limits: { instances: 2 }${more} }]\n` });
    const [before, after] = [heldWith(limit('')), heldWith(limit(', overLimit: { approvals: [{ group: finance }] }'))];
    const { differences } = await differencesIn({ before, after, at: NOW, seed: 1, requests: FEW });
    expect(differences).toMatchObject([{ direction: 'loosens', before: ['quotas'], heldAfter: ['quotas'] }]);
  });

  it('starts from what is held where nothing is allowed without', async () => {
    const all = `  - { rule: instance-caps, enforcement: ${HELD}, params: { maxInstances: 0 } }\n`;
    const upTo = (most: number) =>
      heldWith({
        'extra.yaml': policy('extra', all),
        'caps.yaml': FILES['caps.yaml'].replace('maxInstances: 4', `maxInstances: ${most}`),
      });
    const { differences, tried } = await differencesIn({
      ...{ before: upTo(4), after: upTo(5), at: NOW, seed: 1, requests: FEW },
    });
    expect(tried.without).toEqual([]);
    expect(differences).toMatchObject([{ direction: 'loosens', before: ['caps'], heldBefore: [], heldAfter: [] }]);
  });

  const PRICES = (perHour: number, perGbMonth: number) => ({
    'prices.yaml': `date: 2026-11-01\nusdPerGbMonth: { eu-west-1: ${perGbMonth} }\nusdPerHour: { eu-west-1: { ml.m5.xlarge: ${perHour} } }\n`,
  });
  const ceiling = (maxUsd: number) => ({
    'cost.yaml': policy('cost', `  - { rule: cost-ceiling, enforcement: deny, params: { maxUsd: ${maxUsd} } }\n`),
  });
  const budget = (usd: number) => ({
    'quotas.yaml': `quotas: [{ scope: org, budgets: { month: { usd: ${usd} } } }]\n`,
  });

  it.each([
    ['a ceiling', ceiling, PRICES(0.5, 0), 'cost'],
    // The 10 GB of the plain request cost 10 cents an hour.
    ['a ceiling, its volume included,', ceiling, PRICES(0.4, 7.2), 'cost'],
    ['a budget', budget, PRICES(0.5, 0), 'quotas'],
  ])(
    'finds the time at which a job costs more than %s that is lowered by a cent',
    async (_, files, prices, policyId) => {
      const [before, after] = [0.75, 0.74].map((usd) => bundleOf({ ...FILES, ...prices, ...files(usd) }));
      if (!before || !after) throw new Error('no bundles');
      const { differences } = await differencesIn({ before, after, at: NOW, seed: 1, requests: FEW });
      expect(differences).toMatchObject([{ direction: 'tightens', before: [], after: [policyId] }]);
      const [seconds] = differences
        .flatMap(({ example }) => example.changes)
        .map((change) => 'value' in change && change.value);
      // Half a dollar an hour: 74 cents are 5328 seconds, 75 are 5400.
      expect(Number(seconds)).toBeGreaterThan(5328);
      expect(Number(seconds)).toBeLessThanOrEqual(5400);
    },
  );

  it('shows the fewest changes, as pointers', async () => {
    const { differences } = await found(changed('caps.yaml', 'maxInstances: 4', 'maxInstances: 5'));
    expect(differences).toMatchObject([
      {
        team: 'vision',
        before: ['caps'],
        after: [],
        example: { changes: [{ op: 'replace', path: '/ResourceConfig/InstanceCount', value: 5 }], recorded: null },
      },
    ]);
  });

  it('finds what somebody who is in another team now may do, and could not before', async () => {
    const nlp = `  - id: nlp
    department: research
    trainingRoles: [arn:aws:iam::111122223333:role/nlp-training]
    values: { subnets: [subnet-0b1410aaaa0000001], securityGroups: [sg-0b1410cccc0000003] }
people:`;
    const withTeam = ORGANIZATION.replace('people:', nlp);
    const inTeam = (team: string) =>
      bundleOf({ ...FILES, 'organization.yaml': withTeam.replace('Ben, team: vision', `Ben, team: ${team}`) });
    const bundles = { before: inTeam('vision'), after: inTeam('nlp') };
    const { differences } = await differencesIn({ ...bundles, at: NOW, seed: 1, requests: FEW });
    const directions = differences.map(({ direction }) => direction);
    expect(directions).toEqual(expect.arrayContaining(['loosens', 'tightens']));
  });

  it('says the same again for the same seed', async () => {
    const after = changed('runtime.yaml', '7200', '3600');
    expect(await found(after, [], 7)).toEqual(await found(after, [], 7));
  });

  it('finds nothing between equal bundles, and says how much was tried', async () => {
    const { differences, tried } = await found(bundleOf(FILES));
    expect(differences).toEqual([]);
    // Ada is in a group, but nothing asks for it: the two are still two kinds.
    expect(tried).toMatchObject({ people: 2, requests: 2 * FEW, without: [] });
  });

  it('takes recorded requests as examples', async () => {
    const after = changed('caps.yaml', 'maxInstances: 4', 'maxInstances: 5');
    const [difference] = (await found(after)).differences;
    if (!difference) throw new Error('there is none');
    const record = { ...RECORD, request: difference.example.request };
    const { differences } = await found(after, [record, { ...record, person: 'nobody@example.com' }]);
    expect(differences.map(({ example }) => example.recorded)).toEqual(['recorded-1']);
  });
});

const _without = (text: string, part: string): string => {
  expect(text).toContain(part);
  return text.replace(part, '');
};

const PINNED = 'training-image';
const EPOCHS = (most: number) =>
  binding(
    'expression',
    `{ expression: "!('epochs' in workload.hyperparameters.value) || int(workload.hyperparameters.value.epochs) <= ${most}", message: m, remedy: r }`,
  );

describe('what is tried', () => {
  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['images by their digest', binding(PINNED, '{ digestPinned: true }'), {}],
    ['a pattern of names', binding('job-name', "{ pattern: 'a-.*' }"), {}],
    ['a pattern of names with ends', binding('job-name', "{ pattern: '^a-.*$' }"), {}],
    ['beginnings of names', binding('job-name', '{ startsWith: [vision-, nlp-] }'), {}],
    ['a scan for secrets', binding('secrets-scan', '{}'), {}],
    ['any name for a secret', binding('secrets-scan', '{}'), binding('secrets-scan', "{ allowedKeys: ['*'] }")],
    ['one name for a secret', binding('secrets-scan', '{}'), binding('secrets-scan', '{ allowedKeys: [GIT_COMMIT] }')],
    ['places of secrets', binding('secrets-scan', '{}'), binding('secrets-scan', '{ places: [tags] }')],
    ['random text', binding('secrets-scan', '{}'), binding('secrets-scan', '{ entropy: false }')],
    [
      'manifests',
      binding('s3-locations', "{ inputs: ['s3://example-vision/'] }"),
      binding('s3-locations', "{ inputs: ['s3://example-vision/'], manifests: true }"),
    ],
    [
      'algorithms',
      binding(PINNED, '{ registries: [111122223333.dkr.ecr.eu-west-1.amazonaws.com/*] }'),
      binding(PINNED, "{ registries: [111122223333.dkr.ecr.eu-west-1.amazonaws.com/*], algorithms: ['*'] }"),
    ],
  ])('shows %s', async (_, old, now) => {
    const [before, after] = [bundleWith(old), bundleWith(now)];
    const { differences, tried } = await differencesIn({ before, after, at: NOW, seed: 1, requests: FEW });
    expect(tried.without).toEqual([]);
    expect(differences).toMatchObject([{ direction: 'loosens', before: ['extra'], after: [] }]);
  });

  it('shows an expression on a hyperparameter', async () => {
    const [before, after] = await Promise.all([EPOCHS(10), EPOCHS(11)].map((files) => loadedBundle(files)));
    if (!before || !after) throw new Error('there is none');
    const { differences } = await differencesIn({ before, after, at: NOW, seed: 1, requests: FEW });
    expect(differences).toMatchObject([
      { direction: 'loosens', example: { changes: [{ path: '/HyperParameters', value: { epochs: '11' } }] } },
    ]);
  });

  it('shows nothing by a request that both refuse', async () => {
    const scanned = (params: string) =>
      bundleWith({
        'extra.yaml': policy(
          'extra',
          `  - { rule: secrets-scan, enforcement: deny, params: ${params} }\n  - { rule: max-runtime, enforcement: deny, params: { maxSeconds: 60 } }\n`,
        ),
      });
    const { example } = (await found(bundleWith(QUOTAS('{ instances: 0 }')))).differences[0] ?? {};
    if (!example) throw new Error('there is none');
    const request = { ...example.request, HyperParameters: { note: 'AKIAIOSFODNN7EXAMPLE' } };
    const records = (async function* () {
      yield { ...RECORD, request };
    })();
    const trial = {
      before: scanned('{}'),
      after: scanned('{ places: [tags] }'),
      at: NOW,
      seed: 1,
      requests: 0,
      records,
    };
    expect(await differencesIn(trial)).toMatchObject({ shown: [], tried: { requests: 1 } });
  });

  it('starts from requests of cases where nothing else is allowed', async () => {
    const odd = bundleWith(binding('job-name', "{ pattern: '(?i)odd-[0-9]+-name' }"));
    const trial = { before: odd, after: odd, at: NOW, seed: 1, requests: 50 };
    expect((await differencesIn(trial)).tried).toMatchObject({ requests: 0, without: PEOPLE });
    const { example } = (await found(bundleWith(QUOTAS('{ instances: 0 }')))).differences[0] ?? {};
    if (!example) throw new Error('there is none');
    const starts = [{ ...example.request, TrainingJobName: 'ODD-1-name' }];
    expect((await differencesIn({ ...trial, starts })).tried).toMatchObject({ requests: 100, without: [] });
  });
});

/** With the rules loaded that it uses. */
const loadedBundle = (files: Readonly<Record<string, string>>): Promise<Bundle> => {
  const all = Object.entries({ ...FILES, ...files }).map(([name, text]) => ({ name, text }));
  const compiled = compileBundle(all);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return loadBundle(compiled.value);
};
