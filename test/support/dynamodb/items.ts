import {
  BatchGetItemCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  PutItemCommand,
  type QueryCommandInput,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { ensureTable } from '../../../local/dynamodb/table.ts';
import { INDEX, type Item, N, type Requests, S, tableNamed } from './requests.ts';

/** Single writes, conditions, updates, indexes and tables. */
export function itemConformance(to: Requests): void {
  const { client, TableName, name, key, put, get, update, inGroup, ranksOf, take, putNew, used } = to;

  describe('single writes', () => {
    it.each([
      [
        'PutItem',
        (pk: string) => new PutItemCommand({ ...putNew(pk), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      ],
      [
        'UpdateItem',
        (pk: string) => new UpdateItemCommand({ ...take(pk, 9), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      ],
      [
        'DeleteItem',
        (pk: string) =>
          new DeleteItemCommand({
            TableName,
            Key: key(pk),
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
      ],
    ])('%s shows the item that failed the condition', async (_operation, command) => {
      const pk = name();
      await put({ ...key(pk), used: N(2) });
      // The commands' inputs differ, so no one overload of send takes their union.
      const request = client().send(command(pk) as PutItemCommand);
      await expect(request).rejects.toMatchObject({
        name: 'ConditionalCheckFailedException',
        Item: { ...key(pk), used: N(2) },
      });
    });

    it('shows none where none was asked for', async () => {
      const pk = name();
      await put(key(pk));
      const error = await client()
        .send(new PutItemCommand(putNew(pk)))
        .catch((thrown) => thrown);
      expect(error).toMatchObject({ name: 'ConditionalCheckFailedException' });
      expect(error.Item).toBeUndefined();
    });

    it('refuses a value of ReturnValuesOnConditionCheckFailure that is none', async () => {
      const input = { ...putNew(name()), ReturnValuesOnConditionCheckFailure: 'ALL_NEW' as 'ALL_OLD' };
      await expect(client().send(new PutItemCommand(input))).rejects.toMatchObject({ name: 'ValidationException' });
    });

    it('adds to numbers, also to absent ones and below zero', async () => {
      const pk = name();
      await update(pk, 'ADD #one :two, #other :two', { ':two': N(2) });
      const { Attributes } = await update(pk, 'ADD #one :minus', { ':minus': N(-5) });
      expect(Attributes).toEqual({ ...key(pk), one: N(-3), other: N(2) });
    });

    it.each([
      ['absent', undefined, true],
      ['below', 4, true],
      ['equal', 5, true],
      ['above', 6, false],
      ['above as a number though below as text', 10, false],
    ])('attribute_not_exists(a) OR a <= :n holds as it should: %s', async (_case, value, holds) => {
      const pk = name();
      await put({ ...key(pk), ...(value !== undefined && { used: N(value) }) });
      const request = client().send(new UpdateItemCommand(take(pk, 5)));
      if (holds) await request;
      else await expect(request).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
      expect(await used(pk)).toBe((value ?? 0) + (holds ? 5 : 0));
    });

    it.each([
      ['first', true],
      ['second', true],
      ['third', false],
      [undefined, false],
    ])('#s IN (:a, :b) holds as it should: %s', async (state, holds) => {
      const pk = name();
      await put({ ...key(pk), ...(state !== undefined && { state: S(state) }) });
      const request = client().send(
        new DeleteItemCommand({
          TableName,
          Key: key(pk),
          ConditionExpression: '#s IN (:a, :b)',
          ExpressionAttributeNames: { '#s': 'state' },
          ExpressionAttributeValues: { ':a': S('first'), ':b': S('second') },
        }),
      );
      if (holds) await request;
      else await expect(request).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
      expect((await get(pk)) === undefined).toBe(holds);
    });

    it('appends to a list', async () => {
      const pk = name();
      await put({ ...key(pk), history: { L: [S('a')] } });
      await update(pk, 'SET #history = list_append(#history, :more)', { ':more': { L: [S('b'), S('c')] } });
      expect((await get(pk))?.history).toEqual({ L: [S('a'), S('b'), S('c')] });
    });

    it('keeps bytes, maps, sets and booleans as they are', async () => {
      const item: Item = {
        ...key(name()),
        bytes: { B: new Uint8Array([0, 255, 7]) },
        map: { M: { list: { L: [{ NULL: true }, { BOOL: false }] } } },
        set: { SS: ['a', 'b'] },
      };
      await put(item);
      const read = await get(item.pk?.S ?? '');
      expect({ ...read, bytes: [...(read?.bytes?.B ?? [])] }).toEqual({ ...item, bytes: [0, 255, 7] });
    });
  });

  describe('index', () => {
    it('loses an item whose index key is removed', async () => {
      const [pk, group] = [name(), name()];
      await put({ ...key(pk), group: S(group), rank: N(1) });
      expect((await inGroup(group)).Count).toBe(1);
      await update(pk, 'REMOVE #rank');
      expect([(await inGroup(group)).Count, (await get(pk))?.group?.S]).toEqual([0, group]);
    });

    it.each<[string, Partial<QueryCommandInput>, number[]]>([
      ['all, as numbers', {}, [-1, 2, 3, 10, 200]],
      ['backwards', { ScanIndexForward: false }, [200, 10, 3, 2, -1]],
      ['the first two', { Limit: 2 }, [-1, 2]],
      ['up to', rankCondition('<= :from', 3), [-1, 2, 3]],
      ['below', rankCondition('< :from', 3), [-1, 2]],
      ['from', rankCondition('>= :from', 3), [3, 10, 200]],
      ['above, the last first', { ...rankCondition('> :from', 3), ScanIndexForward: false }, [200, 10]],
      ['between', rankCondition('BETWEEN :from AND :to', 2, 10), [2, 3, 10]],
    ])('is queried by range: %s', async (_case, more, ranks) => {
      const group = name();
      for (const rank of [10, 3, 200, -1, 2]) await put({ ...key(name()), group: S(group), rank: N(rank) });
      const names = { '#group': 'group', ...more.ExpressionAttributeNames };
      expect(ranksOf((await inGroup(group, { ...more, ExpressionAttributeNames: names })).Items)).toEqual(ranks);
    });

    it.each([[true], [false]])('is read in pages, none of its items twice; forward: %s', async (ScanIndexForward) => {
      const group = name();
      // Two of each rank: a page may end between them.
      for (const rank of [1, 1, 2, 2, 3, 3, 4]) await put({ ...key(name()), group: S(group), rank: N(rank) });
      const seen: string[] = [];
      let ExclusiveStartKey: Item | undefined;
      do {
        const more = { ...rankCondition('<= :from', 3), Limit: 1, ScanIndexForward };
        const page = await inGroup(group, { ...more, ...(ExclusiveStartKey && { ExclusiveStartKey }) });
        seen.push(...(page.Items ?? []).map(({ pk }) => pk?.S ?? ''));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      expect(seen).toHaveLength(6);
      expect(new Set(seen).size).toBe(6);
    });
  });

  it('BatchGetItem gets what is there', async () => {
    const [one, two] = [name(), name()];
    await put(key(one));
    await put(key(two));
    const Keys = [key(one), key(name()), key(two)];
    const { Responses } = await client().send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }));
    expect(Responses?.[TableName]?.map(({ pk }) => pk?.S).sort()).toEqual([one, two].sort());
  });

  it('takes a time to live', async () => {
    const TimeToLiveSpecification = { AttributeName: 'expiresAt', Enabled: true };
    const answer = await client().send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    expect(answer.TimeToLiveSpecification).toEqual(TimeToLiveSpecification);
    const { TimeToLiveDescription } = await client().send(new DescribeTimeToLiveCommand({ TableName }));
    expect(TimeToLiveDescription?.TimeToLiveStatus).toBeDefined();
  });

  it('ensureTable leaves a table that is there as it is, and makes one once for all who ask', async () => {
    const pk = name();
    await put(key(pk));
    await ensureTable(client(), tableNamed(TableName));
    expect(await get(pk)).toEqual(key(pk));
    const other = `${TableName}-other`;
    await Promise.all([1, 2, 3].map(() => ensureTable(client(), tableNamed(other))));
    const { Table } = await client().send(new DescribeTableCommand({ TableName: other }));
    expect([Table?.TableStatus, Table?.GlobalSecondaryIndexes?.[0]?.IndexName]).toEqual(['ACTIVE', INDEX]);
    await client().send(new DeleteTableCommand({ TableName: other }));
  });
}

const rankCondition = (condition: string, from: number, to?: number): Partial<QueryCommandInput> => ({
  KeyConditionExpression: `#group = :group AND #rank ${condition}`,
  ExpressionAttributeNames: { '#group': 'group', '#rank': 'rank' },
  ExpressionAttributeValues: { ':from': N(from), ...(to !== undefined && { ':to': N(to) }) },
});
