/** The embedded services as a process of their own, so that their work does not count. Ends when its parent lets go. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamodb } from '../local/dynamodb/server.ts';
import { ensureTable } from '../local/dynamodb/table.ts';
import { startSagemaker } from '../local/sagemaker/server.ts';
import { tableDefinition } from '../local/table-definition.ts';
import { SITE } from './sample.ts';
import { type Addresses, TABLE_NAME } from './services.ts';

async function start(): Promise<Addresses> {
  const dynamodb = await startDynamodb({ directory: null });
  const client = new DynamoDBClient({ endpoint: dynamodb.url });
  await ensureTable(client, { ...(await tableDefinition()), TableName: TABLE_NAME });
  client.destroy();
  // Its clock stands still: jobs never end, so nothing else is under way.
  const sagemaker = await startSagemaker({ directory: null, ...SITE, rate: 0, onEvent: async () => undefined });
  return { dynamodbUrl: dynamodb.url, sagemakerUrl: sagemaker.url };
}

process.on('disconnect', () => process.exit(0));
process.send?.(await start());
