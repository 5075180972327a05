import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, type DynamoDBClientConfig, waitUntilTableNotExists } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Database, openDatabase } from '../../local/dynamodb/database.ts';
import { requestHandler } from '../../local/dynamodb/in-process.ts';
import { startDynamodb } from '../../local/dynamodb/server.ts';
import { ensureTable } from '../../local/dynamodb/table.ts';
import { writeUntilKilled } from '../support/dynamodb/killed-writer.ts';
import { N, S, tableNamed } from '../support/dynamodb/requests.ts';
import { dynamodbConformance } from '../support/dynamodb-suite.ts';

const clientWith = (config: DynamoDBClientConfig) =>
  new DynamoDBClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    ...config,
  });

describe('embedded DynamoDB over HTTP', () => {
  dynamodbConformance(async () => {
    const server = await startDynamodb({ directory: null });
    return { client: clientWith({ endpoint: server.url }), close: () => server.close() };
  });
});

describe('embedded DynamoDB in process', () => {
  dynamodbConformance(async () => {
    const database = await openDatabase(null);
    return { client: clientWith({ requestHandler: requestHandler(database) }), close: () => database.close() };
  });
});

/** Closed after each test, passed or failed, the last first: an open database keeps the process alive. */
const opened: Pick<Database, 'close'>[] = [];
const closing = async <T extends Pick<Database, 'close'>>(opening: Promise<T>): Promise<T> => {
  const database = await opening;
  opened.push(database);
  return database;
};
afterEach(async () => {
  for (const database of opened.splice(0).reverse()) await database.close();
});

const TableName = 'kept';

async function withTable<T extends Database>(opening: Promise<T>): Promise<T> {
  const database = await closing(opening);
  await ensureTable(clientWith({ requestHandler: requestHandler(database) }), tableNamed(TableName));
  return database;
}

const Key = { pk: S('a'), sk: S('a') };
const query = {
  TableName,
  IndexName: 'by-group',
  KeyConditionExpression: '#group = :group',
  ExpressionAttributeNames: { '#group': 'group' },
  ExpressionAttributeValues: { ':group': S('all') },
};

describe('a directory', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'traingate-dynamodb-'));
    opened.push({ close: () => rm(directory, { recursive: true }) });
  });

  it('keeps tables, items and indexes over a restart', async () => {
    const before = await withTable(startDynamodb({ directory }));
    const Item = { ...Key, group: S('all'), rank: N(1) };
    await before.send('TransactWriteItems', { TransactItems: [{ Put: { TableName, Item } }] });
    await before.close();
    const after = await closing(startDynamodb({ directory }));
    expect(await after.send('DescribeTable', { TableName })).toMatchObject({ Table: { TableStatus: 'ACTIVE' } });
    expect(await after.send('GetItem', { TableName, Key })).toEqual({ Item });
    expect(await after.send('Query', query)).toMatchObject({ Items: [Item] });
  });

  it('has a table that was being made when its process was killed', async () => {
    const database = await closing(openDatabase(directory));
    await database.send('CreateTable', tableNamed(TableName));
    // As the process would leave it: dynalite writes ACTIVE in a later turn, and this copy is taken in this one.
    const left = `${directory}-left`;
    cpSync(directory, left, { recursive: true });
    opened.push({ close: () => rm(left, { recursive: true }) });
    const after = await closing(openDatabase(left));
    const status = { TableStatus: 'ACTIVE', GlobalSecondaryIndexes: [{ IndexStatus: 'ACTIVE' }] };
    expect(await after.send('DescribeTable', { TableName })).toMatchObject({ Table: status });
    await after.send('PutItem', { TableName, Item: Key });
  });

  it('opens again after every kind of write', async () => {
    const database = await withTable(openDatabase(directory));
    const client = clientWith({ requestHandler: requestHandler(database) });
    await ensureTable(client, tableNamed('gone'));
    const Item = { ...Key, group: S('all'), rank: N(1) };
    await database.send('BatchWriteItem', { RequestItems: { gone: [{ PutRequest: { Item } }] } });
    for (const rank of [1, 1, 2]) await database.send('PutItem', { TableName, Item: { ...Item, rank: N(rank) } });
    const { Table } = (await database.send('DescribeTable', { TableName })) as { Table: { TableArn: string } };
    const ResourceArn = Table.TableArn;
    await database.send('TagResource', { ResourceArn, Tags: [{ Key: 'a', Value: 'b' }] });
    await database.send('UntagResource', { ResourceArn, TagKeys: ['a'] });
    await database.send('DeleteItem', { TableName, Key: { pk: S('nobody'), sk: S('a') } });
    await database.send('DeleteTable', { TableName: 'gone' });
    await waitUntilTableNotExists({ client, minDelay: 0.02, maxDelay: 1, maxWaitTime: 10 }, { TableName: 'gone' });
    await database.close();
    const after = await closing(openDatabase(directory));
    expect(await after.send('ListTables', {})).toEqual({ TableNames: [TableName] });
    expect(await after.send('Query', query)).toMatchObject({ Count: 1, Items: [{ rank: N(2) }] });
  });

  it('is open to one at a time', async () => {
    const first = await closing(openDatabase(directory));
    await expect(startDynamodb({ directory })).rejects.toThrow(`another process has ${directory} open`);
    await first.close();
    await closing(openDatabase(directory));
  });

  it('holds whole transactions only when its process was killed amid them', async () => {
    await (await withTable(openDatabase(directory))).close();
    const written = (await writeUntilKilled({ directory, TableName })).length;
    const database = await closing(openDatabase(directory));
    const { Count, Items } = (await database.send('Scan', { TableName })) as Scanned;
    expect(Count).toBeGreaterThanOrEqual(written * 2);
    const pairs = Map.groupBy(Items, ({ pk }) => pk.S);
    expect([...pairs.values()].filter((pair) => pair.length !== 2)).toEqual([]);
    expect(await database.send('Query', { ...query, Select: 'COUNT' })).toMatchObject({ Count });
  });
});

