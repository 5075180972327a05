import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DynamodbServer, startDynamodb } from '../../local/dynamodb/server.ts';
import { ensureTable } from '../../local/dynamodb/table.ts';
import { S, tableNamed } from '../support/dynamodb/requests.ts';

const TableName = 'faulty';
const Key = { pk: S('a'), sk: S('a') };
const other = { pk: S('b'), sk: S('b') };

let server: DynamodbServer;
let client: DynamoDBClient;

beforeEach(async () => {
  server = await startDynamodb({ directory: null });
  client = new DynamoDBClient({
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  await ensureTable(client, tableNamed(TableName));
});
afterEach(async () => {
  client.destroy();
  await server.close();
});

const put = () => client.send(new PutItemCommand({ TableName, Item: Key }));
const transact = () =>
  client.send(
    new TransactWriteItemsCommand({ TransactItems: [Key, other].map((Item) => ({ Put: { TableName, Item } })) }),
  );
const transactGet = () =>
  client.send(
    new TransactGetItemsCommand({ TransactItems: [Key, other].map((key) => ({ Get: { TableName, Key: key } })) }),
  );
const get = () => client.send(new GetItemCommand({ TableName, Key }));
const isThere = async (): Promise<boolean> => (await get()).Item !== undefined;

describe('a fault in the embedded DynamoDB', () => {
  const busy = [{ Code: 'TransactionConflict', Message: expect.any(String) }, { Code: 'None' }];
  const rows: readonly { kind: string; operation: string; call: () => Promise<unknown>; error: object }[] = [
    { kind: 'refuse', operation: 'PutItem', call: put, error: { name: 'TransactionConflictException' } },
    {
      kind: 'refuse',
      operation: 'TransactWriteItems',
      call: transact,
      error: { name: 'TransactionCanceledException', CancellationReasons: busy },
    },
    {
      kind: 'refuse',
      operation: 'TransactGetItems',
      call: transactGet,
      error: { name: 'TransactionCanceledException', CancellationReasons: busy },
    },
    { kind: 'throttle', operation: 'PutItem', call: put, error: { name: 'ThrottlingException' } },
    { kind: 'throttle', operation: 'TransactWriteItems', call: transact, error: { name: 'ThrottlingException' } },
    {
      kind: 'error',
      operation: 'PutItem',
      call: put,
      error: { name: 'InternalServerError', $metadata: { httpStatusCode: 500 } },
    },
  ];
  it.each(rows)('$kind of $operation has no effect, as often as was said', async ({ kind, operation, call, error }) => {
    expect(server.faults.add({ operation, kind, count: 2 })).toMatchObject({ ok: true });
    for (const _ of [1, 2]) await expect(call()).rejects.toMatchObject(error);
    expect(await isThere()).toBe(false);
    await call();
    expect(await isThere()).toBe(operation !== 'TransactGetItems');
  });

  it('timeout never answers, has no effect and does not hold up close', async () => {
    server.faults.add({ operation: 'PutItem', kind: 'timeout', count: 2 });
    const command = new PutItemCommand({ TableName, Item: Key });
    const attempt = client.send(command, { abortSignal: AbortSignal.timeout(200) });
    await expect(attempt).rejects.toMatchObject({ name: 'AbortError' });
    expect(await isThere()).toBe(false);
    const pending = expect(put()).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server.close();
    await pending;
    server = await startDynamodb({ directory: null });
  });

  it('lose-answer takes effect and breaks the connection', async () => {
    server.faults.add({ operation: 'TransactWriteItems', kind: 'lose-answer' });
    await expect(transact()).rejects.toThrow('socket hang up');
    expect(await isThere()).toBe(true);
  });

  it('befalls its own operation only', async () => {
    server.faults.add({ operation: 'TransactWriteItems', kind: 'error' });
    await put();
    await get();
    await expect(transact()).rejects.toMatchObject({ name: 'InternalServerError' });
  });
});
