import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';

/** The members of CloudFormation's AWS::DynamoDB::Table that make a table what it is to its readers and writers. */
export type TableDefinition = Pick<
  CreateTableCommandInput,
  'TableName' | 'KeySchema' | 'AttributeDefinitions' | 'GlobalSecondaryIndexes' | 'BillingMode'
>;

/** In seconds. An embedded table is there in milliseconds, one in the cloud within half a minute. */
const WAIT = { minDelay: 0.02, maxDelay: 1, maxWaitTime: 60 } as const;

/**
 * Creates the table unless there is one of its name, whatever its shape, and waits until it is ACTIVE. Members other
 * than TableDefinition's are left out. May run at the same time anywhere. Rejects when a minute was not enough.
 */
export async function ensureTable(client: DynamoDBClient, definition: TableDefinition): Promise<void> {
  const { TableName } = definition;
  if (!(await isThere(client, TableName))) await create(client, definition);
  await waitUntilTableExists({ client, ...WAIT }, { TableName });
}

async function isThere(client: DynamoDBClient, TableName: string | undefined): Promise<boolean> {
  try {
    await client.send(new DescribeTableCommand({ TableName }));
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

async function create(client: DynamoDBClient, definition: TableDefinition): Promise<void> {
  const { TableName, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } = definition;
  const input = { TableName, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode };
  try {
    await client.send(new CreateTableCommand(input));
  } catch (error) {
    // Somebody else is creating it, which is as good.
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}
