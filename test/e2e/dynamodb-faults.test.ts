import { setTimeout as pause } from 'node:timers/promises';
import { CreateTrainingJobCommand, type CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from '@jest/globals';
import { CONFLICT_PATIENCE_MS } from '../../gateway/adapters/dynamodb/conflicts.ts';
import { sdkOf } from '../support/sdk.ts';
import { compliant, get, stackOfThisFile, submit } from '../support/stack.ts';

const stack = stackOfThisFile();
const ada = stack.as;
const ADA = 'ada@example.com';

async function jobsOpen(): Promise<number> {
  const { body } = await ada(ADA)(get('/v1/quotas'));
  const rows: { scope: string; dimension: string; used: number }[] = body.quotas;
  return rows.find(({ scope, dimension }) => scope === 'org' && dimension === 'jobs')?.used ?? 0;
}

/** The answer to a request that is no good: a fault that is still pending would be answered instead. */
async function answerToNothing(operation: string): Promise<unknown> {
  const headers = { 'x-amz-target': `DynamoDB_20120810.${operation}` };
  const response = await fetch(stack.facts.dynamodbUrl, { method: 'POST', headers, body: '{}' });
  return response.json();
}

/** The result of work that waits for the gateway's patience, which is not waited for: the clock goes on over it. */
async function overPatience<T>(work: Promise<T>): Promise<T> {
  let under = true;
  const done = work.finally(() => {
    under = false;
  });
  while (under) {
    await pause(50);
    await stack.control('/clock', { advanceSeconds: CONFLICT_PATIENCE_MS / 1000 });
  }
  return done;
}

interface Row {
  readonly kind: string;
  readonly operation: string;
  readonly count: number;
  readonly status: number;
  readonly type?: string;
  /** The job's first event writes too: it may meet the fault, or leave it to the caller's own write, which is then told. */
  readonly mayBeTold?: true;
  /** A job is there in the end; where the caller was told of an error too, since the outcome was not known. */
  readonly admitted: boolean;
}

const ROWS: readonly Row[] = [
  { kind: 'refuse', operation: 'TransactWriteItems', count: 3, status: 201, admitted: true },
  { kind: 'throttle', operation: 'TransactWriteItems', count: 1, status: 201, admitted: true },
  { kind: 'throttle', operation: 'TransactWriteItems', count: 2, status: 429, type: 'throttled', admitted: false },
  { kind: 'error', operation: 'TransactWriteItems', count: 1, status: 201, admitted: true },
  { kind: 'error', operation: 'TransactWriteItems', count: 2, status: 503, type: 'unavailable', admitted: false },
  { kind: 'timeout', operation: 'TransactWriteItems', count: 1, status: 201, admitted: true },
  { kind: 'timeout', operation: 'TransactWriteItems', count: 2, status: 503, type: 'unavailable', admitted: false },
  { kind: 'lose-answer', operation: 'TransactWriteItems', count: 1, status: 201, admitted: true },
  { kind: 'lose-answer', operation: 'TransactWriteItems', count: 2, status: 503, type: 'unavailable', admitted: true },
  { kind: 'refuse', operation: 'UpdateItem', count: 3, status: 201, admitted: true },
  { kind: 'throttle', operation: 'UpdateItem', count: 1, status: 201, admitted: true },
  { kind: 'error', operation: 'UpdateItem', count: 2, status: 201, mayBeTold: true, admitted: true },
  { kind: 'lose-answer', operation: 'UpdateItem', count: 1, status: 201, admitted: true },
];

describe('a fault of the embedded DynamoDB, while a job is submitted', () => {
  it.each(ROWS)('$operation: $kind, $count times, is outlasted or told: $status', async (row) => {
    const { kind, operation, count, status, type, mayBeTold = false, admitted } = row;
    const name = `${kind}-${operation}-${count}`.toLowerCase();
    await stack.control('/faults', { operation, kind, count });
    const { body, ...answer } = await ada(ADA)(submit(await compliant(name)));
    const told = mayBeTold && answer.status === 503 ? [503, 'urn:traingate:unavailable'] : null;
    expect([answer.status, body.type]).toEqual(told ?? [status, type && `urn:traingate:${type}`]);
    expect(await answerToNothing(operation)).toMatchObject({ __type: expect.stringContaining('ValidationException') });
    expect(await jobsOpen()).toBe(admitted ? 1 : 0);
    // Twice, since a job whose admission had no answer is forwarded by the first sweep.
    for (const _ of [1, 2]) {
      await stack.control('/clock', { advanceSeconds: 600 });
      await stack.control('/reconcile');
    }
    const job = await ada(ADA)(get(`/v1/training-jobs/${name}`));
    expect([job.status, job.body.trainingJobStatus]).toEqual(admitted ? [200, 'Completed'] : [404, undefined]);
    expect(await jobsOpen()).toBe(0);
  });

  it('is told as throttling, over REST and to an SDK, where other transactions go on and on', async () => {
    await stack.control('/faults', { operation: 'TransactWriteItems', kind: 'refuse', count: 1_000 });
    // The sample requests hold what the SDK's type asks for.
    const request = (await compliant('busy-sdk')) as unknown as CreateTrainingJobCommandInput;
    const [rest, sdk] = await overPatience(
      Promise.all([
        ada(ADA)(submit(await compliant('busy-rest'))),
        sdkOf(stack.facts, ADA, { maxAttempts: 2 }).send(new CreateTrainingJobCommand(request)),
      ]),
    );
    expect(rest).toMatchObject({ status: 429, body: { type: 'urn:traingate:throttled' } });
    const told = { error: 'ThrottlingException', status: 400, message: rest.body.detail };
    // Twice, since SDKs know the name and try again.
    expect(sdk).toMatchObject({ ...told, attempts: 2 });
    expect(await jobsOpen()).toBe(0);
    let left = 0;
    while (JSON.stringify(await answerToNothing('TransactWriteItems')).includes('TransactionConflict')) left += 1;
    expect(left).toBeGreaterThan(0);
    expect(await ada(ADA)(submit(await compliant('busy-rest')))).toMatchObject({ status: 201 });
  });

  it('is refused where the operation cannot meet it, saying what it can', async () => {
    const { status, body } = await stack.control('/faults', { operation: 'GetItem', kind: 'refuse' });
    expect([status, body.message]).toEqual([
      400,
      'kind is `refuse`; use one of throttle, error, timeout, lose-answer with GetItem',
    ]);
  });

  it('is refused where no service has the operation, naming those of both', async () => {
    const { body } = await stack.control('/faults', { operation: 'Sing', kind: 'error' });
    expect(body.message).toMatch(/^operation is `Sing`; use one of .*TransactWriteItems.*CreateTrainingJob/);
  });
});
