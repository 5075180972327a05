import {
  type AttributeValue,
  BatchGetItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import type { TableDefinition } from '../../../local/dynamodb/table.ts';
import { condition, type Piece, small, update, word, written } from './expressions.ts';

/** One request to a table, made from nothing random: it can be sent anywhere and as often as wanted. */
export interface Step {
  readonly name: string;
  readonly input: object;
  /** `run` makes the tokens of one sequence its own. */
  send(client: DynamoDBClient, run: string): Promise<object>;
  /** For the report of a failure. */
  toString(): string;
}

type Item = Record<string, AttributeValue>;

export const TABLE = 'compared';
const ALL_OLD = 'ALL_OLD';

/** Two sparse indexes, one with the keys alone. */
export const COMPARED_TABLE: TableDefinition = {
  TableName: TABLE,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'group', AttributeType: 'S' },
    { AttributeName: 'state', AttributeType: 'S' },
    { AttributeName: 'rank', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: (['group', 'state'] as const).map((hash) => ({
    IndexName: `by-${hash}`,
    KeySchema: [
      { AttributeName: hash, KeyType: 'HASH' },
      { AttributeName: 'rank', KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType: hash === 'group' ? 'KEYS_ONLY' : 'ALL' },
  })),
};

/** `input` is for the report, and for telling differences. */
export const step = (name: string, input: object, send: Step['send']): Step => ({
  name,
  input,
  send,
  toString: () => `${name} ${JSON.stringify(input)}`,
});

export const KEYS: readonly Item[] = ['k', 'l', 'm'].flatMap((pk) =>
  ['a', 'b'].map((sk) => ({ pk: { S: pk }, sk: { S: sk } })),
);
const key = fc.constantFrom(...KEYS);

const item: fc.Arbitrary<Item> = fc
  .record({
    key,
    more: fc.record(
      {
        used: small.map((value) => ({ N: String(value) })),
        rank: small.map((value) => ({ N: String(value) })),
        state: word.map((value) => ({ S: value })),
        group: word.map((value) => ({ S: value })),
        history: fc.array(word, { maxLength: 2 }).map((words) => ({ L: words.map((value) => ({ S: value })) })),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ key: own, more }) => ({ ...own, ...more }) as Item);

/** `update` and `condition` as members of a request, with an alias that nobody uses where one is asked for. */
function expressions(parts: { change?: Piece; only: Piece | undefined; spare?: boolean }): object {
  const { change, only, spare = false } = parts;
  const { texts, names, values } = written(...(change ? [change] : []), ...(only ? [only] : []));
  const ExpressionAttributeNames = spare ? { ...names, '#spare': 'spare' } : names;
  return {
    ...(change && { UpdateExpression: texts[0] }),
    ...(only && { ConditionExpression: texts.at(-1) }),
    ...(Object.keys(ExpressionAttributeNames).length > 0 && { ExpressionAttributeNames }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

const spare = fc.constantFrom(...Array.from({ length: 19 }, () => false), true);
const only = fc.option(condition, { nil: undefined });
const onFailure = fc.constantFrom({}, { ReturnValuesOnConditionCheckFailure: ALL_OLD } as const);

const puts = fc.tuple(item, only, onFailure, spare).map(([Item, when, shown, odd]) => ({
  TableName: TABLE,
  Item,
  ...expressions({ only: when, spare: odd }),
  ...shown,
}));
const updates = fc.tuple(key, update, only, onFailure).map(([Key, change, when, shown]) => ({
  TableName: TABLE,
  Key,
  UpdateExpression: '',
  ...expressions({ change, only: when }),
  ...shown,
}));
const deletes = fc
  .tuple(key, only, onFailure)
  .map(([Key, when, shown]) => ({ TableName: TABLE, Key, ...expressions({ only: when }), ...shown }));
const checks = fc.tuple(key, condition, onFailure).map(([Key, when, shown]) => ({
  TableName: TABLE,
  Key,
  ConditionExpression: '',
  ...expressions({ only: when }),
  ...shown,
}));

const withReturn = <T extends object, R extends string>(inputs: fc.Arbitrary<T>, values: readonly R[]) =>
  fc.tuple(inputs, fc.constantFrom(...values)).map(([input, ReturnValues]) => ({ ...input, ReturnValues }));

const single: fc.Arbitrary<Step> = fc.oneof(
  withReturn(puts, ['NONE', ALL_OLD]).map((input) =>
    step('PutItem', input, (client) => client.send(new PutItemCommand(input))),
  ),
  withReturn(updates, ['NONE', ALL_OLD, 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW']).map((input) =>
    step('UpdateItem', input, (client) => client.send(new UpdateItemCommand(input))),
  ),
  withReturn(deletes, ['NONE', ALL_OLD]).map((input) =>
    step('DeleteItem', input, (client) => client.send(new DeleteItemCommand(input))),
  ),
);

const projection = fc.constantFrom({}, { ProjectionExpression: 'pk, used, history' });

const read: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(key, projection).map(([Key, shown]) => {
    const input = { TableName: TABLE, Key, ConsistentRead: true, ...shown };
    return step('GetItem', input, (client) => client.send(new GetItemCommand(input)));
  }),
  fc.tuple(fc.array(key, { minLength: 1, maxLength: 3 }), projection).map(([keys, shown]) => {
    const TransactItems = keys.map((Key) => ({ Get: { TableName: TABLE, Key, ...shown } }));
    return step('TransactGetItems', TransactItems, (client) =>
      client.send(new TransactGetItemsCommand({ TransactItems })),
    );
  }),
  fc.array(key, { minLength: 1, maxLength: 3 }).map((Keys) => {
    const input = { RequestItems: { [TABLE]: { Keys, ConsistentRead: true } } };
    return step('BatchGetItem', input, (client) => client.send(new BatchGetItemCommand(input)));
  }),
  fc
    .tuple(fc.constantFrom('group', 'state'), word, fc.constantFrom('', '<', '<=', '>'), small, fc.boolean())
    .map(([hash, value, operator, rank, ScanIndexForward]) => {
      const range = operator ? [{ text: `#rank ${operator} ?`, values: [{ N: String(rank) }] }] : [];
      const { texts, names, values } = written({ text: `#${hash} = ?`, values: [{ S: value }] }, ...range);
      const input = {
        TableName: TABLE,
        IndexName: `by-${hash}`,
        KeyConditionExpression: texts.join(' AND '),
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
        ScanIndexForward,
      };
      return step('Query', input, (client) => client.send(new QueryCommand(input)));
    }),
);

const writes: fc.Arbitrary<TransactWriteItem> = fc.oneof(
  puts.map((Put) => ({ Put })),
  updates.map((Update) => ({ Update })),
  deletes.map((Delete) => ({ Delete })),
  checks.map((ConditionCheck) => ({ ConditionCheck })),
);

/** Sent once or twice under a token; `token` is made one of the sequence's own when it is sent. */
const transaction: fc.Arbitrary<Step> = fc
  .tuple(fc.array(writes, { minLength: 1, maxLength: 4 }), fc.constantFrom(undefined, 'x', 'y'), fc.boolean())
  .map(([TransactItems, token, again]) => {
    const input = { TransactItems, token, again };
    const command = (run: string) =>
      new TransactWriteItemsCommand({ TransactItems, ...(token && { ClientRequestToken: `${run}-${token}` }) });
    return step('TransactWriteItems', input, async (client, run) => {
      const first = await client.send(command(run));
      return token && again ? client.send(command(run)) : first;
    });
  });

const tooMany: fc.Arbitrary<Step> = key.map((Key) => {
  const TransactItems = Array.from({ length: 101 }, (_, index) => ({
    Put: { TableName: TABLE, Item: { ...Key, pk: { S: `many-${index}` } } },
  }));
  return step('TransactWriteItems', { puts: 101 }, (client) =>
    client.send(new TransactWriteItemsCommand({ TransactItems })),
  );
});

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: single },
    { weight: 4, arbitrary: read },
    { weight: 8, arbitrary: transaction },
    { weight: 1, arbitrary: tooMany },
  ),
  { minLength: 1, maxLength: 15, size: 'max' },
);
