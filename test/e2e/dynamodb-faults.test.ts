import { describe, expect, it } from '@jest/globals';
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
