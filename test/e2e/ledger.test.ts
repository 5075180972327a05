import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DescribeTrainingJobCommand, UpdateTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from '@jest/globals';
import { sdkOf } from '../support/sdk.ts';
import { compliant, get, stackOfThisFile, submit } from '../support/stack.ts';

const ADA = 'ada@example.com';
/** Of the same team. */
const BEN = 'ben@example.com';
/** What the sample request counts for. */
const SHELVES = 'tag:Project=shelf-detection';

/** A g5.xlarge costs $1.572 an hour, and the sample request may run for 900 seconds: $0.393. */
const WORST_CASE = 393_000;
/** From Downloading to its end a job takes 140 seconds of the embedded SageMaker's. */
const BILLED_SECONDS = 140;
const BILLED = Math.ceil((1_572_000 * BILLED_SECONDS) / 3_600);

const QUOTAS = `timeZone: Europe/Dublin
tags: [Project]
quotas:
  - scope: team:vision
    budgets: { month: { usd: 1000 } }
  - scope: tag:Project=shelf-detection
    budgets: { month: { usd: 1 } }
  - scope: tag:Project=alerts
    budgets: { month: { usd: 0.2 } }
  - scope: tag:Project=other
    budgets: { month: { usd: 0.0265 } }
    overrun: stop
  - scope: tag:Project=warm
    budgets: { month: { instanceHours: 0.6 } }
`;

const WARM_POOLS = `policy: warm-pools
description: Warm pools of half an hour.
owner: a@example.com
bindings:
  - { rule: max-runtime, enforcement: deny, params: { maxKeepAliveSeconds: 1800 } }
`;

const stack = stackOfThisFile(async (home) => {
  const policies = join(home, 'policies');
  await cp('policies', policies, { recursive: true });
  await writeFile(join(policies, 'quotas.yaml'), QUOTAS);
  await writeFile(join(policies, 'warm-pools.yaml'), WARM_POOLS);
  return ['--policies', policies];
});

const ada: ReturnType<typeof stack.as> = (call) => stack.as(ADA)(call);
const advance = (advanceSeconds: number) => stack.control('/clock', { advanceSeconds });
const job = async (name: string) => (await ada(get(`/v1/training-jobs/${name}`))).body;

interface Row {
  readonly scope: string;
  readonly dimension: string;
  readonly window: string;
  readonly used: number;
  readonly settled: number;
  readonly left: number | null;
  readonly resetsAt: string | null;
}

/** As an auditor sees them. */
const rows = async (): Promise<readonly Row[]> => (await stack.as('audrey@example.com')(get('/v1/quotas'))).body.quotas;

const row = async (scope: string, dimension: string): Promise<Row | undefined> =>
  (await rows()).find((each) => each.scope === scope && each.dimension === dimension);

/** The sample request as one of a project, with such a run time and pool. */
async function ofProject(name: string, project: string, { seconds = 900, keptSeconds = 0 } = {}) {
  const request = await compliant(name);
  const tags = request.Tags as readonly { readonly Key: string }[];
  const resources = { InstanceType: 'ml.g5.xlarge', InstanceCount: 1, VolumeSizeInGB: 50 };
  return {
    ...request,
    Tags: [...tags.filter(({ Key }) => Key !== 'Project'), { Key: 'Project', Value: project }],
    StoppingCondition: { MaxRuntimeInSeconds: seconds },
    ResourceConfig: { ...resources, ...(keptSeconds > 0 && { KeepAlivePeriodInSeconds: keptSeconds }) },
  };
}

const LOCAL = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Every alert that was raised, as `scope percent`. */
async function alerts(): Promise<readonly string[]> {
  const client = new DynamoDBClient({
    endpoint: stack.facts.dynamodbUrl,
    region: stack.facts.region,
    credentials: LOCAL,
  });
  const { Items = [] } = await client.send(new ScanCommand({ TableName: stack.facts.tableName }));
  client.destroy();
  const entries = Items.filter(({ sk }) => sk?.S === 'ENTRY').map(({ entry }) => JSON.parse(entry?.S ?? '{}'));
  return entries.filter(({ action }) => action === 'BudgetAlert').map(({ scope, percent }) => `${scope} ${percent}`);
}

describe('a budget', () => {
  it('holds the worst case of what runs, and then what was billed', async () => {
    for (const name of ['one', 'two']) expect((await ada(submit(await compliant(name)))).status).toBe(201);
    const left = 1_000_000 - 2 * WORST_CASE;
    expect(await row(SHELVES, 'usdMicros')).toMatchObject({ used: 2 * WORST_CASE, settled: 0, left });
    const refused = await ada(submit(await compliant('three')));
    expect([refused.status, refused.body.type]).toEqual([403, 'urn:traingate:quota-exceeded']);
    expect(refused.body.detail).toContain('is $1.00: $0.79 are used or reserved, this job may take $0.40');
    expect(refused.body.decision.correction).toEqual([
      { op: 'replace', path: '/StoppingCondition/MaxRuntimeInSeconds', value: 490 },
    ]);
    await advance(300);
    expect(await row(SHELVES, 'usdMicros')).toMatchObject({ used: 2 * BILLED, settled: 2 * BILLED });
    expect((await ada(submit(await compliant('three')))).status).toBe(201);
    await advance(300);
    const usd = (await rows()).filter(({ dimension, used }) => dimension === 'usdMicros' && used > 0);
    expect(usd.map(({ scope, used }) => [scope, used])).toEqual([
      ['org', 3 * BILLED],
      ['department:research', 3 * BILLED],
      ['team:vision', 3 * BILLED],
      [`person:${ADA}`, 3 * BILLED],
      [SHELVES, 3 * BILLED],
    ]);
  });

  it('loses nothing for a job that never ran', async () => {
    const before = await row(SHELVES, 'usdMicros');
    await stack.control('/faults', { operation: 'CreateTrainingJob', kind: 'refuse' });
    expect((await ada(submit(await compliant('refused')))).status).toBe(400);
    await stack.control('/faults', { operation: 'CreateTrainingJob', kind: 'no-capacity' });
    expect((await ada(submit(await compliant('no-capacity')))).status).toBe(201);
    await advance(300);
    expect(await job('no-capacity')).toMatchObject({ state: 'finished', trainingJobStatus: 'Failed' });
    expect(await row(SHELVES, 'usdMicros')).toEqual(before);
  });

  it('is told of at each percentage, once', async () => {
    for (const name of ['third', 'two-thirds', 'all']) {
      expect((await ada(submit(await ofProject(name, 'alerts', { seconds: 150 })))).status).toBe(201);
      await advance(300);
      for (let round = 0; round < 2; round += 1) await stack.control('/reconcile');
    }
    expect((await alerts()).toSorted()).toEqual(['tag:Project=alerts 50', 'tag:Project=alerts 80']);
  });
});

