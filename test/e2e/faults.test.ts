import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { RestCall } from '../../local/client.ts';
import {
  compliant,
  freshHome,
  get,
  removeHome,
  stackOfThisFile,
  startTestStack,
  stopJob,
  submit,
} from '../support/stack.ts';

const ADA = 'ada@example.com';
/** forwardDeadline and W together, and a minute. */
const UNTIL_RECONCILED_SECONDS = 6 * 60 + 15;

const stack = stackOfThisFile();

const ada = (call: RestCall) => stack.as(ADA)(call);
const fault = (kind: string, operation = 'CreateTrainingJob', count = 1) =>
  stack.control('/faults', { operation, kind, count });

async function jobsOpen(): Promise<number> {
  const { body } = await ada(get('/v1/quotas'));
  const rows: { scope: string; dimension: string; used: number }[] = body.quotas;
  return rows.find(({ scope, dimension }) => scope === 'org' && dimension === 'jobs')?.used ?? 0;
}

const job = async (name: string) => (await ada(get(`/v1/training-jobs/${name}`))).body;

async function reconcileLater(): Promise<void> {
  await stack.control('/clock', { advanceSeconds: UNTIL_RECONCILED_SECONDS });
  const { status } = await stack.control('/reconcile');
  expect(status).toBe(200);
}

describe('a home of which half is gone', () => {
  it('is refused, with what to do', async () => {
    const home = await freshHome();
    await mkdir(join(home, 'sagemaker'));
    await expect(startTestStack(home)).rejects.toThrow(/dynamodb is damaged: it is gone.*--reset/);
    await removeHome(home);
  });
});

describe('what SageMaker refuses', () => {
  it('is told and gives the quota back', async () => {
    await fault('refuse');
    const refused = await ada(submit(await compliant('told')));
    expect([refused.status, refused.body.type]).toEqual([400, 'urn:traingate:sagemaker-refused']);
    expect(await job('told')).toMatchObject({ state: 'refused', trainingJobStatus: 'Failed' });
    expect(await jobsOpen()).toBe(0);
    expect((await ada(submit(await compliant('told')))).status).toBe(201);
    await stack.control('/clock', { advanceSeconds: 600 });
    expect(await jobsOpen()).toBe(0);
  });
});

describe('what SageMaker is too busy for', () => {
  it('is admitted, and sent again within a minute', async () => {
    await fault('throttle');
    const request = await compliant('in-the-rush');
    const waiting = await ada(submit(request));
    expect(waiting).toMatchObject({ status: 201, body: { state: 'forwarding' } });
    expect(await ada(submit(request))).toMatchObject({ status: 200, body: { state: 'forwarding' } });
    expect(await job('in-the-rush')).toMatchObject({ state: 'forwarding', trainingJobStatus: 'InProgress' });
    expect(await jobsOpen()).toBe(1);
    await stack.control('/reconcile');
    expect((await job('in-the-rush')).state).toBe('forwarding');
    await stack.control('/clock', { advanceSeconds: 60 });
    await stack.control('/reconcile');
    expect((await job('in-the-rush')).state).toBe('submitted');
    expect(await jobsOpen()).toBe(1);
    await stack.control('/clock', { advanceSeconds: 600 });
    expect(await job('in-the-rush')).toMatchObject({ state: 'finished', trainingJobStatus: 'Completed' });
    expect(await jobsOpen()).toBe(0);
  });

  it('is stopped before it was sent, where somebody asks for that', async () => {
    await fault('throttle');
    expect((await ada(submit(await compliant('not-any-more')))).status).toBe(201);
    expect((await ada(stopJob('not-any-more'))).status).toBe(202);
    await stack.control('/clock', { advanceSeconds: 60 });
    await stack.control('/reconcile');
    expect(await job('not-any-more')).toMatchObject({ state: 'withdrawn', trainingJobStatus: 'Stopped' });
    expect(await jobsOpen()).toBe(0);
  });

  it('is refused as SageMaker refuses where that goes on for an hour', async () => {
    await fault('throttle', 'CreateTrainingJob', 3);
    expect((await ada(submit(await compliant('too-long-a-rush')))).status).toBe(201);
    for (const advanceSeconds of [60, 3_600]) {
      expect((await job('too-long-a-rush')).state).toBe('forwarding');
      await stack.control('/clock', { advanceSeconds });
      await stack.control('/reconcile');
    }
    expect(await job('too-long-a-rush')).toMatchObject({
      state: 'refused',
      trainingJobStatus: 'Failed',
      failureReason: expect.stringContaining('Rate exceeded'),
    });
    expect(await jobsOpen()).toBe(0);
    expect((await ada(submit(await compliant('too-long-a-rush')))).status).toBe(201);
    await stack.control('/clock', { advanceSeconds: 600 });
  });
});

