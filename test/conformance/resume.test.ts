import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTrainingJob } from '../../gateway/actions/create-training-job/action.ts';
import { dynamodbAuditLog } from '../../gateway/adapters/dynamodb/audit-log.ts';
import { dynamodbJobStore } from '../../gateway/adapters/dynamodb/job-store.ts';
import { dynamodbNoticeStore } from '../../gateway/adapters/dynamodb/notices.ts';
import { systemIds } from '../../gateway/adapters/system/ids.ts';
import type { Ballot } from '../../gateway/approvals/vote.ts';
import type { Bundle } from '../../gateway/bundle/open.ts';
import { admit } from '../../gateway/flows/admit.ts';
import { detailsOf } from '../../gateway/flows/notice.ts';
import { observe } from '../../gateway/flows/observe.ts';
import type { CreateOutcome, Notifier, Ports } from '../../gateway/flows/ports.ts';
import { resume } from '../../gateway/flows/resume.ts';
import { tell } from '../../gateway/flows/tell.ts';
import { vote } from '../../gateway/flows/vote.ts';
import type { JobRecord } from '../../gateway/shared/job.ts';
import { freshStore, SITE } from '../support/job-store.ts';
import { bundleOf, principalIn } from '../support/judging.ts';
import { bodyOf, trainingJob } from '../support/training-job.ts';

const ADA = '{ id: ada@example.com, name: Ada, team: vision }';
const FINN = '{ id: finn@example.com, name: Finn, team: operations, groups: [finance] }';
const FAY = '{ id: fay@example.com, name: Fay, team: operations, groups: [finance] }';
const PETRA = '{ id: petra@example.com, name: Petra, team: operations, groups: [platform] }';
const HOLD = '{ rule: instance-caps, enforcement: hold, approvals: [{ group: finance }], params: { maxInstances: 2 } }';
const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 23, 9);

interface Files {
  readonly people?: readonly string[];
  readonly bindings?: readonly string[];
  /** Of `team:vision`, which finance may let jobs go beyond. */
  readonly limits?: string;
  readonly others?: Readonly<Record<string, string>>;
}

function policies({ people = [ADA, FINN, FAY, PETRA], bindings = [HOLD], limits, others }: Files = {}): Bundle {
  const quota = `quotas: [{ scope: 'team:vision', ${limits}, overLimit: { approvals: [{ group: finance }] } }]\n`;
  return bundleOf({
    'organization.yaml': `
name: Example Corp
accounts: [{ id: '111122223333', regions: [eu-west-1] }]
teams:
  - { id: vision, department: research, trainingRoles: [arn:aws:iam::111122223333:role/training-vision] }
  - { id: operations, department: platform }
people: [${people.join(', ')}]
principals: []
`,
    'quotas.yaml': limits ? quota : 'quotas: []\n',
    'prices.yaml':
      'date: 2026-11-01\nusdPerGbMonth: { eu-west-1: 0 }\nusdPerHour: { eu-west-1: { ml.m5.xlarge: 0.5 } }\n',
    ...(bindings.length > 0 && { 'caps.yaml': policyOf('caps', bindings) }),
    ...others,
  });
}

const policyOf = (id: string, bindings: readonly string[]): string =>
  `policy: ${id}\ndescription: d\nowner: a@example.com\nbindings: [${bindings.join(', ')}]\n`;

const APPROVE: Ballot = { kind: 'approve', round: null };

