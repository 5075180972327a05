import { describe, expect, it } from '@jest/globals';
import { createTrainingJob } from '../../gateway/actions/create-training-job/action.ts';
import { compileBundle } from '../../gateway/bundle/compile.ts';
import { isProtectedTag } from '../../gateway/bundle/protected-tags.ts';
import { check } from '../../gateway/flows/check.ts';
import type { JobStore } from '../../gateway/flows/ports.ts';
import { type Decision, warningsOf } from '../../gateway/shared/decision.ts';
import { bundleOf, ID, judged, principalIn, SITE } from '../support/judging.ts';
import { bodyOf, trainingJob } from '../support/training-job.ts';

const ORGANIZATION = `
name: Example Corp
waiverRequest: https://example.com/new?title={policy}/{rule}&who={person}&job={job}&at={path}
accounts: [{ id: '111122223333', regions: [eu-west-1] }]
teams:
  - { id: vision, department: research, trainingRoles: [arn:aws:iam::111122223333:role/training-vision] }
people:
  - { id: ada@example.com, name: Ada, team: vision }
  - { id: ben@example.com, name: Ben, team: vision, groups: [leads] }
principals: []
`;
const POLICY = `
policy: types
description: Small instances.
owner: ml@example.com
bindings:
  - rule: instance-caps
    enforcement: deny
    params: { allowedTypes: [ml.m5.*], maxInstances: 4 }
  - rule: max-runtime
    enforcement: deny
    waivable: false
    params: { maxSeconds: 3600 }
`;
/** At most 8 × p4d until Friday at five, three times. */
const WAIVER = `
waivers:
  - waiver: p4d-benchmark
    policy: types
    rule: instance-caps
    for: { people: [ada@example.com] }
    within:
      - { rule: instance-caps, params: { allowedTypes: [ml.p4d.24xlarge], maxInstances: 8 } }
    owner: ml@example.com
    reason: benchmark of the new model
    ticket: ML-1
    expires: 2026-12-04T17:00:00Z
    maxUses: 3
`;
const EXPIRES = Date.UTC(2026, 11, 4, 17);

const files = (waivers: string, policy = POLICY) => ({
  'organization.yaml': ORGANIZATION,
  'quotas.yaml': 'quotas: []',
  'types.yaml': policy,
  'waivers.yaml': waivers,
});
const p4d = (count: number) => ({ ResourceConfig: { InstanceType: 'ml.p4d.24xlarge', InstanceCount: count } });

function judge({
  waivers = WAIVER,
  policy = POLICY,
  as = 'ada@example.com',
  changes = p4d(8) as object,
  at = EXPIRES - 1,
  usedUp = [] as string[],
} = {}) {
  const bundle = bundleOf(files(waivers, policy));
  const moment = { at, usedUp: new Set(usedUp) };
  return judged(bundle, principalIn(bundle, as), trainingJob({ VolumeSizeInGB: undefined, ...changes }), moment);
}

