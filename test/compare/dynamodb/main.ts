/**
 * npm run compare:dynamodb -- [sequences] [seed]
 *
 * Sends sequences of random requests to the embedded DynamoDB and to moto's, and compares every answer and the items at
 * the end. A sequence on which they differ is shrunk and printed with its seed. Exit code 1 then, and where a difference
 * that is listed is there no more.
 */
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { startDynamodb } from '../../../local/dynamodb/server.ts';
import { ensureTable } from '../../../local/dynamodb/table.ts';
import { startMoto } from '../moto.ts';
import { DIFFERENCES } from './differences.ts';
import { canonical, outcomeOf } from './outcome.ts';
import { COMPARED_TABLE, KEYS, type Step, steps, TABLE } from './steps.ts';
import { withTokens } from './tokens.ts';

const [sequences = 300, seed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number);

const clientOf = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });

async function empty(client: DynamoDBClient): Promise<void> {
  const deletes = KEYS.map((Key) => ({ DeleteRequest: { Key } }));
  await client.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: deletes } }));
}

async function contents(client: DynamoDBClient): Promise<readonly string[]> {
  const { Responses } = await client.send(
    new BatchGetItemCommand({ RequestItems: { [TABLE]: { Keys: [...KEYS], ConsistentRead: true } } }),
  );
  return (Responses?.[TABLE] ?? []).map(canonical).sort();
}

const met = new Map<string, number>();
let runs = 0;
let requests = 0;

/** Throws where they differ by nothing that is listed. */
async function compare(sequence: readonly Step[], embedded: DynamoDBClient, moto: DynamoDBClient): Promise<void> {
  runs += 1;
  const run = `${seed}-${runs}`;
  for (const client of [embedded, moto]) await empty(client);
  for (const step of sequence) {
    const [ours, theirs] = await Promise.all([outcomeOf(step, embedded, run), outcomeOf(step, moto, run)]);
    requests += 1;
    if (canonical(ours) === canonical(theirs)) continue;
    const known = DIFFERENCES.find((difference) => difference.explains(step, ours, theirs));
    if (!known) throw new Error(`${step}\n  embedded: ${canonical(ours)}\n  moto:     ${canonical(theirs)}`);
    met.set(known.name, (met.get(known.name) ?? 0) + 1);
  }
  const [ours, theirs] = await Promise.all([contents(embedded), contents(moto)]);
  if (canonical(ours) !== canonical(theirs)) {
    throw new Error(`the items at the end\n  embedded: ${canonical(ours)}\n  moto:     ${canonical(theirs)}`);
  }
}

/** Whether a repeat of a transaction under its token has no effect. */
async function keepsTokens(client: DynamoDBClient): Promise<boolean> {
  const Key = { pk: { S: 'token' }, sk: { S: 'a' } };
  const change = { UpdateExpression: 'ADD used :one', ExpressionAttributeValues: { ':one': { N: '1' } } };
  const command = new TransactWriteItemsCommand({
    TransactItems: [{ Update: { TableName: TABLE, Key, ...change } }],
    ClientRequestToken: 'once',
  });
  for (const _ of [1, 2]) await client.send(command);
  const { Item } = await client.send(new GetItemCommand({ TableName: TABLE, Key }));
  return Item?.used?.N === '1';
}

async function main(): Promise<void> {
  const [server, moto] = await Promise.all([startDynamodb({ directory: null }), startMoto()]);
  const mine = clientOf(server.url);
  const theirs = clientOf(moto.url);
  const clients = [mine, theirs] as const;
  try {
    for (const client of clients) await ensureTable(client, COMPARED_TABLE);
    if (await keepsTokens(theirs)) throw new Error('moto keeps tokens now: take tokens.ts out');
    if (!(await keepsTokens(mine))) throw new Error('the embedded DynamoDB does not keep tokens');
    for (const { name, example } of DIFFERENCES) {
      await compare(example, mine, theirs);
      if (!met.has(name)) throw new Error(`listed, but moto does so no more: ${name}`);
    }
    const property = fc.asyncProperty(steps, (sequence) => compare(sequence, mine, withTokens(theirs)));
    await fc.assert(property, { numRuns: sequences, seed });
    console.log(`seed ${seed}: ${sequences} sequences, ${requests} requests, the same but for what is listed:`);
    for (const { name, reason } of DIFFERENCES) console.log(`  ${met.get(name)} × ${name}: ${reason}`);
  } finally {
    for (const client of clients) client.destroy();
    await Promise.all([server.close(), moto.close()]);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof Error && error.cause) console.error(String(error.cause));
  process.exitCode = 1;
});
