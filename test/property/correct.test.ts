import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyPatch, type Operation } from 'rfc6902';
import { contradictions } from '../../gateway/actions/create-training-job/contradictions.ts';
import { validateRequest } from '../../gateway/actions/create-training-job/validate.ts';
import type { Bundle } from '../../gateway/bundle/open.ts';
import { type Judged, withQuota } from '../../gateway/flows/decide.ts';
import type { LedgerReading } from '../../gateway/quota/assess.ts';
import { scopesOf } from '../../gateway/quota/reservation.ts';
import type { Dimension } from '../../gateway/shared/amount.ts';
import type { Decision } from '../../gateway/shared/decision.ts';
import type { JsonObject } from '../../gateway/shared/json.ts';
import type { JsonPatch } from '../../gateway/shared/json-patch.ts';
import { sampleBundle } from '../support/examples.ts';
import { bundleOf, ID, judged, principalIn } from '../support/judging.ts';
import { validRequests } from '../support/requests.ts';
import { trainingJob } from '../support/training-job.ts';

const ada = principalIn(sampleBundle, 'ada@example.com');
const ADA = { person: ada.person, team: ada.team, department: 'research' };
const NOTHING_USED: LedgerReading = {
  places: scopesOf(ADA).map((scope) => ({ scope, window: 'current' })),
  balances: [],
};
const PROJECT = { Key: 'Project', Value: 'shelf-detection' };
const PROD = { Key: 'Environment', Value: 'prod' };

/** Ada's scopes with something in use, sometimes all there is. */
const readings: fc.Arbitrary<LedgerReading> = fc
  .record({ jobs: fc.constantFrom(0, 1, 4), instances: fc.constantFrom(0, 22, 24), gpus: fc.constantFrom(0, 2, 7) })
  .map((used) => ({
    places: scopesOf(ADA).map((scope) => ({ scope, window: 'current' })),
    balances: scopesOf(ADA).flatMap((scope) =>
      Object.entries(used).map(([dimension, amount]) => ({
        scope,
        dimension: dimension as Dimension,
        window: 'current' as const,
        used: amount,
        settled: 0,
      })),
    ),
  }));

/** The sample organisation with nothing but these bindings. */
const bundleWith = (bindings: string) =>
  bundleOf({
    'organization.yaml': readFileSync('policies/organization.yaml', 'utf8'),
    'quotas.yaml': 'quotas: []',
    'caps.yaml': `policy: caps\ndescription: Caps.\nowner: a@example.com\nbindings:${bindings}\n`,
  });

const APPROVALS = [{ group: 'finance', count: 1 }];
/** The sample organisation, where these policies have people asked, and they may let jobs beyond the team's limits. */
const asking = (policies: readonly string[]): Bundle => ({
  ...sampleBundle,
  bindings: sampleBundle.bindings.map((binding) =>
    policies.includes(binding.policy) && binding.enforcement === 'deny'
      ? { ...binding, enforcement: 'hold', approvals: APPROVALS }
      : binding,
  ),
  quotas: { ...sampleBundle.quotas, overLimits: new Map([['team:*', APPROVALS]]) },
});
const POLICIES = sampleBundle.policies.map(({ policy }) => policy);
const BUNDLES = {
  sample: sampleBundle,
  some: asking(POLICIES.filter((_, index) => index % 2 === 0)),
  all: asking(POLICIES),
};

const decide = (request: JsonObject, reading: LedgerReading, bundle = sampleBundle): Decision =>
  withQuota(judged(bundle, ada, request), reading);
const isValid = (request: JsonObject): boolean =>
  validateRequest(request).length === 0 && contradictions(request).length === 0;
const cloned = <T>(json: T): T => JSON.parse(JSON.stringify(json));

/** What is told, and what people are asked about. */
const warningsIn = ({ violations }: Pick<Decision, 'violations'>): readonly string[] =>
  violations
    .filter(({ enforcement }) => enforcement === 'warn' || enforcement === 'hold')
    .map(({ policy, rule, path }) => `${policy} ${rule} ${path}`);

/** null where the operations do not go one without the other. */
function replayed(request: JsonObject, patches: readonly JsonPatch[]): JsonObject | null {
  const copy = cloned(request);
  return applyPatch(copy, cloned(patches) as Operation[]).some((error) => error !== null) ? null : copy;
}

type Check = (request: JsonObject, reading: LedgerReading, decision: Decision, bundle: Bundle) => void;