interface Scanned {
  readonly Count: number;
  readonly Items: readonly { readonly pk: { readonly S: string } }[];
}

describe('send', () => {
  let database: Database;
  beforeEach(async () => {
    database = await withTable(openDatabase(null));
    await database.send('PutItem', { TableName, Item: Key });
  });

  const failing = { TableName, Item: Key, ConditionExpression: 'attribute_not_exists(pk)' };
  const shown = { ...failing, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
  const reasons = [{ Code: 'ConditionalCheckFailed', Item: Key }];

  it.each([
    ['PutItem', shown, { name: 'ConditionalCheckFailedException', Item: Key }],
    ['DynamoDB_20120810.PutItem', shown, { name: 'ConditionalCheckFailedException', Item: Key }],
    [
      'TransactWriteItems',
      { TransactItems: [{ Put: shown }] },
      { name: 'TransactionCanceledException', CancellationReasons: reasons },
    ],
    ['GetItem', { TableName: 'not-there', Key }, { name: 'ResourceNotFoundException' }],
    ['GetItem', { TableName, Key: {} }, { name: 'ValidationException' }],
    ['GetItem', [], { name: 'SerializationException' }],
    ['CreateBackup', { TableName }, { name: 'UnknownOperationException' }],
  ])('%s rejects with the exception', async (target, input, error) => {
    const thrown = await database.send(target, input).catch((reason: unknown) => reason);
    expect(thrown).toBeInstanceOf(Error);
    expect(thrown).toMatchObject(error);
  });

  it('leaves its input as it is', async () => {
    const input = { TableName, Item: { ...Key, used: { N: '1.0' }, none: { S: 'x', N: null } }, Unknown: 1 };
    const before = structuredClone(input);
    await database.send('PutItem', input);
    expect(input).toEqual(before);
  });
});

describe('close', () => {
  it('does not wait for sockets that are kept alive', async () => {
    const server = await closing(startDynamodb({ directory: null }));
    const headers = { 'x-amz-target': 'DynamoDB_20120810.ListTables' };
    const response = await fetch(server.url, { method: 'POST', headers, body: '{}' });
    expect(await response.json()).toEqual({ TableNames: [] });
    const started = performance.now();
    await server.close();
    expect(performance.now() - started).toBeLessThan(1000);
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it('cuts a connection whose request never ends', async () => {
    const server = await closing(startDynamodb({ directory: null }));
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(socket, 'connect');
    const answered = once(socket, 'data');
    socket.write('POST / HTTP/1.1\r\nhost: local\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n');
    await answered;
    const cut = once(socket, 'close');
    await server.close();
    await cut;
  });

  it('lets what was begun end first', async () => {
    const database = await withTable(openDatabase(null));
    const write = () => database.send('TransactWriteItems', { TransactItems: [{ Put: { TableName, Item: Key } }] });
    const begun = Promise.all(Array.from({ length: 200 }, write));
    await database.close();
    expect(await begun).toEqual(Array.from({ length: 200 }, () => ({})));
  });

  it('frees the port for the next server', async () => {
    const first = await closing(startDynamodb({ directory: null }));
    const port = Number(new URL(first.url).port);
    await expect(startDynamodb({ directory: null, port })).rejects.toThrow('EADDRINUSE');
    await first.close();
    await closing(startDynamodb({ directory: null, port }));
  });
});

it.each([
  ['no JSON', 'POST', '{', 400, 'SerializationException'],
  ['no target', 'GET', undefined, 400, 'UnknownOperationException'],
])('answers a body with %s as a service would', async (_case, method, body, status, exception) => {
  const server = await closing(startDynamodb({ directory: null }));
  const headers = body ? { 'x-amz-target': 'DynamoDB_20120810.ListTables' } : {};
  const response = await fetch(server.url, { method, headers, ...(body && { body }) });
  expect(response.status).toBe(status);
  expect((await response.json()) as object).toMatchObject({ __type: expect.stringContaining(exception) });
});
