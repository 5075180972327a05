import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { StackFacts } from '../local/stack.ts';
import { Failure } from './terminal.ts';

/** A gateway's table, as commands reach it. */
export interface GatewayTable {
  readonly client: DynamoDBClient;
  readonly name: string;
}

/**
 * The table of this name, found as the AWS CLI would find it; without a name that of the local stack. Throws a Failure with
 * these words where there is none.
 */
export function gatewayTable(name: string | undefined, missing: (file: string) => string): GatewayTable {
  if (name !== undefined) return { client: new DynamoDBClient({}), name };
  const { dynamodbUrl: endpoint, region, tableName } = localFacts(missing);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { client: new DynamoDBClient({ endpoint, region, credentials }), name: tableName };
}

function localFacts(missing: (file: string) => string): StackFacts {
  const file = join(process.env.TRAINGATE_HOME || '.traingate', 'local.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StackFacts;
  } catch {
    throw new Failure(missing(file), 2);
  }
}
