import {
  GetItemCommand,
  TransactGetItemsCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { type Item, N, type Requests, S } from './requests.ts';

/** `secondTable` has the shape of the first. */
export function transactionConformance(to: Requests, secondTable: string): void {
  const { client, TableName, name, key, put, get, transact, inGroup, take, putNew, mustExist, used } = to;

  describe('TransactWriteItems', () => {
    it('puts, updates, deletes and checks together', async () => {
      const [counter, made, gone] = [name(), name(), name()];
      await put(key(gone));
      await transact([
        { Update: take(counter, 4) },
        { Put: putNew(made) },
        { Delete: { TableName, Key: key(gone) } },
        { ConditionCheck: { ...mustExist(name()), ConditionExpression: 'attribute_not_exists(pk)' } },
      ]);
      expect([await used(counter), await get(made), await get(gone)]).toEqual([4, key(made), undefined]);
    });

    it('says of each item whether its condition failed, with the item where it was asked for', async () => {
      const [counter, there] = [name(), name()];
      await put(key(there));
      const cancelled = transact([
        { Update: take(counter, 4) },
        { Put: { ...putNew(there), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
        { Delete: { TableName, Key: key(name()) } },
        { Put: putNew(there, { sk: S('b') }) },
        { ConditionCheck: mustExist(name()) },
      ]);
      await expect(cancelled).rejects.toMatchObject({
        name: 'TransactionCanceledException',
        CancellationReasons: [
          { Code: 'None' },
          { Code: 'ConditionalCheckFailed', Item: key(there) },
          { Code: 'None' },
          { Code: 'None' },
          { Code: 'ConditionalCheckFailed' },
        ],
      });
    });

    it('shows no item where none was asked for', async () => {
      const there = name();
      await put(key(there));
      const error = await transact([{ Put: putNew(there) }]).catch((thrown) => thrown);
      expect(error.CancellationReasons[0].Code).toBe('ConditionalCheckFailed');
      expect(error.CancellationReasons[0].Item).toBeUndefined();
    });

    it('leaves nothing when it is cancelled, in the index neither', async () => {
      const [counter, made, group] = [name(), name(), name()];
      const items = [
        { Update: take(counter, 4) },
        { Put: putNew(made, { group: S(group), rank: N(1) }) },
        { ConditionCheck: mustExist(name()) },
      ];
      await expect(transact(items)).rejects.toThrow('ConditionalCheckFailed');
      expect([await used(counter), await get(made), (await inGroup(group)).Count]).toEqual([0, undefined, 0]);
    });

    it.each<[string, (pk: string) => TransactWriteItem]>([
      ['a key that does not fit the table', (pk) => ({ Delete: { TableName, Key: { pk: S(pk) } } })],
      [
        'arithmetic on text',
        (pk) => ({
          Update: {
            ...take(pk, 1),
            UpdateExpression: 'SET #used = sk + :amount',
            ConditionExpression: ':room = :room',
          },
        }),
      ],
    ])('cancels with ValidationError on %s', async (_case, write) => {
      const [pk, other] = [name(), name()];
      await put(key(pk));
      await expect(transact([{ Put: putNew(other) }, write(pk)])).rejects.toMatchObject({
        name: 'TransactionCanceledException',
        CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError' }],
      });
      expect(await get(other)).toBeUndefined();
    });

    const big = 'x'.repeat(390 * 1024);
    it.each<[string, string, () => TransactWriteItem[]]>([
      ['no items', 'ValidationException', () => []],
      ['101 items', 'ValidationException', () => Array.from({ length: 101 }, () => ({ Put: putNew(name()) }))],
      [
        'items over 4 MB',
        'ValidationException',
        () => Array.from({ length: 11 }, () => ({ Put: putNew(name(), { big: S(big) }) })),
      ],
      [
        'one item twice',
        'ValidationException',
        () => [{ Put: putNew('twice') }, { Delete: { TableName, Key: key('twice') } }],
      ],
      [
        'two actions in one item',
        'ValidationException',
        () => [{ Put: putNew(name()), Delete: { TableName, Key: key(name()) } }],
      ],
      ['an action without kind', 'ValidationException', () => [{}]],
      [
        'a check without condition',
        'ValidationException',
        () => [{ ConditionCheck: { ...mustExist(name()), ConditionExpression: undefined } }],
      ],
      [
        'an expression that does not parse',
        'ValidationException',
        () => [{ Update: { ...take(name(), 1), UpdateExpression: 'SET SET' } }],
      ],
      [
        'a name that is not used',
        'ValidationException',
        () => [{ Put: { ...putNew(name()), ExpressionAttributeNames: { '#x': 'x' } } }],
      ],
      [
        'a table that is not there',
        'ResourceNotFoundException',
        () => [{ Put: { ...putNew(name()), TableName: 'not-there' } }],
      ],
    ])('refuses %s with %s', async (_case, exception, items) => {
      await expect(transact(items())).rejects.toMatchObject({ name: exception });
    });

    it('takes 100 items', async () => {
      const group = name();
      await transact(Array.from({ length: 100 }, (_, i) => ({ Put: putNew(name(), { group: S(group), rank: N(i) }) })));
      expect((await inGroup(group)).Count).toBe(100);
    });

    it('keeps the index as the items are', async () => {
      const [pk, before, after] = [name(), name(), name()];
      await put({ ...key(pk), group: S(before), rank: N(1) });
      await transact([{ Put: { TableName, Item: { ...key(pk), group: S(after), rank: N(2) } } }]);
      expect((await inGroup(before)).Items).toEqual([]);
      expect((await inGroup(after)).Items).toEqual([{ ...key(pk), group: S(after), rank: N(2) }]);
      await transact([{ Delete: { TableName, Key: key(pk) } }]);
      expect((await inGroup(after)).Items).toEqual([]);
    });
  });

  describe('ClientRequestToken', () => {
    it('makes a repeat do nothing, with the first answer', async () => {
      const [counter, token] = [name(), name()];
      await transact([{ Update: take(counter, 1) }], token);
      await transact([{ Update: take(counter, 1) }], token);
      expect(await used(counter)).toBe(1);
    });

    it('makes requests at the same moment do one thing', async () => {
      const [counter, token] = [name(), name()];
      const repeats = Array.from({ length: 10 }, () => transact([{ Update: take(counter, 1) }], token));
      await Promise.allSettled(repeats);
      expect(await used(counter)).toBe(1);
    });

    it('refuses another request under the same token', async () => {
      const [counter, token] = [name(), name()];
      await transact([{ Update: take(counter, 1) }], token);
      const other = transact([{ Update: take(counter, 2) }], token);
      await expect(other).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
      expect(await used(counter)).toBe(1);
    });

    it('lets a request that was cancelled be tried again', async () => {
      const [pk, token] = [name(), name()];
      const items = [{ ConditionCheck: mustExist(pk) }];
      await expect(transact(items, token)).rejects.toMatchObject({ name: 'TransactionCanceledException' });
      await put(key(pk));
      await transact(items, token);
    });
  });

  describe('many at once', () => {
    const outcome = (request: Promise<unknown>) =>
      request.then(
        () => true,
        () => false,
      );
    const successes = (outcomes: readonly boolean[]) => outcomes.filter(Boolean).length;

    it('200 transactions on one counter stay under its limit, and it counts the successes', async () => {
      const [counter, group] = [name(), name()];
      const attempts = Array.from({ length: 200 }, (_, i) =>
        outcome(
          transact([{ Update: take(counter, 3, 100) }, { Put: putNew(name(), { group: S(group), rank: N(i) }) }]),
        ),
      );
      const done = successes(await Promise.all(attempts));
      expect(done).toBeGreaterThan(0);
      expect(done * 3).toBeLessThanOrEqual(100);
      expect([await used(counter), (await inGroup(group)).Count]).toEqual([done * 3, done]);
    });

    it('so do transactions and single updates mixed', async () => {
      const counter = name();
      const attempts = Array.from({ length: 200 }, (_, i) =>
        outcome(
          i % 2 === 0
            ? transact([{ Update: take(counter, 1, 50) }, { Put: putNew(name()) }])
            : client().send(new UpdateItemCommand(take(counter, 1, 50))),
        ),
      );
      const done = successes(await Promise.all(attempts));
      expect(done).toBeGreaterThan(0);
      expect(done).toBeLessThanOrEqual(50);
      expect(await used(counter)).toBe(done);
    });

    it('transactions over the same items of two tables, in any order, all end', async () => {
      const pk = name();
      const tables = [TableName, secondTable];
      const orders = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? tables : tables.toReversed()));
      const attempts = orders.map((order) =>
        outcome(transact(order.map((table) => ({ Update: { ...take(pk, 1, 100), TableName: table } })))),
      );
      const done = successes(await Promise.all(attempts));
      const { Item } = await client().send(new GetItemCommand({ TableName: secondTable, Key: key(pk) }));
      expect([await used(pk), Number(Item?.used?.N ?? 0)]).toEqual([done, done]);
      expect(done).toBeGreaterThan(0);
    });
  });

  describe('TransactGetItems', () => {
    it('gets items in order, projected, and nothing for what is absent', async () => {
      const pk = name();
      await put({ ...key(pk), used: N(5) });
      const { Responses } = await client().send(
        new TransactGetItemsCommand({
          TransactItems: [
            { Get: { TableName, Key: key(pk), ProjectionExpression: 'used' } },
            { Get: { TableName, Key: key(name()) } },
            { Get: { TableName, Key: key(pk, 'b') } },
          ],
        }),
      );
      expect(Responses?.map(({ Item }) => Item)).toEqual([{ used: N(5) }, undefined, undefined]);
    });

    it.each([
      ['one item twice', 'ValidationException', () => [key('twice'), key('twice')]],
      ['no items', 'ValidationException', () => []],
      ['101 items', 'ValidationException', () => Array.from({ length: 101 }, () => key(name()))],
      ['a key that does not fit the table', 'TransactionCanceledException', () => [{ pk: S('a') }]],
    ])('refuses %s with %s', async (_case, exception, keys) => {
      const TransactItems = keys().map((Key: Item) => ({ Get: { TableName, Key } }));
      const request = client().send(new TransactGetItemsCommand({ TransactItems }));
      await expect(request).rejects.toMatchObject({ name: exception });
    });

    it('never sees half a transaction', async () => {
      const [left, right] = [name(), name()];
      const move = () => transact([{ Update: { ...take(left, 1, 1000) } }, { Update: { ...take(right, 1, 1000) } }]);
      const read = async () => {
        const { Responses = [] } = await client().send(
          new TransactGetItemsCommand({
            TransactItems: [{ Get: { TableName, Key: key(left) } }, { Get: { TableName, Key: key(right) } }],
          }),
        );
        return Responses.map(({ Item }) => Item?.used?.N ?? '0');
      };
      const reads = Array.from({ length: 30 }, async () => {
        await outcomeOf(move());
        return outcomeOf(read());
      });
      const seen = (await Promise.all(reads)).filter((pair) => pair !== undefined);
      expect(seen.length).toBeGreaterThan(0);
      for (const [a, b] of seen) expect(a).toBe(b);
    });
  });
}

const outcomeOf = <T>(request: Promise<T>): Promise<T | undefined> => request.catch(() => undefined);