describe('a waiver', () => {
  it('lets pass what it is for, and what it lifts stays visible', () => {
    const { decision } = judge();
    expect(decision.verdict).toBe('allow');
    expect(
      decision.violations.map(({ rule, enforcement, waiver, waiverRequest }) => [
        rule,
        enforcement,
        waiver,
        waiverRequest,
      ]),
    ).toEqual([
      ['instance-caps', 'deny', 'p4d-benchmark', null],
      ['instance-caps', 'deny', 'p4d-benchmark', null],
    ]);
    expect(warningsOf(decision)[0]).toBe(
      'types: instance type `ml.p4d.24xlarge` is not allowed; waiver `p4d-benchmark` lets it pass',
    );
  });

  it.each([
    ['one more than its bound', { changes: p4d(9) }, 'choose a type that matches `ml.m5.*`'],
    ['someone else', { as: 'ben@example.com' }, 'choose a type that matches `ml.m5.*`'],
    [
      'the moment it expires',
      { at: EXPIRES },
      'choose a type that matches `ml.m5.*` (waiver `p4d-benchmark` is expired)',
    ],
    [
      'no use left',
      { usedUp: ['p4d-benchmark'] },
      'choose a type that matches `ml.m5.*` (waiver `p4d-benchmark` is used up)',
    ],
  ])('does not let pass %s', (_, parts, remedy) => {
    const { decision } = judge(parts);
    expect(decision.verdict).toBe('deny');
    expect(decision.violations[0]).toMatchObject({ waiver: null, remedy });
  });

  it('lifts one rule, and no other', () => {
    const { decision } = judge({ changes: { ...p4d(8), StoppingCondition: { MaxRuntimeInSeconds: 7200 } } });
    expect(decision.verdict).toBe('deny');
    expect(decision.violations.map(({ rule, waiver }) => [rule, waiver])).toEqual([
      ['instance-caps', 'p4d-benchmark'],
      ['instance-caps', 'p4d-benchmark'],
      ['max-runtime', null],
    ]);
  });

  it('lifts the one binding that it names', () => {
    const named = `${POLICY.replace('deny\n    params: { allowed', 'deny\n    name: types\n    params: { allowed')}  - rule: instance-caps
    enforcement: deny
    params: { maxGpus: 8 }
`;
    const waivers = WAIVER.replace('    for:', '    binding: types\n    for:');
    const lifted = (policy: string, waiversText: string) =>
      judge({ policy, waivers: waiversText }).decision.violations.map(({ waiver }) => waiver);
    expect(lifted(named, waivers)).toEqual(['p4d-benchmark', 'p4d-benchmark', null]);
    expect(lifted(named, WAIVER)).toEqual(['p4d-benchmark', 'p4d-benchmark', 'p4d-benchmark']);
  });

  it('of two takes the one that is in force', () => {
    const second = WAIVER.replace('waivers:\n', '').replace('p4d-benchmark', 'p4d-more');
    const { decision } = judge({ waivers: `${WAIVER}${second}`, usedUp: ['p4d-benchmark'] });
    expect(decision.violations[0]?.waiver).toBe('p4d-more');
  });

  it('leaves warnings as they are', () => {
    const policy = POLICY.replace('deny', 'warn');
    const waivers = 'waivers: []';
    expect(judge({ policy, waivers }).decision.violations[0]).toMatchObject({ waiver: null, waiverRequest: null });
  });

  it('is asked for where the organisation says, filled in, for what can be waived and for nothing else', () => {
    const { decision } = judge({
      as: 'ben@example.com',
      changes: { ...p4d(1), StoppingCondition: { MaxRuntimeInSeconds: 7200 } },
    });
    expect(decision.violations.map(({ rule, waiverRequest }) => [rule, waiverRequest])).toEqual([
      [
        'instance-caps',
        'https://example.com/new?title=types/instance-caps&who=ben%40example.com&job=Churn-2026-11-23&at=%2FResourceConfig%2FInstanceType',
      ],
      ['max-runtime', null],
    ]);
  });
});

describe('uses', () => {
  /** What check answers where the waivers were used so often. */
  async function checked(uses: Readonly<Record<string, number>>, changes: object = p4d(8)) {
    const second = WAIVER.replace('waivers:\n', '').replace('p4d-benchmark', 'p4d-more');
    const bundle = bundleOf(files(`${WAIVER}${second}`));
    const store: Partial<JobStore> = {
      balances: async () => [],
      waiverUses: async () => new Map(Object.entries(uses)),
    };
    const ports = {
      store: store as JobStore,
      ids: { next: () => ID, fraction: () => 0 },
      clock: { now: () => EXPIRES - 1 },
      log: { info: () => {}, error: () => {}, count: () => {} },
    };
    const submission = { principal: principalIn(bundle, 'ada@example.com'), body: bodyOf(trainingJob({ ...changes })) };
    const answer = await check(ports, { action: createTrainingJob, bundle, site: SITE }, submission);
    return answer.ok ? answer.value.decision : fail(answer.error.detail);
  }
  const fail = (message: string): never => {
    throw new Error(message);
  };
  const waiversIn = ({ violations }: Decision) => [...new Set(violations.map(({ waiver }) => waiver))];

  it.each([
    [{}, 'allow', ['p4d-benchmark']],
    [{ 'p4d-benchmark': 2 }, 'allow', ['p4d-benchmark']],
    [{ 'p4d-benchmark': 3 }, 'allow', ['p4d-more']],
    [{ 'p4d-benchmark': 3, 'p4d-more': 3 }, 'deny', [null]],
  ])('of %j: %s by %j', async (uses, verdict, waivers) => {
    const decision = await checked(uses);
    expect([decision.verdict, waiversIn(decision)]).toEqual([verdict, waivers]);
  });

  it('that are left are what a correction may rely on', async () => {
    const tooLong = { ...p4d(8), StoppingCondition: { MaxRuntimeInSeconds: 7200 } };
    expect((await checked({ 'p4d-benchmark': 3 }, tooLong)).correction).toMatchObject([{ value: 3600 }]);
    expect((await checked({ 'p4d-benchmark': 3, 'p4d-more': 3 }, tooLong)).corrected).toBeNull();
  });
});

