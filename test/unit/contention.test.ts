import {
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { contendedDynamodb } from '../../bench/contended-dynamodb.ts';
import { contend, type Load } from '../../bench/contended-scope.ts';
import { sampleAdmission } from '../../bench/sample-admission.ts';
import { VirtualTime } from '../../bench/virtual-time.ts';
import { admission } from '../support/job-store.ts';

describe('virtual time', () => {
  it('resumes in order of time, at one moment in order of coming, and ends when nobody waits', async () => {
    const time = new VirtualTime(1_000);
    const story: string[] = [];
    const wait = async (name: string, ...pauses: number[]) => {
      for (const each of pauses) {
        await time.pause(each);
        story.push(`${name} ${time.now()}`);
      }
    };
    const all = [wait('a', 30, 0), wait('b', 10, 20), wait('c', 20.5, 60_000), wait('d', 30)];
    await time.run();
    await Promise.all(all);
    expect(story).toEqual(['b 1010', 'c 1020.5', 'a 1030', 'd 1030', 'b 1030', 'a 1030', 'c 61020.5']);
  });
});

describe('the model of a contended DynamoDB', () => {
  const key = (name: string) => ({ pk: { S: name }, sk: { S: 'x' } });
  const put = (name: string) => ({ Put: { TableName: 't', Item: { ...key(name), state: { S: name } } } });
  const writing = (...names: readonly string[]) => new TransactWriteItemsCommand({ TransactItems: names.map(put) });
  const updating = (name: string) => new UpdateItemCommand({ TableName: 't', Key: key(name) });

  /** What comes of commands that are sent at these milliseconds, where a transaction holds its items for ten. */
  async function outcomes(...sent: readonly (readonly [at: number, command: object])[]) {
    const time = new VirtualTime(0);
    const client = contendedDynamodb(time, 10, () => 0.5);
    const answers = sent.map(async ([at, command]) => {
      await time.pause(at);
      const answer = await client.send(command as UpdateItemCommand).catch((error: unknown) => error);
      return { answer, at: time.now() };
    });
    await time.run();
    return Promise.all(answers);
  }

  it('cancels a transaction that meets an item of another, at once and with a reason for each item', async () => {
    const [first, second, later] = await outcomes(
      [0, writing('a', 'shared')],
      [9, writing('shared', 'b')],
      [11, writing('b', 'shared')],
    );
    expect(first).toEqual({ answer: {}, at: 16 });
    expect(second?.at).toBe(15);
    expect(second?.answer).toBeInstanceOf(TransactionCanceledException);
    expect(second?.answer).toMatchObject({
      CancellationReasons: [{ Code: 'TransactionConflict', Message: expect.any(String) }, { Code: 'None' }],
    });
    expect(later).toEqual({ answer: {}, at: 27 });
  });

  it('refuses an update of an item that is held, and answers another with the item as it was put', async () => {
    const [, held, free] = await outcomes([0, writing('a')], [5, updating('a')], [11, updating('a')]);
    expect(held?.answer).toBeInstanceOf(TransactionConflictException);
    expect(free?.answer).toMatchObject({ Attributes: { state: { S: 'a' } } });
  });

  it('lets transactions of other items be', async () => {
    const [one, other] = await outcomes([0, writing('a')], [1, writing('b')]);
    expect([one?.answer, other?.answer]).toEqual([{}, {}]);
  });
});

describe('a load on one scope', () => {
  const load: Load = { submitsPerSecond: 20, atOnce: 1, heldMs: 15, submits: 50, seed: 7 };

  it('takes the same course each time, and another by another seed', async () => {
    const [first, again, other] = [
      await contend(load, admission()),
      await contend(load, admission()),
      await contend({ ...load, seed: 8 }, admission()),
    ];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(first.latenciesMs).toHaveLength(50);
    expect(first.latenciesMs).toEqual(first.latenciesMs.toSorted((a, b) => a - b));
  });

  it('needs one try where nobody else comes', async () => {
    const { triesPerSubmit, busySubmits, busyEnds } = await contend({ ...load, submitsPerSecond: 0.01 }, admission());
    expect([triesPerSubmit, busySubmits, busyEnds]).toEqual([1, 0, 0]);
  });

  it('is answered Busy in part where it is more than the scope can take', async () => {
    const contended = await contend({ ...load, submitsPerSecond: 25, heldMs: 80 }, admission());
    expect(contended.busySubmits).toBeGreaterThan(0.4);
    expect(contended.busySubmits).toBeLessThan(0.9);
    expect(contended.latenciesMs).toHaveLength(Math.round(50 * (1 - contended.busySubmits)));
  });
});

it('the bench’s admission is what the gateway writes for compliant.json', async () => {
  const { record, lines } = await sampleAdmission();
  expect(record).toMatchObject({ state: 'forwarding', team: 'vision', person: 'ada@example.com' });
  const scopes = ['org', 'team:vision', 'person:ada@example.com'];
  expect(lines.map(({ scope }) => scope)).toEqual(expect.arrayContaining(scopes));
});