describe('a job', () => {
  it('that SageMaker is too busy for is admitted and waits, and starts within the minute', async () => {
    await stack.control('/faults', { operation: 'CreateTrainingJob', kind: 'throttle' });
    const admitted = await ada(submit(await compliant('waits')));
    expect([admitted.status, admitted.body.state]).toEqual([201, 'forwarding']);
    const described = await sdkOf(stack.facts, ADA).send(new DescribeTrainingJobCommand({ TrainingJobName: 'waits' }));
    expect(described).toMatchObject({ TrainingJobStatus: 'InProgress', SecondaryStatus: 'Pending' });
    expect(JSON.stringify(described)).toContain('since SageMaker is busy');
    await advance(60);
    await stack.control('/reconcile');
    expect(await job('waits')).toMatchObject({ state: 'submitted' });
    await advance(300);
  });

  it('that costs more than its budget is noted, and stopped where the scope says so', async () => {
    expect((await ada(submit(await ofProject('overdue', 'other', { seconds: 60 })))).status).toBe(201);
    await advance(62);
    await stack.control('/reconcile');
    expect(await job('overdue')).toMatchObject({ state: 'submitted', stopRequestedAt: null });
    await advance(62);
    await stack.control('/reconcile');
    const { history, stopRequestedAt } = await job('overdue');
    expect(stopRequestedAt).not.toBeNull();
    expect(history.map(({ note }: { note: string }) => note)).toContainEqual(
      'costs more than it should: the budget of tag:Project=other for ' +
        `${(await row('tag:Project=other', 'usdMicros'))?.window}, $0.02, is passed`,
    );
    await advance(300);
    expect(await job('overdue')).toMatchObject({ state: 'finished' });
  });
});

describe('a warm pool', () => {
  const keep = (seconds: number) =>
    sdkOf(stack.facts, BEN).send(
      new UpdateTrainingJobCommand({ TrainingJobName: 'warm', ResourceConfig: { KeepAlivePeriodInSeconds: seconds } }),
    );

  it('keeps its instances counted, and is billed, until it ends; longer only for what is left', async () => {
    const request = await ofProject('warm', 'warm', { seconds: 600, keptSeconds: 600 });
    expect((await ada(submit(request))).status).toBe(201);
    expect(await row('tag:Project=warm', 'instanceSeconds')).toMatchObject({ used: 1_200 });
    await advance(300);
    expect(await job('warm')).toMatchObject({ state: 'retained', trainingJobStatus: 'Completed' });
    expect(await row('team:vision', 'instances')).toMatchObject({ used: 1 });
    expect(await keep(1_800)).toMatchObject({ error: 'ResourceLimitExceeded' });
    expect(await keep(1_200)).toMatchObject({ TrainingJobArn: expect.stringContaining('warm') });
    expect(await row('tag:Project=warm', 'instanceSeconds')).toMatchObject({ used: 1_800 });
    // It is Ada's job, though Ben keeps it.
    expect((await stack.as(BEN)(get('/v1/quotas'))).body.quotas).not.toContainEqual(
      expect.objectContaining({ scope: `person:${BEN}` }),
    );
    for (let round = 0; round < 2; round += 1) {
      await advance(1_200);
      await stack.control('/reconcile');
    }
    expect(await job('warm')).toMatchObject({ state: 'finished' });
    expect(await row('team:vision', 'instances')).toBeUndefined();
    const settled = BILLED_SECONDS + 1_200;
    expect(await row('tag:Project=warm', 'instanceSeconds')).toMatchObject({ used: settled, settled });
  });
});

describe('a month that ends', () => {
  it('begins anew, while what began in it is settled in it', async () => {
    const old = await row(SHELVES, 'usdMicros');
    const untilNext = Math.ceil((Date.parse(old?.resetsAt ?? '') - (await nowMs())) / 1000);
    await advance(untilNext - 60);
    expect((await ada(submit(await compliant('over-the-turn')))).status).toBe(201);
    await advance(300);
    expect(await job('over-the-turn')).toMatchObject({ state: 'finished' });
    const now = await row(SHELVES, 'usdMicros');
    expect(now).toMatchObject({ used: 0, left: 1_000_000 });
    expect(now?.window).not.toBe(old?.window);
  });

  /** What the gateway's clock says. */
  const nowMs = async (): Promise<number> => Date.parse(String((await advance(0)).body.now));
});