describe('an unknown outcome', () => {
  it('keeps the quota, answers a repeat with the same ARN, and is settled by the job’s own events', async () => {
    await fault('lose-answer');
    const request = await compliant('answer-lost');
    const lost = await ada(submit(request));
    expect([lost.status, lost.body.type]).toEqual([503, 'urn:traingate:outcome-unknown']);
    expect(await jobsOpen()).toBe(1);
    const again = await ada(submit(request));
    expect(again.status).toBe(200);
    expect(again.body.trainingJobArn).toContain('training-job/answer-lost');
    await stack.control('/clock', { advanceSeconds: 600 });
    expect(await job('answer-lost')).toMatchObject({ state: 'finished', trainingJobStatus: 'Completed' });
    expect(await jobsOpen()).toBe(0);
  });

  it.each(['error', 'timeout'])(
    'is tried again after %s, once it is certain that nothing is under way',
    async (kind) => {
      const name = `again-after-${kind}`;
      await fault(kind);
      expect((await ada(submit(await compliant(name)))).status).toBe(503);
      await stack.control('/reconcile');
      expect((await job(name)).state).toBe('forwarding');
      await reconcileLater();
      expect(await job(name)).toMatchObject({ state: 'submitted' });
      expect(await jobsOpen()).toBe(1);
      await stack.control('/clock', { advanceSeconds: 600 });
      expect(await job(name)).toMatchObject({ state: 'finished' });
    },
  );

  it('starts nothing once a stop was asked for', async () => {
    await fault('error');
    expect((await ada(submit(await compliant('never-mind')))).status).toBe(503);
    expect((await ada(stopJob('never-mind'))).status).toBe(202);
    await reconcileLater();
    expect(await job('never-mind')).toMatchObject({ state: 'withdrawn', trainingJobStatus: 'Stopped' });
    expect(await jobsOpen()).toBe(0);
  });

  it('is stopped by reconcile where the job was there after all', async () => {
    await fault('lose-answer');
    expect((await ada(submit(await compliant('there-after-all')))).status).toBe(503);
    expect((await ada(stopJob('there-after-all'))).status).toBe(202);
    await reconcileLater();
    await stack.control('/clock', { advanceSeconds: 600 });
    expect((await job('there-after-all')).state).toBe('finished');
    expect(await jobsOpen()).toBe(0);
  });
});

describe('a stop that SageMaker did not take', () => {
  it('is carried out by reconcile', async () => {
    expect((await ada(submit(await compliant('hard-to-stop')))).status).toBe(201);
    await fault('throttle', 'StopTrainingJob');
    expect((await ada(stopJob('hard-to-stop'))).status).toBe(202);
    expect((await job('hard-to-stop')).trainingJobStatus).toBe('InProgress');
    await stack.control('/reconcile');
    await stack.control('/clock', { advanceSeconds: 60 });
    expect(await job('hard-to-stop')).toMatchObject({ state: 'finished', trainingJobStatus: 'Stopped' });
  });
});

describe('a job that fails', () => {
  it('ends with SageMaker’s reason and gives its quota back', async () => {
    await fault('fail-job');
    expect((await ada(submit(await compliant('bad-code')))).status).toBe(201);
    await stack.control('/clock', { advanceSeconds: 600 });
    expect(await job('bad-code')).toMatchObject({
      state: 'finished',
      trainingJobStatus: 'Failed',
      failureReason: expect.stringContaining('AlgorithmError'),
    });
    expect(await jobsOpen()).toBe(0);
  });
});

describe('a job without capacity', () => {
  it('ends with SageMaker’s reason and gives its quota back', async () => {
    await fault('no-capacity');
    expect((await ada(submit(await compliant('no-room')))).status).toBe(201);
    await stack.control('/clock', { advanceSeconds: 600 });
    expect(await job('no-room')).toMatchObject({
      state: 'finished',
      trainingJobStatus: 'Failed',
      failureReason: expect.stringMatching(/^CapacityError: Unable to provision requested ML compute capacity/),
    });
    expect(await jobsOpen()).toBe(0);
  });
});

