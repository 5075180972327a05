import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { describeJob } from '../../gateway/flows/describe.ts';
import { applyStatus } from '../../gateway/flows/observe.ts';
import type { Ports, Relay } from '../../gateway/flows/ports.ts';
import { listTags } from '../../gateway/flows/tags.ts';
import type { JobRecord } from '../../gateway/shared/job.ts';
import type { Principal } from '../../gateway/shared/principal.ts';
import { admission, freshStore } from '../support/job-store.ts';

const SECRET = 'wandb-key-0123456789';
const REASON = `AlgorithmError: Command "python train.py --api_key ${SECRET}" failed, exit code: 1`;
const CREATED = Date.UTC(2026, 10, 23);
const ada: Principal = { arn: 'arn', person: 'ada@example.com', team: 'vision', roles: [], groups: [] };
const audrey: Principal = { ...ada, person: 'audrey@example.com', team: 'operations', roles: ['auditor'] };

let world: Awaited<ReturnType<typeof freshStore>>;
let record: JobRecord;
beforeEach(async () => {
  world = await freshStore();
  const entry = admission({ name: 'job-a', team: 'vision', createdAt: CREATED });
  await world.store.admit({ ...entry, request: { TrainingJobName: 'job-a', HyperParameters: { api_key: SECRET } } });
  record = await world.store.submitted(
    entry.record.admissionId,
    { at: CREATED, by: 'admit', note: 'accepted' },
    CREATED,
  );
});
afterEach(() => world.close());

const failed = (createdAt = CREATED + 500) => ({
  trainingJobStatus: 'Failed',
  secondaryStatus: 'Failed',
  lastModifiedAt: CREATED + 60_000,
  failureReason: REASON,
  createdAt,
});
const BILL = { trainingSeconds: 30, billableSeconds: 30, keptSeconds: 0, selected: null };
/** SageMaker says of the job what the event did, with the bill. */
const training = { look: async () => ({ kind: 'ours', status: { ...failed(), bill: BILL } }) };
const ports = () => ({ store: world.store, training, clock: { now: () => CREATED + 60_000 } }) as unknown as Ports;
const answering = (body: object): Relay => ({ send: async () => ({ kind: 'answered', body: JSON.stringify(body) }) });
const described = async (principal: Principal, body: object) => {
  const answer = await describeJob({ store: world.store, describes: () => answering(body) }, principal, 'job-a');
  return answer.ok ? answer.value : answer.error.code;
};
const BODY = {
  TrainingJobName: 'job-a',
  CreationTime: (CREATED + 500) / 1000,
  HyperParameters: { api_key: SECRET },
  FailureReason: REASON,
  SecondaryStatusTransitions: [{ Status: 'Failed', StatusMessage: REASON }],
};

describe('a failed job whose reason quotes a hyperparameter', () => {
  it('is shown whole to its team, and without the value to an auditor', async () => {
    expect(await described(ada, BODY)).toBe(JSON.stringify(BODY));
    const seen = await described(audrey, BODY);
    expect(seen).toContain('AlgorithmError: Command');
    expect(seen).not.toContain(SECRET);
  });

  it('is recorded without the value', async () => {
    await applyStatus(ports(), record, failed(), 'observe');
    const kept = await world.store.find(record.admissionId);
    expect(kept?.upstream?.failureReason).toBe(REASON.replace(SECRET, '***'));
    expect(JSON.stringify(kept)).not.toContain(SECRET);
  });
});

describe('a job of a stranger under the name of one that was deleted past the gateway', () => {
  it('is not described', async () => {
    await applyStatus(ports(), record, failed(), 'observe');
    expect(await described(ada, BODY)).toContain('"TrainingJobName"');
    expect(await described(ada, { ...BODY, CreationTime: (CREATED + 3_600_000) / 1000 })).toBe('job-not-found');
  });

  it('shows no tags', async () => {
    const tagsOf = async (Tags: object[]) => {
      const arn = record.arn;
      const answer = await listTags({ store: world.store, relay: answering({ Tags }), arnOf: () => arn }, ada, {
        ResourceArn: arn,
      });
      return answer.ok ? answer.value : answer.error.code;
    };
    expect(await tagsOf([{ Key: 'traingate:admission', Value: record.admissionId }])).toContain('traingate:admission');
    expect(await tagsOf([{ Key: 'traingate:admission', Value: 'another' }])).toBe('job-not-found');
    expect(await tagsOf([])).toBe('job-not-found');
  });
});