/** Runs the property on requests that are refused or held, and returns how many of each were corrected. */
function onRefusals(check: Check): { readonly deny: number; readonly hold: number } {
  const corrected = { deny: 0, hold: 0 };
  const names = fc.constantFrom('sample', 'some', 'all');
  fc.assert(
    fc.property(validRequests, readings, names, (request, reading, name) => {
      const bundle = BUNDLES[name];
      const decision = decide(request, reading, bundle);
      if (decision.verdict === 'allow') expect(decision).toMatchObject({ corrected: null, correction: [] });
      if (decision.corrected === null || decision.verdict === 'allow') return;
      corrected[decision.verdict] += 1;
      check(request, reading, decision, bundle);
    }),
    { numRuns: 600 },
  );
  return corrected;
}

/** Whether a request is refused, or would wait for room once it is approved; one that was only held before, whether it is. */
const stillStops = (before: Pick<Decision, 'verdict'>, { verdict, violations }: Decision): boolean =>
  (before.verdict === 'hold' ? verdict !== 'allow' : verdict === 'deny') ||
  violations.some(({ policy, enforcement }) => policy === 'quotas' && enforcement === 'warn');

describe('a corrected request', () => {
  it('is valid, and passes', () => {
    const corrected = onRefusals((_request, reading, { corrected, ...before }, bundle) => {
      const warned = warningsIn(before);
      expect(isValid(corrected ?? {})).toBe(true);
      const after = decide(corrected ?? {}, reading, bundle);
      expect([before.verdict, stillStops(before, after)]).toEqual([before.verdict, false]);
      expect(warningsIn(after).filter((warning) => !warned.includes(warning))).toEqual([]);
    });
    expect(corrected.deny).toBeGreaterThan(15);
    expect(corrected.hold).toBeGreaterThan(5);
  });

  it('differs from what was submitted by the correction, and by nothing that can be left out', () => {
    onRefusals((request, reading, { corrected, correction, ...before }, bundle) => {
      expect(replayed(request, correction)).toEqual(corrected);
      for (const left of correction) {
        const some = replayed(
          request,
          correction.filter((each) => each !== left),
        );
        if (some === null || !isValid(some)) continue;
        const after = decide(some, reading, bundle);
        const isWorse = warningsIn(after).some((warning) => !warningsIn(before).includes(warning));
        expect([left, stillStops(before, after) || isWorse]).toEqual([left, true]);
      }
    });
  });

  it('changes a member once, however many rules object to it', () => {
    const request = trainingJob({
      RoleArn: 'arn:aws:iam::111122223333:role/vision-training',
      ResourceConfig: { InstanceType: 'ml.p4d.24xlarge', InstanceCount: 2, VolumeSizeInGB: 1 },
      Tags: [
        { Key: 'Project', Value: 'shelf-detection' },
        { Key: 'Environment', Value: 'dev' },
      ],
    });
    const { correction } = decide(request, NOTHING_USED);
    expect(correction).toEqual([
      { op: 'replace', path: '/ResourceConfig/InstanceCount', value: 1 },
      { op: 'replace', path: '/ResourceConfig/InstanceType', value: 'ml.g5.24xlarge' },
    ]);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    [
      'a tag that would loosen the policies',
      {
        ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeKmsKeyId: 'alias/other' },
        Tags: [PROJECT],
      },
    ],
    [
      'a shorter time than was asked for',
      { StoppingCondition: { MaxRuntimeInSeconds: 400_000 }, Tags: [PROJECT, { Key: 'Environment', Value: 'deev' }] },
    ],
    [
      'a list that SageMaker would not take',
      {
        ResourceConfig: {
          InstanceCount: 1,
          InstancePreferences: [{ InstanceType: 'ml.p3.2xlarge' }, { InstanceType: 'ml.g5.2xlarge' }],
        },
        Tags: [PROJECT, PROD],
      },
    ],
  ])('is never %s', (_name, changes) => {
    const request = trainingJob({ RoleArn: 'arn:aws:iam::111122223333:role/vision-training', ...changes });
    const decision = decide(request, NOTHING_USED);
    expect([decision.verdict, decision.corrected]).toEqual(['deny', null]);
  });

  it('goes on where one rule knows no fix of its own, while another one’s helps', () => {
    const InstanceGroups = [{ InstanceGroupName: 'a', InstanceType: 'ml.p4d.24xlarge', InstanceCount: 7 }];
    const request = trainingJob({
      RoleArn: 'arn:aws:iam::111122223333:role/vision-training',
      ResourceConfig: { InstanceGroups, VolumeSizeInGB: 1 },
      Tags: [PROJECT, PROD],
    });
    expect(decide(request, NOTHING_USED).correction).toEqual([
      { op: 'replace', path: '/ResourceConfig/InstanceGroups/0/InstanceCount', value: 1 },
      { op: 'replace', path: '/ResourceConfig/InstanceGroups/0/InstanceType', value: 'ml.g5.24xlarge' },
    ]);
  });

  it('goes on where the first rule knows no fix at all', () => {
    const InstanceGroups = ['ml.p3.2xlarge', 'ml.g5.xlarge'].map((InstanceType, i) => {
      return { InstanceGroupName: `g${i}`, InstanceType, InstanceCount: 1 };
    });
    const request = trainingJob({
      RoleArn: 'arn:aws:iam::111122223333:role/vision-training',
      ResourceConfig: { InstanceGroups, VolumeSizeInGB: 1 },
      Tags: [PROJECT, PROD],
    });
    const { violations, correction } = decide(request, NOTHING_USED);
    expect(violations.find(({ enforcement }) => enforcement === 'deny')).toMatchObject({
      rule: 'kms',
      path: '/ResourceConfig/VolumeKmsKeyId',
    });
    expect(correction).toMatchObject([
      { path: '/ResourceConfig/InstanceGroups/0/InstanceType', value: 'ml.g5.2xlarge' },
    ]);
  });

  it('is none where the fix of a policy’s own makes a request that cannot be read', () => {
    const bundle = bundleOf({
      'organization.yaml': `name: E
accounts: [{ id: '111122223333', regions: [eu-west-1] }]
teams: [{ id: vision, department: d, trainingRoles: ['arn:aws:iam::111122223333:role/training-vision'] }]
people: [{ id: ada@example.com, name: Ada, team: vision }]
principals: []
`,
      'quotas.yaml': 'quotas: []',
      'own.yaml': `policy: own
description: d
owner: a@example.com
bindings:
  - rule: expression
    enforcement: deny
    params: { expression: 'false', message: m, remedy: r, fix: [{ path: /OutputDataConfig, value: 'null' }] }
`,
    });
    const judgement = judged(bundle, principalIn(bundle, 'ada@example.com'), trainingJob());
    expect(withQuota(judgement, { places: [], balances: [] })).toMatchObject({ verdict: 'deny', corrected: null });
  });

  it('leaves out what another change has made needless', () => {
    const InstanceType = 'ml.g5.12xlarge';
    const request = trainingJob({
      RoleArn: 'arn:aws:iam::111122223333:role/vision-training',
      ResourceConfig: { InstanceType, InstanceCount: 3, VolumeSizeInGB: 1 },
    });
    const caps = bundleWith(`
  - { rule: instance-caps, enforcement: deny, params: { maxGpus: 4 } }
  - { rule: instance-caps, enforcement: deny, params: { allowedTypes: [ml.g5.xlarge] } }`);
    const { correction } = withQuota(judged(caps, ada, request), NOTHING_USED);
    expect(correction).toEqual([{ op: 'replace', path: '/ResourceConfig/InstanceType', value: 'ml.g5.xlarge' }]);
  });

  it('is none where two policies allow nothing in common', () => {
    const conflicting = bundleWith(`
  - { rule: instance-caps, enforcement: deny, params: { allowedTypes: [ml.m5.*] } }
  - { rule: instance-caps, enforcement: deny, params: { allowedTypes: [ml.c5.*] } }`);
    const request = trainingJob({ RoleArn: 'arn:aws:iam::111122223333:role/vision-training' });
    const decision = withQuota(judged(conflicting, ada, request), NOTHING_USED);
    expect([decision.verdict, decision.corrected]).toEqual(['deny', null]);
  });

  it('holds nothing of another team, nor of the gateway', () => {
    const own = sampleBundle.organization.teams.find(({ id }) => id === ada.team);
    const foreign = sampleBundle.organization.teams
      .filter(({ id }) => id !== ada.team)
      .flatMap(({ trainingRoles, values }) => [...trainingRoles, ...Object.values(values).flat()]);
    expect(own && foreign.length).toBeGreaterThan(8);
    onRefusals((_request, _reading, { correction }) => {
      const text = JSON.stringify(correction);
      expect([...foreign, ID, 'traingate:'].filter((value) => text.includes(`"${value}"`))).toEqual([]);
    });
  });
});

describe('a refusal without correction', () => {
  it('has a violation that no rule can fix, or says what else there is to do', () => {
    let hopeless = 0;
    fc.assert(
      fc.property(validRequests, readings, (request, reading) => {
        const judgement: Judged = judged(sampleBundle, ada, request);
        const decision = withQuota(judgement, reading);
        if (decision.verdict === 'allow' || decision.corrected !== null) return;
        hopeless += 1;
        const denials = decision.violations.filter(({ enforcement }) => enforcement === 'deny');
        expect(denials.every(({ remedy }) => remedy.length > 0)).toBe(true);
        for (const { policy, owner } of denials) {
          const expected = sampleBundle.policies.find((each) => each.policy === policy)?.owner;
          expect(owner).toBe(['built-in', 'quotas'].includes(policy) ? null : expected);
        }
      }),
      { numRuns: 200 },
    );
    expect(hopeless).toBeGreaterThan(10);
  });
});
