import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Database, openDatabase } from '../../local/dynamodb/database.ts';
import { requestHandler } from '../../local/dynamodb/in-process.ts';
import { ensureTable } from '../../local/dynamodb/table.ts';
import { canonical, outcomeOf } from '../compare/dynamodb/outcome.ts';
import { COMPARED_TABLE, type Step, steps, TABLE } from '../compare/dynamodb/steps.ts';

const clientOf = (database: Database): DynamoDBClient =>
  new DynamoDBClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: requestHandler(database),
  });

/** The table as it is, by table and by both indexes. */
async function contents(database: Database): Promise<readonly string[]> {
  const client = clientOf(database);
  const scans = [undefined, 'by-group', 'by-state'].map((IndexName) =>
    client.send(new ScanCommand({ TableName: TABLE, ...(IndexName && { IndexName }) })),
  );
  return (await Promise.all(scans)).map(({ Items = [] }) => canonical(Items.map(canonical).sort()));
}

/** All at once, so that writes of the sequence meet. */
async function sendAll(sequence: readonly Step[], database: Database, run: string): Promise<void> {
  const client = clientOf(database);
  await Promise.all(sequence.map((step) => outcomeOf(step, client, run)));
}

it('what is kept on disk is what any sequence of requests left, and proves it at each opening', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'traingate-kept-'));
  let database = await openDatabase(directory);
  let runs = 0;
  try {
    await ensureTable(clientOf(database), COMPARED_TABLE);
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        runs += 1;
        await sendAll(sequence, database, `run-${runs}`);
        const before = await contents(database);
        await database.close();
        database = await openDatabase(directory);
        expect(await contents(database)).toEqual(before);
      }),
      { numRuns: 60 },
    );
  } finally {
    await database.close();
    await rm(directory, { recursive: true });
  }
});
