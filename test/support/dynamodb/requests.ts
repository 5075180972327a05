import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { TableDefinition } from '../../../local/dynamodb/table.ts';

export type Item = Record<string, AttributeValue>;

export const S = (value: string): AttributeValue => ({ S: value });
export const N = (value: number): AttributeValue => ({ N: String(value) });

export const INDEX = 'by-group';

/** A table with a sparse index: hash `group`, range `rank`. */
export const tableNamed = (TableName: string): TableDefinition => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'group', AttributeType: 'S' },
    { AttributeName: 'rank', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: INDEX,
      KeySchema: [
        { AttributeName: 'group', KeyType: 'HASH' },
        { AttributeName: 'rank', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

/** The requests that the parts of the suite make, to one table. The client is there when the tests run. */
export function requests(client: () => DynamoDBClient, TableName: string) {
  let fresh = 0;

  /** A name that no other test uses, for a partition key or an index group. */
  const name = (): string => {
    fresh += 1;
    return `name-${fresh}`;
  };
  const key = (pk: string, sk = 'a') => ({ pk: S(pk), sk: S(sk) });
  const put = (item: Item) => client().send(new PutItemCommand({ TableName, Item: item }));
  const get = async (pk: string, sk = 'a') =>
    (await client().send(new GetItemCommand({ TableName, Key: key(pk, sk), ConsistentRead: true }))).Item;
  const update = (pk: string, expression: string, values?: Item) =>
    client().send(
      new UpdateItemCommand({
        TableName,
        Key: key(pk),
        UpdateExpression: expression,
        ExpressionAttributeNames: Object.fromEntries(
          [...new Set(expression.match(/#\w+/g))].map((alias) => [alias, alias.slice(1)]),
        ),
        ...(values && { ExpressionAttributeValues: values }),
        ReturnValues: 'ALL_NEW',
      }),
    );
  const transact = (items: TransactWriteItem[], ClientRequestToken?: string) =>
    client().send(
      new TransactWriteItemsCommand({ TransactItems: items, ...(ClientRequestToken && { ClientRequestToken }) }),
    );
  const inGroup = (group: string, more: Partial<QueryCommandInput> = {}) =>
    client().send(
      new QueryCommand({
        TableName,
        IndexName: INDEX,
        KeyConditionExpression: '#group = :group',
        ExpressionAttributeNames: { '#group': 'group' },
        ...more,
        ExpressionAttributeValues: { ':group': S(group), ...more.ExpressionAttributeValues },
      }),
    );
  const ranksOf = (items: Item[] = []) => items.map(({ rank }) => Number(rank?.N));

  /** Takes some of a counter that must not exceed 10. */
  const take = (pk: string, amount: number, limit = 10) => ({
    TableName,
    Key: key(pk),
    UpdateExpression: 'ADD #used :amount',
    ConditionExpression: 'attribute_not_exists(#used) OR #used <= :room',
    ExpressionAttributeNames: { '#used': 'used' },
    ExpressionAttributeValues: { ':amount': N(amount), ':room': N(limit - amount) },
  });
  const putNew = (pk: string, more: Item = {}) => ({
    TableName,
    Item: { ...key(pk), ...more },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  const mustExist = (pk: string) => ({ TableName, Key: key(pk), ConditionExpression: 'attribute_exists(pk)' });
  const used = async (pk: string) => Number((await get(pk))?.used?.N ?? 0);

  return { client, TableName, name, key, put, get, update, transact, inGroup, ranksOf, take, putNew, mustExist, used };
}

export type Requests = ReturnType<typeof requests>;
