import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { StackFacts } from '../../local/stack.ts';

/** A fault that nothing met yet may meet these calls. */
const PATIENT = { maxAttempts: 10, requestHandler: { requestTimeout: 5_000, throwOnRequestTimeout: true } };

/** What is wrong in the ledger where nothing runs any more, a sentence each: by its own numbers, and by the records. */
export const driftAtRest = async (facts: StackFacts, home: string): Promise<readonly string[]> => [
  ...(await openAtRest(facts)),
  ...(await driftFromRecords(home)),
];

/**
 * Each balance that is still reserved: in the window `current` whatever is not 0, elsewhere what is not settled. Read from
 * the table itself, past the gateway.
 */
async function openAtRest({ dynamodbUrl, tableName, region }: StackFacts): Promise<readonly string[]> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ ...PATIENT, endpoint: dynamodbUrl, region, credentials });
  const wanted = {
    TableName: tableName,
    ConsistentRead: true,
    FilterExpression: 'begins_with(pk, :ledger)',
    ExpressionAttributeValues: { ':ledger': { S: 'LEDGER#' } },
  };
  const found: string[] = [];
  for await (const { Items = [] } of paginateScan({ client }, wanted)) {
    for (const { pk, sk, ...columns } of Items) {
      for (const [column, { N: used }] of Object.entries(columns)) {
        if (!column.startsWith('used:')) continue;
        const settled = columns[column.replace('used:', 'settled:')]?.N ?? '0';
        if (used !== settled)
          found.push(`${pk?.S} ${sk?.S} has ${column} ${used} and ${settled} settled, and nothing runs`);
      }
    }
  }
  client.destroy();
  return found;
}

const ROOT = join(import.meta.dirname, '../..');
/** A fault that is left may meet a call of its. */
const TRIES = 3;

/** What `traingate ledger verify` finds. */
async function driftFromRecords(home: string): Promise<readonly string[]> {
  const env = { ...process.env, TRAINGATE_HOME: home };
  let said = '';
  for (let tries = 0; tries < TRIES; tries += 1) {
    const verify = promisify(execFile)(process.execPath, [join(ROOT, 'cli/main.ts'), 'ledger', 'verify'], { env });
    const outcome = await verify.then(
      () => null,
      (failed: { stdout: string; stderr: string }) => `${failed.stdout}${failed.stderr}`.trim(),
    );
    if (outcome === null) return [];
    said = outcome;
  }
  return [`ledger verify: ${said}`];
}