describe('a job that people have approved', () => {
  let stage: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    stage = await open();
  });
  afterAll(() => stage.close());

  async function open() {
    const { client, tableName, close } = await freshStore();
    const state = { now: START, created: { kind: 'accepted' } as CreateOutcome, names: 0 };
    const clock = { now: () => state.now };
    const table = { client, name: tableName, site: SITE, clock, ids: systemIds, pause: async () => undefined };
    const ports: Ports = {
      store: dynamodbJobStore(table, 'CreateTrainingJob'),
      audit: dynamodbAuditLog(table),
      clock,
      ids: systemIds,
      log: { info: () => undefined, error: () => undefined, count: () => undefined },
      training: {
        create: async () => state.created,
        look: async () => ({ kind: 'none' }),
        stop: async () => ({ kind: 'taken' }),
      },
    };
    return { ports, notices: dynamodbNoticeStore(table), state, close };
  }

  const governed = (bundle: Bundle) => ({ action: createTrainingJob, bundle, site: SITE });

  /** Ada asks for so many instances. */
  async function asked(bundle: Bundle, instances = 3, others = {}): Promise<JobRecord> {
    stage.state.names += 1;
    const request = trainingJob({
      TrainingJobName: `job-${stage.state.names}`,
      ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: instances, VolumeSizeInGB: 30 },
      ...others,
    });
    const submission = { principal: principalIn(bundle, 'ada@example.com'), body: bodyOf(request) };
    const admitted = await admit(stage.ports, governed(bundle), submission);
    if (!admitted.ok) throw new Error(admitted.error.detail);
    return found(admitted.value.decision.id);
  }

  async function found(admissionId: string): Promise<JobRecord> {
    const record = await stage.ports.store.find(admissionId);
    if (!record) throw new Error('there is no record');
    return record;
  }

  async function says(
    bundle: Bundle,
    person: string,
    { admissionId }: JobRecord,
    ballot = APPROVE,
  ): Promise<JobRecord> {
    const deciding = { principal: principalIn(bundle, `${person}@example.com`), channel: 'rest' } as const;
    const voted = await vote(stage.ports, governed(bundle), deciding, admissionId, ballot);
    if (!voted.ok) throw new Error(voted.error.detail);
    return voted.value;
  }

  async function goesOn(bundle: Bundle, { admissionId }: JobRecord): Promise<JobRecord> {
    await resume(stage.ports, governed(bundle), await found(admissionId));
    return found(admissionId);
  }

  const approved = async (bundle: Bundle, instances?: number, others?: object): Promise<JobRecord> =>
    says(bundle, 'finn', await asked(bundle, instances, others));

  it('goes beyond the limit that people saw, and beyond no lower one', async () => {
    const [before, lower] = [4, 1].map((instances) =>
      policies({ bindings: [], limits: `limits: { instances: ${instances} }` }),
    );
    expect(await goesOn(before as Bundle, await approved(before as Bundle, 5))).toMatchObject({ state: 'submitted' });
    const waiting = await goesOn(lower as Bundle, await approved(before as Bundle, 6));
    expect(waiting.state).toBe('approved');
    expect(waiting.approval?.waitingFor).toContain('the limit of `team:vision` is 1 `instances`');
  });

  it('is asked about again where who approved it turns out to be who asked', async () => {
    const admin = '{ id: ada.admin@example.com, name: Ada, team: operations, groups: [finance] }';
    const apart = policies({ people: [ADA, admin, FINN] });
    const one = '{ id: ada@example.com, name: Ada, team: vision, groups: [finance], aliases: [ada.admin@example.com] }';
    const job = await says(apart, 'ada.admin', await asked(apart));
    expect(job.state).toBe('approved');
    const again = await goesOn(policies({ people: [one, FINN, FAY] }), job);
    expect(again).toMatchObject({ state: 'held', approval: { round: 2 } });
  });

  it('is asked about again where who approved it has left the group, who may approve it again once back', async () => {
    const out = FINN.replace('finance', 'guests');
    const job = await goesOn(policies({ people: [ADA, out, FAY] }), await approved(policies()));
    expect(job).toMatchObject({ state: 'held', approval: { round: 2, votes: [{ groups: ['guests'] }] } });
    const back = await says(policies(), 'finn', job);
    expect(back).toMatchObject({
      state: 'approved',
      approval: { votes: [{ person: 'finn@example.com', groups: ['finance'] }] },
    });
    expect(await goesOn(policies(), back)).toMatchObject({ state: 'submitted' });
  });

  it('is asked about again for no longer than its client waits', async () => {
    const job = await asked(policies());
    stage.state.now += 3.9 * HOUR;
    await says(policies(), 'finn', job);
    const again = await goesOn(policies({ people: [ADA, FINN.replace('finance', 'guests'), FAY] }), job);
    expect(again.approval?.until).toBe(job.createdAt + 5 * HOUR);
    stage.state.now = START;
  });

  it('shows nobody a secret that a later policy finds', async () => {
    const secret = `AKIA${'IOSFODNN7ABCDEFG'}`;
    const later = policies({
      bindings: [HOLD, '{ rule: secrets-scan, enforcement: hold, approvals: [{ group: platform }] }'],
    });
    const job = await goesOn(later, await approved(policies(), 3, { Tags: [{ Key: 'note', Value: secret }] }));
    expect(job.approval).toMatchObject({ round: 2, secretPaths: ['/Tags/0/Value'] });
    const stored = await stage.ports.store.load(job.admissionId);
    if (!stored) throw new Error('there is no record');
    expect(JSON.stringify(await detailsOf(stage.ports, createTrainingJob, stored))).not.toContain(secret);
  });

  it('gives back what people let it take, where SageMaker refuses it', async () => {
    const budget = policies({ bindings: [], limits: 'budgets: { month: { usd: 0.5 } }' });
    stage.state.created = { kind: 'refused', refusal: { code: 'ValidationException', message: 'no' } };
    const job = await goesOn(budget, await approved(budget, 2));
    stage.state.created = { kind: 'accepted' };
    expect(job.state).toBe('refused');
    const balances = await stage.ports.store.balances([{ scope: 'team:vision', window: '2026-11' }]);
    expect(balances.find(({ dimension }) => dimension === 'usdMicros')?.lifted).toBe(0);
  });

  it('is not asked about where it rests on a waiver that is used up', async () => {
    const waiver = `waivers: [{ waiver: once, policy: strict, rule: instance-caps, for: { people: [ada@example.com] }, within: [{ rule: instance-caps, params: { maxInstances: 9 } }], owner: fay@example.com, reason: r, ticket: 'https://t.example.com/1', expires: 2026-12-20T00:00:00Z, maxUses: 1 }]\n`;
    const strict = policyOf('strict', [
      '{ rule: instance-caps, enforcement: deny, waivable: true, params: { maxInstances: 1 } }',
    ]);
    const bundle = policies({ others: { 'waivers.yaml': waiver, 'strict.yaml': strict } });
    expect(await asked(bundle, 2)).toMatchObject({ state: 'submitted' });
    await expect(asked(bundle, 3)).rejects.toThrow('waiver `once` is used up');
  });

  it('is not ended by an event of a job that it is not', async () => {
    const job = await asked(policies());
    const status = {
      trainingJobStatus: 'Completed',
      secondaryStatus: 'Completed',
      lastModifiedAt: START,
      failureReason: null,
    };
    const before = stage.ports.training.look;
    const bill = { billableSeconds: 1, trainingSeconds: 1, keptSeconds: 0, selected: null };
    Object.assign(stage.ports.training, { look: async () => ({ kind: 'ours', status: { ...status, bill } }) });
    await observe(stage.ports, { arn: job.arn, admissionId: job.admissionId, status });
    Object.assign(stage.ports.training, { look: before });
    expect(await found(job.admissionId)).toMatchObject({ state: 'held', version: job.version });
  });

  it('is denied for no longer reason than SageMaker would give', async () => {
    const job = await says(policies(), 'finn', await asked(policies()), {
      kind: 'deny',
      round: null,
      reason: 'x'.repeat(1_000),
    });
    expect(job.history.at(-1)?.note).toHaveLength(1_000);
  });

  it('has its message posted again once where it is gone, and then later and later', async () => {
    const job = await goesOn(policies(), await approved(policies()));
    let posts = 0;
    const notifier: Notifier = {
      post: async () => {
        posts += 1;
        return { kind: 'told', ref: `C ${posts}` };
      },
      update: async () => ({ kind: 'gone', cause: 'gone' }),
      reply: async () => ({ kind: 'gone', cause: 'gone' }),
      seek: async () => ({ kind: 'absent' }),
    };
    await tell({ ports: stage.ports, action: createTrainingJob, notices: stage.notices, notifier }, job.admissionId);
    expect(posts).toBe(2);
    expect(await stage.notices.find(job.admissionId)).toMatchObject({
      ref: null,
      failures: 2,
      nextCheckAt: START + 120_000,
    });
  });
});