describe('waivers.yaml', () => {
  const problems = (from: string, to: string) => {
    const text = WAIVER.trimStart().replace(from, to);
    const compiled = compileBundle(Object.entries(files(text)).map(([name, text]) => ({ name, text })));
    return compiled.ok ? [] : compiled.error.map((each) => `${each.file}:${each.line}:${each.column} ${each.message}`);
  };

  it.each([
    ['policy: types', 'policy: typos', 'waivers.yaml:3:13 `typos` is not a policy: did you mean `types`?'],
    [
      'rule: instance-caps\n    for',
      'rule: kms\n    for',
      'waivers.yaml:4:11 `kms` is not a rule by which `types` denies: known are `instance-caps`, `max-runtime`',
    ],
    [
      'rule: instance-caps\n    for',
      'rule: max-runtime\n    for',
      'waivers.yaml:4:11 nothing lifts `max-runtime` of `types`: it is not waivable',
    ],
    [
      'people: [ada@',
      'people: [adda@',
      'waivers.yaml:5:21 `adda@example.com` is not a person: did you mean `ada@example.com`?',
    ],
    ['{ people: [ada@example.com] }', '{}', 'waivers.yaml:5:10 `for` is empty: it needs at least one entry'],
    [
      'maxInstances: 8',
      'maxInstance: 8',
      'waivers.yaml:7:75 `maxInstance` is not a member here: did you mean `maxInstances`?',
    ],
    [
      '2026-12-04T17:00:00Z',
      '2026-12-04',
      'waivers.yaml:11:14 `2026-12-04` is not a moment with its time zone, such as `2026-12-04T17:00:00Z`',
    ],
    [
      '2026-12-04T17:00:00Z',
      '2026-02-31T17:00:00Z',
      'waivers.yaml:11:14 `2026-02-31T17:00:00Z` is not a moment with its time zone, such as `2026-12-04T17:00:00Z`',
    ],
    [
      '    owner: ml',
      '    binding: caps\n    owner: ml',
      'waivers.yaml:8:14 `caps` is not a binding of `instance-caps` there: known are none',
    ],
    ['maxUses: 3', 'maxUses: 0', 'waivers.yaml:12:14 `maxUses` is `0`: it must be at least 1'],
    ['    ticket: ML-1\n', '', 'waivers.yaml:2:5 `waivers` lacks the member `ticket`: add it'],
  ])('%s as %s', (from, to, problem) => {
    expect(problems(from, to)).toEqual([problem]);
  });

  it('has no waiver of a binding that nothing lifts, though another of its rule is waivable', () => {
    const policy = `${POLICY}  - { rule: instance-caps, enforcement: deny, name: gpus, waivable: false, params: { maxGpus: 8 } }\n`;
    const text = WAIVER.trimStart().replace('    for:', '    binding: gpus\n    for:');
    const compiled = compileBundle(Object.entries(files(text, policy)).map(([name, text]) => ({ name, text })));
    expect(compiled).toMatchObject({
      ok: false,
      error: [{ line: 5, column: 14, message: 'nothing lifts `gpus` of `types`: it is not waivable' }],
    });
  });

  it('has each id once', () => {
    const twice = `${WAIVER.trimStart()}${WAIVER.trimStart().replace('waivers:\n', '')}`;
    expect(problems(WAIVER.trimStart(), twice)).toEqual([
      'waivers.yaml:13:13 `p4d-benchmark` is already in `waivers`: remove one of the two',
    ]);
  });
});