describe('a crash', () => {
  it('loses nothing: jobs, quota and clock are there again, and events come late', async () => {
    expect((await ada(submit(await compliant('survivor')))).status).toBe(201);
    const { url } = stack.facts;
    await stack.crash();
    expect(stack.facts.url).not.toBe(url);
    expect(await job('survivor')).toMatchObject({ state: 'submitted' });
    expect(await jobsOpen()).toBe(1);
    expect((await ada(submit(await compliant('survivor')))).status).toBe(200);
    await stack.control('/clock', { advanceSeconds: 600 });
    expect(await job('survivor')).toMatchObject({ state: 'finished', trainingJobStatus: 'Completed' });
    expect(await jobsOpen()).toBe(0);
  });
});

describe('a damaged home', () => {
  it('is refused at start, saying where and what to do; a reset helps', async () => {
    const home = await freshHome();
    try {
      const before = await startTestStack(home);
      await before.control('/clock', { advanceSeconds: 1 });
      await before.stop('SIGKILL');
      const log = join(home, 'sagemaker/records.jsonl');
      await writeFile(log, (await readFile(log, 'utf8')).replace('clock', 'cloak'));
      const refusal = await startTestStack(home).then((stack) => stack.stop(), String);
      expect(refusal).toContain(`${log} is damaged: line 1 is not what was written`);
      expect(refusal).toContain('npm start -- --reset');
      await (await startTestStack(home, ['--reset'])).stop();
    } finally {
      await removeHome(home);
    }
  });
});

describe('a home that is gone', () => {
  it('does not keep the stack from ending', async () => {
    const home = await freshHome();
    const other = await startTestStack(home);
    await removeHome(home);
    const ended = await Promise.race([other.stop().then(() => 'ended'), sleep(10_000, 'still there', { ref: false })]);
    if (ended !== 'ended') await other.stop('SIGKILL');
    expect(ended).toBe('ended');
  });
});

describe('lost events', () => {
  it('heal within ten minutes', async () => {
    const otherHome = await freshHome();
    // Its jobs run at the first stack's SageMaker, whose events it never hears.
    const deaf = await startTestStack(otherHome, [], { SAGEMAKER_ENDPOINT: stack.facts.sagemakerUrl });
    try {
      const submitted = await deaf.as(ADA)(submit(await compliant('unheard')));
      expect(submitted.status).toBe(201);
      await stack.control('/clock', { advanceSeconds: 600 });
      const unheard = async () => (await deaf.as(ADA)(get('/v1/training-jobs/unheard'))).body;
      expect((await unheard()).state).toBe('submitted');
      await deaf.control('/clock', { advanceSeconds: 9 * 60 });
      await deaf.control('/reconcile');
      expect(await unheard()).toMatchObject({ state: 'finished', trainingJobStatus: 'Completed' });
    } finally {
      await deaf.stop();
      await removeHome(otherHome);
    }
  });
});

describe('DYNAMODB_ENDPOINT', () => {
  it('puts another DynamoDB in place of the embedded one', async () => {
    expect((await ada(submit(await compliant('kept-elsewhere')))).status).toBe(201);
    const otherHome = await freshHome();
    const guest = await startTestStack(otherHome, [], { DYNAMODB_ENDPOINT: stack.facts.dynamodbUrl });
    try {
      expect(guest.facts.dynamodbUrl).toBe(stack.facts.dynamodbUrl);
      expect(await guest.control('/faults', { operation: 'UpdateItem', kind: 'error' })).toEqual({
        status: 400,
        body: { message: `faults are for the embedded DynamoDB; this stack uses ${stack.facts.dynamodbUrl}` },
      });
      expect((await guest.as(ADA)(get('/v1/training-jobs/kept-elsewhere'))).body).toMatchObject({ state: 'submitted' });
    } finally {
      await guest.stop();
      await removeHome(otherHome);
    }
  });
});

describe('the control interface', () => {
  it.each([
    ['an unknown fault', '/faults', { operation: 'CreateTrainingJob', kind: 'explode' }],
    ['time that runs backwards', '/clock', { advanceSeconds: -1 }],
  ])('refuses %s', async (_name, path, body) => {
    expect((await stack.control(path, body)).status).toBe(400);
  });
});
