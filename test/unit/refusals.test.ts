import { describe, expect, it } from '@jest/globals';
import { createTrainingJob } from '../../gateway/actions/create-training-job/action.ts';
import type { AuditEntry } from '../../gateway/audit/entry.ts';
import { admit } from '../../gateway/flows/admit.ts';
import type { AdmissionOutcome, JobStore, Ports } from '../../gateway/flows/ports.ts';
import type { Balance } from '../../gateway/shared/amount.ts';
import { isJsonList, type JsonObject, objectIn } from '../../gateway/shared/json.ts';
import { sampleBundle } from '../support/examples.ts';
import { principalIn, SITE } from '../support/judging.ts';
import { bodyOf, trainingJob } from '../support/training-job.ts';

const ada = principalIn(sampleBundle, 'ada@example.com');
const balance = (scope: Balance['scope'], used: number): Balance => {
  return { scope, dimension: 'gpus', window: 'current', used, settled: 0 };
};
const unused = () => Promise.reject(new Error('not to be asked'));

/** A create of Ada's on a store that answers so; `ledger` null: it does not answer. */
async function refused(request: JsonObject, outcome: AdmissionOutcome | null, ledger: readonly Balance[] | null) {
  const entries: AuditEntry[] = [];
  const store: Partial<JobStore> = {
    admit: () => (outcome ? Promise.resolve(outcome) : unused()),
    balances: () => (ledger ? Promise.resolve(ledger) : Promise.reject(new Error('DynamoDB does not answer'))),
  };
  const ports: Ports = {
    store: store as JobStore,
    training: { create: unused, look: unused, stop: unused },
    audit: { append: async (entry) => void ('code' in entry && entries.push(entry)) },
    clock: { now: () => 0 },
    ids: { next: () => '00000000-0000-4000-8000-000000000000', fraction: () => 0 },
    log: { info: () => {}, error: () => {}, count: () => {} },
  };
  const governance = { action: createTrainingJob, bundle: sampleBundle, site: SITE };
  const answer = await admit(ports, governance, { principal: ada, body: bodyOf(request) });
  if (answer.ok || !answer.error.decision) throw new Error('it was not refused');
  return { code: answer.error.code, detail: answer.error.detail, decision: answer.error.decision, entries };
}

const job = (ResourceConfig: object, RoleArn = 'vision-training') =>
  trainingJob({
    RoleArn: `arn:aws:iam::111122223333:role/${RoleArn}`,
    TrainingJobName: 'churn-2026-11-23',
    Environment: { NOTE: 'do-not-keep-me' },
    ResourceConfig: { VolumeSizeInGB: 30, ...ResourceConfig },
    Tags: [
      { Key: 'Project', Value: 'shelf-detection' },
      { Key: 'Environment', Value: 'dev' },
    ],
  });
const small = { InstanceType: 'ml.g5.xlarge', InstanceCount: 2 };

describe('a refusal by policy', () => {
  it('offers the corrected request, but keeps only what it changes', async () => {
    const { code, decision, detail, entries } = await refused(job(small, 'language-training'), null, []);
    expect(code).toBe('policy-denied');
    expect(decision.corrected).toMatchObject({ Environment: { NOTE: 'do-not-keep-me' } });
    expect(detail).toContain('the request would pass with `/RoleArn` "arn:aws:iam::111122223333:role/vision-training"');
    expect(entries).toMatchObject([{ decision: { corrected: null, correction: [{ path: '/RoleArn' }] } }]);
    expect(JSON.stringify(entries)).not.toContain('do-not-keep-me');
  });

  it('keeps no secret that was found, wherever it stood', async () => {
    const token = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
    const { AlgorithmSpecification, Tags, ...others } = job(small);
    const request = {
      ...others,
      AlgorithmSpecification: { ...objectIn(AlgorithmSpecification), ContainerArguments: ['--token', token] },
      Tags: [...(isJsonList(Tags) ? Tags : []), { Key: 'Note', Value: token }],
    };
    const { entries } = await refused(request, null, []);
    expect(entries).toMatchObject([
      { request: { AlgorithmSpecification: { ContainerArguments: ['--token', '***'] } } },
    ]);
    expect(JSON.stringify(entries)).not.toContain(token);
  });

  it('tells of the quota too, and offers only what it allows', async () => {
    const ledger = [balance('person:ada@example.com', 3)];
    const { decision } = await refused(job(small, 'language-training'), null, ledger);
    expect(decision.violations.map(({ policy }) => policy)).toEqual(['training-roles', 'quotas']);
    expect(decision.correction.map(({ path }) => path)).toEqual(['/RoleArn', '/ResourceConfig/InstanceCount']);
  });

  it('stands where the ledger cannot be read, and says who can change the policy', async () => {
    const { code, decision, detail, entries } = await refused(job(small, 'language-training'), null, null);
    expect([code, decision.verdict, decision.corrected]).toEqual(['policy-denied', 'deny', null]);
    expect(detail).toContain('or ask security@example.com to change the policy');
    expect(entries).toHaveLength(1);
  });
});

describe('a refusal over quota', () => {
  const full: AdmissionOutcome = {
    kind: 'over-quota',
    reading: {
      places: [{ scope: 'person:ada@example.com', window: 'current' }],
      balances: [balance('person:ada@example.com', 4)],
    },
  };

  it('goes by what the transaction saw, whatever was given back since', async () => {
    const { code, decision } = await refused(job(small), full, [balance('person:ada@example.com', 0)]);
    expect([code, decision.verdict, decision.violations[0]?.observed]).toEqual(['quota-exceeded', 'deny', 6]);
  });

  it('stands where the ledger cannot be read', async () => {
    const { code, decision, entries } = await refused(job(small), full, null);
    expect([code, decision.verdict, decision.violations[0]?.observed]).toEqual(['quota-exceeded', 'deny', 6]);
    expect(entries).toHaveLength(1);
  });

  it('of more than a limit as such stands too, and has the numbers where they can be read', async () => {
    const large = { InstanceType: 'ml.g5.12xlarge', InstanceCount: 2 };
    const read = await refused(job(large), null, [balance('person:ada@example.com', 1)]);
    expect(read.decision.violations.at(-1)).toMatchObject({ policy: 'quotas', observed: 9, limit: 4 });
    const unread = await refused(job(large), null, null);
    expect(unread.decision.violations.at(-1)).toMatchObject({ policy: 'quotas', observed: 8, limit: 4 });
    expect([read.code, unread.code]).toEqual(['quota-exceeded', 'quota-exceeded']);
  });
});