describe('policies of a team', () => {
  const OWN = `
policy: own
description: Fewer.
owner: ada@example.com
bindings: [{ rule: instance-caps, enforcement: deny, params: { maxInstances: 2 } }]
`;
  const withOwn = (own: string, name = 'teams/vision/own.yaml') => ({ ...files('waivers: []'), [name]: own });
  const problemsOf = (own: string, name?: string) => {
    const compiled = compileBundle(Object.entries(withOwn(own, name)).map(([name, text]) => ({ name, text })));
    return compiled.ok ? [] : compiled.error.map(({ file, message }) => `${file} ${message}`);
  };

  it('bind that team alone', () => {
    const bundle = bundleOf(withOwn(OWN));
    const ada = principalIn(bundle, 'ada@example.com');
    const verdict = (team: string) =>
      judged(
        {
          ...bundle,
          organization: {
            ...bundle.organization,
            teams: [
              ...bundle.organization.teams,
              {
                id: 'other',
                department: 'x',
                trainingRoles: ['arn:aws:iam::111122223333:role/training-vision'],
                values: {},
              },
            ],
          },
        },
        { ...ada, team },
        trainingJob({ ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 3, VolumeSizeInGB: 1 } }),
      ).decision.verdict;
    expect([verdict('vision'), verdict('other')]).toEqual(['deny', 'allow']);
  });

  it('leave what the organisation sets in every request, and refuse it where they object', () => {
    const objecting = OWN.replace('instance-caps', 'expression').replace(
      '{ maxInstances: 2 }',
      "{ expression: '!workload.trafficEncryption.value', path: /EnableInterContainerTrafficEncryption, message: no, remedy: none }",
    );
    const texts = withOwn(objecting);
    const organization = `${texts['organization.yaml']}overrides: { trafficEncryption: true }\n`;
    const bundle = bundleOf({ ...texts, 'organization.yaml': organization });
    const { decision, prepared } = judged(bundle, principalIn(bundle, 'ada@example.com'), trainingJob());
    expect(prepared.request).toMatchObject({ EnableInterContainerTrafficEncryption: true });
    expect(decision.verdict).toBe('deny');
  });

  it("give a team nothing: not serverless jobs, nor another's roles", () => {
    const named = OWN.replace('maxInstances: 2', 'allowedTypes: [serverless]');
    const roles = OWN.replace('instance-caps', 'execution-role').replace('{ maxInstances: 2 }', '{}');
    const built = (own: string) =>
      bundleOf(withOwn(own))
        .bindings.filter(({ policy }) => policy === 'built-in')
        .map(({ rule }) => rule);
    expect(built(roles)).toEqual(['workload', 'workload', 'execution-role']);
    const bundle = bundleOf(withOwn(named));
    const serverless = {
      ServerlessJobConfig: {
        BaseModelArn: 'arn:aws:sagemaker:eu-west-1:aws:hub-content/SageMakerPublicHub/Model/a',
        JobType: 'FineTuning',
      },
      AlgorithmSpecification: undefined,
      ResourceConfig: undefined,
    };
    const { violations } = judged(bundle, principalIn(bundle, 'ada@example.com'), trainingJob(serverless)).decision;
    expect(violations.map(({ policy }) => policy)).toContain('built-in');
  });

  it('protect the tags that they look at on jobs of that team alone; a waiver’s bound protects them on all', () => {
    const tagged = OWN.replace('instance-caps', 'required-tags').replace(
      '{ maxInstances: 2 }',
      '{ tags: [{ key: Experiment }] }',
    );
    const bound = WAIVER.replace(
      '    owner: ml',
      '      - { rule: required-tags, params: { tags: [{ key: Grant }] } }\n    owner: ml',
    );
    const { protectedTags } = bundleOf({ ...withOwn(tagged), 'waivers.yaml': bound });
    const isFree = (team: string, key: string) => !isProtectedTag(protectedTags, team, key);
    expect([isFree('vision', 'Experiment'), isFree('other', 'Experiment')]).toEqual([false, true]);
    expect([isFree('other', 'Grant'), isFree('other', 'Note')]).toEqual([false, true]);
  });

  it.each([
    [
      'a folder of no team',
      OWN,
      'teams/vison/own.yaml',
      'teams/vison/own.yaml the folder says `vison` is not a team: did you mean `vision`?',
    ],
    [
      'another team',
      OWN.replace('enforcement', 'match: { teams: [vision, language] }, enforcement'),
      undefined,
      'teams/vision/own.yaml `language` is not a team: known are `vision`',
    ],
    [
      'an id that is taken',
      OWN.replace('own', 'types'),
      'teams/vision/types.yaml',
      'teams/vision/types.yaml `types` is already the policy in `types.yaml`: rename one of the two',
    ],
  ])('%s', (_, own, name, problem) => {
    expect(problemsOf(own, name)).toContain(problem);
  });
});
