import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyPatch, type Operation } from 'rfc6902';
import { contradictions } from '../../gateway/actions/create-training-job/contradictions.ts';
import { validateRequest } from '../../gateway/actions/create-training-job/validate.ts';
import { type Judged, withQuota } from '../../gateway/flows/decide.ts';
import type { LedgerReading } from '../../gateway/quota/assess.ts';
import { scopesOf } from '../../gateway/quota/reservation.ts';
import type { Dimension } from '../../gateway/shared/amount.ts';
import type { Decision } from '../../gateway/shared/decision.ts';
import type { JsonObject } from '../../gateway/shared/json.ts';
import type { JsonPatch } from '../../gateway/shared/json-patch.ts';
import { sampleBundle } from '../support/examples.ts';
import { ID, judged, principalIn } from '../support/judging.ts';
import { validRequests } from '../support/requests.ts';
import { trainingJob } from '../support/training-job.ts';

const ada = principalIn(sampleBundle, 'ada@example.com');
/** Ada's scopes with something in use, sometimes all there is. */
const readings: fc.Arbitrary<LedgerReading> = fc
  .record({ jobs: fc.constantFrom(0, 1, 4), instances: fc.constantFrom(0, 22, 24), gpus: fc.constantFrom(0, 2, 7) })
  .map((used) => ({
    scopes: scopesOf(ada),
    balances: scopesOf(ada).flatMap((scope) =>
      Object.entries(used).map(([dimension, amount]) => ({
        scope,
        dimension: dimension as Dimension,
        window: 'current' as const,
        used: amount,
        settled: 0,
      })),
    ),
  }));

const decide = (request: JsonObject, reading: LedgerReading): Decision =>
  withQuota(judged(sampleBundle, ada, request), reading);
const isValid = (request: JsonObject): boolean =>
  validateRequest(request).length === 0 && contradictions(request).length === 0;
const cloned = <T>(json: T): T => JSON.parse(JSON.stringify(json));

/** null where the operations do not go one without the other. */
function replayed(request: JsonObject, patches: readonly JsonPatch[]): JsonObject | null {
  const copy = cloned(request);
  return applyPatch(copy, cloned(patches) as Operation[]).some((error) => error !== null) ? null : copy;
}

/** Runs the property on refused requests and returns how many were corrected. */
function onRefusals(check: (request: JsonObject, reading: LedgerReading, decision: Decision) => void): number {
  let corrected = 0;
  fc.assert(
    fc.property(validRequests, readings, (request, reading) => {
      const decision = decide(request, reading);
      if (decision.verdict === 'allow') expect(decision).toMatchObject({ corrected: null, correction: [] });
      if (decision.corrected === null) return;
      corrected += 1;
      check(request, reading, decision);
    }),
    { numRuns: 300 },
  );
  return corrected;
}

describe('a corrected request', () => {
  it('is valid, and passes', () => {
    const corrected = onRefusals((_request, reading, { corrected }) => {
      expect(isValid(corrected ?? {})).toBe(true);
      expect(decide(corrected ?? {}, reading).verdict).toBe('allow');
    });
    expect(corrected).toBeGreaterThan(50);
  });

  it('differs from what was submitted by the correction, and by nothing that can be left out', () => {
    onRefusals((request, reading, { corrected, correction }) => {
      expect(replayed(request, correction)).toEqual(corrected);
      for (const left of correction) {
        const some = replayed(
          request,
          correction.filter((each) => each !== left),
        );
        if (some === null || !isValid(some)) continue;
        expect([left, decide(some, reading).verdict]).toEqual([left, 'deny']);
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
    const { correction } = decide(request, { scopes: scopesOf(ada), balances: [] });
    expect(correction).toEqual([
      { op: 'replace', path: '/ResourceConfig/InstanceCount', value: 1 },
      { op: 'replace', path: '/ResourceConfig/InstanceType', value: 'ml.g5.24xlarge' },
    ]);
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
  /** The ledger is Ada's team's, so what others use must not matter. */
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
        const unfixed = judgement.found.filter(({ enforcement, fix }) => enforcement === 'deny' && !fix);
        for (const { policy, remedy } of unfixed) {
          const owner = sampleBundle.policies.find((each) => each.policy === policy)?.owner;
          if (owner !== undefined && policy !== 'built-in') expect(remedy).toContain(`ask ${owner} to change`);
        }
      }),
      { numRuns: 200 },
    );
    expect(hopeless).toBeGreaterThan(10);
  });
});
