import { describe, expect, it } from '@jest/globals';
import { type Differences, type Direction, differencesIn } from '../../cli/policies/diff/differences.ts';
import { textChanges } from '../../cli/policies/diff/text-changes.ts';
import type { DecisionRecord } from '../../cli/policies/records/record.ts';
import type { Bundle } from '../../gateway/bundle/open.ts';
import { denies } from '../../gateway/shared/decision.ts';
import { bundleOf, judged, NOW, principalIn } from '../support/judging.ts';

const ORGANIZATION = `
name: Example Corp
accounts: [{ id: '111122223333', regions: [eu-west-1] }]
teams:
  - id: vision
    department: research
    trainingRoles: [arn:aws:iam::111122223333:role/vision-training]
    values: { subnets: [subnet-0a1410aaaa0000001], securityGroups: [sg-0a1410cccc0000003] }
people:
  - { id: ada@example.com, name: Ada, team: vision, groups: [leads] }
  - { id: ben@example.com, name: Ben, team: vision }
principals: []
`;

const policy = (id: string, bindings: string) =>
  `policy: ${id}\ndescription: d\nowner: a@example.com\nbindings:\n${bindings}`;

const CAPS = policy(
  'caps',
  '  - { rule: instance-caps, enforcement: deny, params: { allowedTypes: [ml.m5.*, ml.g5.xlarge], maxInstances: 4 } }\n',
);
const RUNTIME = policy(
  'runtime',
  '  - { rule: max-runtime, enforcement: deny, except: { tags: { Environment: [dev] } }, params: { maxSeconds: 7200 } }\n',
);
const NETWORK = policy(
  'network',
  '  - { rule: vpc, enforcement: deny, params: { required: true, subnets: { team: subnets } } }\n',
);
const TAGS = policy(
  'tags',
  `  - rule: required-tags
    enforcement: deny
    params: { tags: [{ key: Environment, values: [dev, prod] }, { key: Project, pattern: '[a-z][a-z0-9-]{2,30}' }] }
`,
);
const FILES = {
  'organization.yaml': ORGANIZATION,
  'quotas.yaml': 'quotas: []\n',
  'caps.yaml': CAPS,
  'runtime.yaml': RUNTIME,
  'network.yaml': NETWORK,
  'tags.yaml': TAGS,
};
const BEFORE = bundleOf(FILES);

const changed = (file: keyof typeof FILES, from: string, to: string): Bundle => {
  expect(FILES[file]).toContain(from);
  return bundleOf({ ...FILES, [file]: FILES[file].replace(from, to) });
};

const WAIVERS = `waivers:
  - waiver: big-run
    policy: caps
    rule: instance-caps
    for: { groups: [leads] }
    within:
      - { rule: instance-caps, params: { maxInstances: 8 } }
    owner: a@example.com
    reason: r
    ticket: T-1
    expires: '2027-01-01T00:00:00Z'
    maxUses: 3
`;

const { 'network.yaml': _, ...WITHOUT_NETWORK } = FILES;

const found = (after: Bundle, records: readonly DecisionRecord[] = [], seed = 1): Promise<Differences> =>
  differencesIn({
    before: BEFORE,
    after,
    at: NOW,
    seed,
    requests: 1200,
    records: (async function* () {
      yield* records;
    })(),
  });

const verdictBy = (bundle: Bundle, { person, request }: Differences['differences'][number]['example']) => {
  const { decision } = judged(bundle, principalIn(bundle, person), request);
  return decision.violations.filter(denies).map(({ policy }) => policy);
};

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
  ])('finds %s, by a request that shows it', async (_, after, direction, policyId) => {
    const bundle = after();
    const { differences } = await found(bundle);
    expect(differences.map((each) => each.direction)).toEqual([direction]);
    for (const { before, after, example } of differences) {
      expect([...before, ...after]).toEqual([policyId]);
      if (policyId === 'quotas') continue;
      const [old, now] = [verdictBy(BEFORE, example), verdictBy(bundle, example)];
      expect(direction === 'loosens' ? [old, now] : [now, old]).toEqual([[policyId], []]);
    }
  });

  it('finds the time at which a job costs more than a ceiling that is lowered by a cent', async () => {
    const ceiling = (maxUsd: number) =>
      bundleOf({
        ...FILES,
        'cost.yaml': policy('cost', `  - { rule: cost-ceiling, enforcement: deny, params: { maxUsd: ${maxUsd} } }\n`),
        'prices.yaml': 'date: 2026-11-01\nusdPerHour: { eu-west-1: { ml.m5.xlarge: 0.5 } }\n',
      });
    const bundles = { before: ceiling(0.75), after: ceiling(0.74) };
    const { differences } = await differencesIn({ ...bundles, at: NOW, seed: 1, requests: 1200 });
    expect(differences).toMatchObject([{ direction: 'tightens', before: [], after: ['cost'] }]);
    const [seconds] = differences
      .flatMap(({ example }) => example.changes)
      .map((change) => 'value' in change && change.value);
    // Half a dollar an hour: 74 cents are 5328 seconds, 75 are 5400.
    expect(Number(seconds)).toBeGreaterThan(5328);
    expect(Number(seconds)).toBeLessThanOrEqual(5400);
  });

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
    const { differences } = await differencesIn({ ...bundles, at: NOW, seed: 1, requests: 1200 });
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
    expect(tried).toMatchObject({ people: 2, requests: 2400, without: [] });
  });

  it('takes recorded requests as examples', async () => {
    const after = changed('caps.yaml', 'maxInstances: 4', 'maxInstances: 5');
    const [difference] = (await found(after)).differences;
    if (!difference) throw new Error('there is none');
    const record: DecisionRecord = {
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
      request: difference.example.request,
    };
    const { differences } = await found(after, [record, { ...record, person: 'nobody@example.com' }]);
    expect(differences.map(({ example }) => example.recorded)).toEqual(['recorded-1']);
  });
});

describe('textChanges', () => {
  it.each<[string, () => Bundle, string[]]>([
    ['a policy that is gone', () => bundleOf(WITHOUT_NETWORK), ['policy `network` is removed']],
    [
      'another enforcement',
      () => changed('network.yaml', 'deny', 'warn'),
      ['`vpc` of `network` is `warn`, was `deny`'],
    ],
    [
      'what no waiver lifts',
      () => changed('network.yaml', 'deny,', 'deny, waivable: false,'),
      ['`vpc` of `network` is not waivable, was waivable'],
    ],
    ['a waiver', () => bundleOf({ ...FILES, 'waivers.yaml': WAIVERS }), ['waiver `big-run` is added']],
    [
      'somebody new',
      () =>
        changed(
          'organization.yaml',
          '  - { id: ben@',
          '  - { id: cy@example.com, name: C, team: vision }\n  - { id: ben@',
        ),
      ['person `cy@example.com` is added'],
    ],
    ['nothing', () => bundleOf(FILES), []],
  ])('tells of %s', (_, after, lines) => {
    expect(textChanges(BEFORE, after())).toEqual(lines);
  });
});
