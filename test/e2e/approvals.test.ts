import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { saidIn, slackAt } from '../../local/slack-client.ts';
import { compliant, get, stackOfThisFile, stopJob, submit } from '../support/stack.ts';

const ADA = 'ada@example.com';
const BEN = 'ben@example.com';
/** In group finance. */
const FINN = 'finn@example.com';
/** In group platform. */
const PETRA = 'petra@example.com';

const HOLDS = `policy: larger-jobs
description: More than one instance is approved by finance, more than two by the platform team, too.
owner: a@example.com
bindings:
  - { rule: instance-caps, enforcement: hold, approvals: [{ group: finance }], params: { maxInstances: 1 } }
  - { rule: instance-caps, enforcement: hold, approvals: [{ group: platform }], params: { maxInstances: 2 } }
`;

const QUOTAS = `quotas:
  - { scope: 'tag:Project=queue', limits: { jobs: 1 } }
  - { scope: 'tag:Project=beyond', limits: { jobs: 1 }, overLimit: { approvals: [{ group: finance }] } }
`;

const stack = stackOfThisFile(async (home) => {
  const policies = join(home, 'policies');
  await cp('policies', policies, { recursive: true });
  await writeFile(join(policies, 'larger-jobs.yaml'), HOLDS);
  await writeFile(join(policies, 'quotas.yaml'), QUOTAS);
  return ['--policies', policies];
});

const as =
  (person: string): ReturnType<typeof stack.as> =>
  (call) =>
    stack.as(person)(call);
const ada = as(ADA);
const slack = () => slackAt(stack.facts.slack?.url ?? '');
const advance = (advanceSeconds: number) => stack.control('/clock', { advanceSeconds });
const reconcile = () => stack.control('/reconcile');
const job = async (name: string) => (await ada(get(`/v1/training-jobs/${name}`))).body;

/** The sample request with so many instances, of a project. */
async function sized(name: string, InstanceCount: number, project = 'shelf-detection') {
  const request = await compliant(name);
  const tags = request.Tags as readonly { readonly Key: string }[];
  return {
    ...request,
    ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount, VolumeSizeInGB: 50 },
    Tags: [...tags.filter(({ Key }) => Key !== 'Project'), { Key: 'Project', Value: project }],
  };
}

async function held(name: string, instances = 2, project?: string): Promise<string> {
  const answer = await ada(submit(await sized(name, instances, project)));
  expect([answer.status, answer.body.state]).toEqual([202, 'held']);
  return answer.body.decision.id;
}

const vote = (person: string, admissionId: string, kind: 'approve' | 'deny', body: object = {}) =>
  as(person)({ method: 'POST', path: `/v1/approvals/${admissionId}/${kind}`, body });

