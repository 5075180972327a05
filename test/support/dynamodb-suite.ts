import { DeleteTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from '@jest/globals';
import { ensureTable } from '../../local/dynamodb/table.ts';
import { itemConformance } from './dynamodb/items.ts';
import { requests, tableNamed } from './dynamodb/requests.ts';
import { transactionConformance } from './dynamodb/transactions.ts';

export interface Connection {
  /** Makes one attempt at a request (`maxAttempts: 1`). */
  readonly client: DynamoDBClient;
  close(): Promise<void>;
}

/** What the gateway relies on in a DynamoDB, whoever made it. */
export function dynamodbConformance(connect: () => Promise<Connection>): void {
  const table = `conformance-${Date.now()}`;
  const secondTable = `${table}-second`;
  let connection: Connection;

  beforeAll(async () => {
    connection = await connect();
    for (const name of [table, secondTable]) await ensureTable(connection.client, tableNamed(name));
  });
  afterAll(async () => {
    for (const TableName of [table, secondTable]) await connection.client.send(new DeleteTableCommand({ TableName }));
    await connection.close();
  });

  const to = requests(() => connection.client, table);
  transactionConformance(to, secondTable);
  itemConformance(to);
}
