import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndexDescription,
  ResourceInUseException,
  ResourceNotFoundException,
  type TableDescription,
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
 * Creates the table unless there is one of its name, and waits until it is ACTIVE. Rejects where that one's indexes hold
 * something else. Members other
 * than TableDefinition's are left out. May run at the same time anywhere. Rejects when a minute was not enough.
 */
export async function ensureTable(client: DynamoDBClient, definition: TableDefinition): Promise<void> {
  const { TableName } = definition;
  const found = await tableIn(client, TableName);
  if (found === undefined) await create(client, definition);
  else refuseOtherIndexes(found, definition);
  await waitUntilTableExists({ client, ...WAIT }, { TableName });
}

async function tableIn(client: DynamoDBClient, TableName: string | undefined): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** An index that holds less than it has to would be read as if nothing were there. */
function refuseOtherIndexes(
  { TableName, GlobalSecondaryIndexes: found = [] }: TableDescription,
  wanted: TableDefinition,
) {
  const shapeOf = ({ IndexName, Projection }: GlobalSecondaryIndexDescription) =>
    `${IndexName} ${Projection?.ProjectionType} ${[...(Projection?.NonKeyAttributes ?? [])].sort()}`;
  const missing = (wanted.GlobalSecondaryIndexes ?? [])
    .map(shapeOf)
    .find((shape) => !found.map(shapeOf).includes(shape));
  if (missing === undefined) return;
  throw new Error(
    `the table ${TableName} is of an earlier version, without the index ${missing}: forget it with npm start -- --reset, or use another TRAINGATE_HOME`,
  );
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