/** What the table's stream brings about comes a moment later. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await isSo()) return;
    await pause(50);
  }
  throw new Error('it did not come about in five seconds');
}

const untilState = (name: string, state: string) => until(async () => (await job(name)).state === state);
const untilTold = (name: string, words: string) =>
  until(async () => (await slack().messagesOf(name)).some(({ text }) => text.includes(words)));

describe('a job that a rule holds', () => {
  it('is asked about in Slack, approved by one click there, and runs', async () => {
    const request = await sized('asked-in-slack', 2);
    const created = await ada(submit(request));
    expect(created).toMatchObject({
      status: 202,
      body: {
        state: 'held',
        decision: { verdict: 'hold', approvals: [{ group: 'finance', count: 1 }] },
        approval: { round: 1, requirements: [{ group: 'finance', count: 1, approvedBy: [] }] },
      },
    });
    const again = await ada(submit(request));
    expect([again.status, again.body.trainingJobArn]).toEqual([200, created.body.trainingJobArn]);
    await untilTold('asked-in-slack', 'Waiting for approval 0 of 1');

    const own = await slack().click(ADA, 'asked-in-slack', 'approve');
    expect(saidIn(own)).toContain('you asked for this job yourself');
    const stranger = await slack().click(PETRA, 'asked-in-slack', 'approve');
    expect(saidIn(stranger)).toContain('you are in none of the groups that are asked: it takes 1 of `finance`');
    const guest = await slack().click('U0GUEST000', 'asked-in-slack', 'approve');
    expect(saidIn(guest)).toContain('guests of the workspace decide nothing');
    expect((await job('asked-in-slack')).state).toBe('held');

    const asked = await slack().click(FINN, 'asked-in-slack', 'approve');
    expect(asked.milliseconds).toBeLessThan(3_000);
    expect(await slack().submit(FINN, asked.view)).toMatchObject({ status: 200, view: null });
    await untilState('asked-in-slack', 'submitted');
    await untilTold('asked-in-slack', ', runs');
    // Its buttons are gone, so the click reaches nothing.
    expect((await slack().click(FINN, 'asked-in-slack', 'deny')).view ?? null).toBeNull();

    await advance(400);
    await untilState('asked-in-slack', 'finished');
    await until(async () => {
      const [message] = await slack().messagesOf('asked-in-slack');
      return message?.replies.length === 2;
    });
    const told = await slack().messagesOf('asked-in-slack');
    expect(told).toHaveLength(1);
    expect(told[0]?.replies.map(({ text }) => text)).toEqual([
      expect.stringContaining('Started '),
      expect.stringContaining('Ended: Completed, cost $'),
    ]);
    // Nobody is offered to decide any more.
    expect(told[0]?.blocks.at(-1)?.elements?.map(({ action_id }) => action_id)).toEqual(['traingate_details']);
  });

  it('takes each group that its policies name, by whichever way', async () => {
    const id = await held('two-groups', 3);
    expect(await vote(FINN, id, 'approve')).toMatchObject({
      status: 200,
      body: { state: 'held', approval: { requirements: [{ approvedBy: [FINN] }, { approvedBy: [] }] } },
    });
    // The same again changes nothing, and nobody votes twice.
    expect((await vote(FINN, id, 'approve')).body.approval.votes).toHaveLength(1);
    const asked = await slack().click(PETRA, 'two-groups', 'approve');
    await slack().submit(PETRA, asked.view);
    await untilState('two-groups', 'submitted');
    const { approval, history, rejudged, reservation } = await job('two-groups');
    expect(approval.votes.map(({ person, channel }: Record<string, string>) => [person, channel])).toEqual([
      [FINN, 'rest'],
      [PETRA, 'slack'],
    ]);
    expect(rejudged).toMatchObject({ verdict: 'hold', policyVersion: approval.votes[0].policyVersion });
    expect(history.map(({ state }: { state: string }) => state)).toEqual([
      'held',
      'held',
      'approved',
      'forwarding',
      'submitted',
    ]);
    expect(reservation.length).toBeGreaterThan(0);
    const entries = (await auditOf('two-groups')).map(({ action, channel, principal, round, code }) => {
      return { action, channel, person: (principal as { person: string }).person, round, code };
    });
    expect(entries).toEqual(
      expect.arrayContaining([
        { action: 'ApproveJob', channel: 'rest', person: FINN, round: 1 },
        { action: 'ApproveJob', channel: 'slack', person: PETRA, round: 1 },
      ]),
    );
    await ada(stopJob('two-groups'));
    await advance(400);
  });

  it('is denied with a reason, which its user reads; its name is free then', async () => {
    const id = await held('denied-once');
    expect(await vote(FINN, id, 'deny')).toMatchObject({ status: 400, body: { type: 'urn:traingate:invalid-vote' } });
    expect(await vote(FINN, id, 'deny', { reason: '  ' })).toMatchObject({ status: 400 });
    await untilTold('denied-once', 'Waiting');
    const asked = await slack().click(FINN, 'denied-once', 'deny');
    const flaw = await slack().submit(FINN, asked.view, ' ');
    expect(flaw.errors).toMatchObject({ traingate_reason: expect.stringContaining('there is no reason') });
    await slack().submit(FINN, flaw.view ?? asked.view, 'use *spot* <!channel> capacity');
    expect(await job('denied-once')).toMatchObject({
      state: 'denied',
      trainingJobStatus: 'Failed',
      failureReason: 'denied by finn@example.com: use *spot* <!channel> capacity',
    });
    await untilTold('denied-once', 'Denied by finn@example.com: use *spot* &lt;!channel&gt; capacity');
    expect(await vote(PETRA, id, 'approve')).toMatchObject({ status: 404 });
    expect(await vote(FINN, id, 'approve')).toMatchObject({ status: 409 });
    await held('denied-once');
    expect(await ada(stopJob('denied-once'))).toMatchObject({ status: 202, body: { state: 'withdrawn' } });
  });

  it('may still be denied after it was approved, as long as it has not started', async () => {
    const first = await ada(submit(await sized('first-in-line', 1, 'queue')));
    expect(first.status).toBe(201);
    const id = await held('revoked', 2, 'queue');
    expect(await vote(FINN, id, 'approve')).toMatchObject({ status: 200 });
    await until(async () => (await job('revoked')).approval.waitingFor !== null);
    expect(await job('revoked')).toMatchObject({
      state: 'approved',
      reservation: [],
      approval: { waitingFor: expect.stringContaining('the limit of `tag:Project=queue` is 1 `jobs`') },
    });
    // What it writes while it waits does not have it tried again: reconcile tries.
    const due = await dueOf(id);
    await pause(600);
    expect(await dueOf(id)).toBe(due);
    expect(await vote(FINN, id, 'deny', { reason: 'on second thought' })).toMatchObject({ body: { state: 'denied' } });
    await ada(stopJob('first-in-line'));
    await advance(400);
  });

  it('waits for quota once it is approved, and starts when there is room', async () => {
    await ada(submit(await sized('before-it', 1, 'queue')));
    const id = await held('waits-for-room', 2, 'queue');
    await vote(FINN, id, 'approve');
    await until(async () => (await job('waits-for-room')).approval.waitingFor !== null);
    await ada(stopJob('before-it'));
    await advance(400);
    await untilState('before-it', 'finished');
    await until(async () => {
      await advance(60);
      await reconcile();
      return (await job('waits-for-room')).state === 'submitted';
    });
    await ada(stopJob('waits-for-room'));
    await advance(400);
  });

  it('expires where nobody answers, after one reminder', async () => {
    await held('nobody-home');
    await untilTold('nobody-home', 'Waiting');
    await advance(2 * 3_600 + 60);
    await reconcile();
    await reconcile();
    await until(async () => (await slack().messagesOf('nobody-home'))[0]?.replies.length === 1);
    await advance(2 * 3_600);
    await reconcile();
    expect(await job('nobody-home')).toMatchObject({
      state: 'expired',
      failureReason: expect.stringMatching(
        /^expired at .*: it took the approval of 1 of `finance`, and had that of nobody$/,
      ),
    });
    await untilTold('nobody-home', 'Expired at ');
    expect((await slack().messagesOf('nobody-home'))[0]?.replies).toHaveLength(1);
  });

  it('is refused at once where its caller does not wait', async () => {
    const request = await sized('no-patience', 2);
    const refuse = { ...submit(request), headers: { 'x-traingate-hold': 'refuse' } };
    expect(await ada(refuse)).toMatchObject({
      status: 403,
      body: {
        type: 'urn:traingate:approval-required',
        detail: expect.stringContaining('the approval of 1 of `finance`'),
      },
    });
    expect(await ada({ ...refuse, headers: { 'x-traingate-hold': 'never' } })).toMatchObject({
      status: 400,
      body: { type: 'urn:traingate:invalid-hold' },
    });
  });

  it('may go beyond a limit that people may lift, which is recorded', async () => {
    expect((await ada(submit(await sized('within', 1, 'beyond')))).status).toBe(201);
    const id = await held('beyond', 1, 'beyond');
    const { decision } = await job('beyond');
    expect(decision.violations).toMatchObject([
      { policy: 'quotas', enforcement: 'hold', approvals: [{ group: 'finance' }] },
    ]);
    await vote(FINN, id, 'approve');
    await untilState('beyond', 'submitted');
    const { rejudged } = await job('beyond');
    const line = rejudged.needs.find(({ scope }: { scope: string }) => scope === 'tag:Project=beyond');
    expect(line).toMatchObject({ dimension: 'jobs', amount: 1, limit: null });
    expect(rejudged.violations).toMatchObject([{ policy: 'quotas', enforcement: 'hold' }]);
    for (const name of ['within', 'beyond']) await ada(stopJob(name));
    await advance(400);
  });
});

describe('while Slack is down', () => {
  it('people approve by the REST API, and are told once it is back', async () => {
    await stack.control('/faults', { operation: 'chat.postMessage', kind: 'error', count: 2 });
    const id = await held('slack-is-down');
    expect(await vote(FINN, id, 'approve')).toMatchObject({ status: 200 });
    await untilState('slack-is-down', 'submitted');
    await until(async () => {
      await advance(200);
      await reconcile();
      const told = await slack().messagesOf('slack-is-down');
      return told.some(({ text }) => text.includes('Approved by finn@example.com'));
    });
    expect(await slack().messagesOf('slack-is-down')).toHaveLength(1);
  });

  it('a message whose answer was lost is not posted twice', async () => {
    await stack.control('/faults', { operation: 'chat.postMessage', kind: 'lose-answer', count: 1 });
    await held('answer-lost');
    await until(async () => (await slack().messagesOf('answer-lost')).length === 1);
    for (let tries = 0; tries < 3; tries += 1) {
      await advance(90);
      await reconcile();
    }
    expect(await slack().messagesOf('answer-lost')).toHaveLength(1);
    await ada(stopJob('answer-lost'));
    await untilTold('answer-lost', 'Withdrawn by ada@example.com');
  });
});

describe('who waits for what', () => {
  it('is listed for those whom it concerns, and answered in Slack', async () => {
    const id = await held('listed');
    const idsFor = async (person: string) =>
      (await as(person)(get('/v1/approvals'))).body.approvals.map(
        ({ admissionId }: { admissionId: string }) => admissionId,
      );
    for (const person of [ADA, BEN, FINN, 'audrey@example.com']) expect(await idsFor(person)).toContain(id);
    for (const person of [PETRA, 'chen@example.com']) expect(await idsFor(person)).not.toContain(id);
    expect(await as('chen@example.com')(get(`/v1/approvals/${id}`))).toMatchObject({ status: 404 });
    const { body } = await as(FINN)(get(`/v1/approvals/${id}`));
    expect(body.facts.map(({ label }: { label: string }) => label)).toEqual(
      expect.arrayContaining(['Asked by', 'Cost', 'Instances', 'Runs at most', 'Image', 'Role', 'Data', 'Output']),
    );
    expect(body.request.HyperParameters).toEqual({ epochs: '***', 'learning-rate': '***' });
    // What would pass without people is told to whoever asked, and kept nowhere: it holds what the request holds.
    const read = await as('audrey@example.com')(get('/v1/training-jobs/listed'));
    expect(read.body.decision).toMatchObject({ corrected: null, correction: [expect.anything()] });
    expect(JSON.stringify(read.body)).not.toContain('0.001');

    const { command } = slack();
    expect((await command(FINN, 'pending')).body).toMatchObject({ text: expect.stringContaining('listed: of ada@') });
    expect((await command(PETRA, 'pending')).body).toMatchObject({ text: 'Nothing waits for your approval.' });
    expect((await command(ADA, 'mine')).body).toMatchObject({ text: expect.stringContaining('listed: Waiting for') });
    expect((await command(BEN, 'status listed')).body).toMatchObject({ text: expect.stringContaining('Waiting for') });
    expect((await command('chen@example.com', 'status listed')).body).toMatchObject({
      text: expect.stringContaining('No job'),
    });
    expect((await command(ADA, 'quota')).body).toMatchObject({ text: 'You have no limits.' });
    expect((await command('U0ELSEWHERE', 'mine')).body).not.toMatchObject({ text: expect.stringContaining('jobs') });
    await ada(stopJob('listed'));
  });
});

/** All that the table holds. */
async function items() {
  const { dynamodbUrl: endpoint, tableName: TableName, region } = stack.facts;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region, credentials });
  const { Items = [] } = await client.send(new ScanCommand({ TableName }));
  client.destroy();
  return Items;
}

/** When a record is to be looked at next. */
const dueOf = async (id: string) =>
  (await items()).find(({ pk, sk }) => pk?.S === `JOB#${id}` && sk?.S === 'RECORD')?.nextCheckAt?.N;

/** Entries of the audit log about a job. */
async function auditOf(name: string): Promise<readonly Record<string, unknown>[]> {
  return (await items())
    .filter(({ pk }) => pk?.S?.startsWith('AUDIT#'))
    .map(({ entry }) => JSON.parse(entry?.S ?? '{}'))
    .filter((entry) => entry.name === name);
}
