import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Database, openDatabase } from '../../local/dynamodb/database.ts';
import { requestHandler } from '../../local/dynamodb/in-process.ts';
import { ensureTable } from '../../local/dynamodb/table.ts';
import { writeUntilKilled } from '../support/dynamodb/killed-writer.ts';
import { INDEX, tableNamed } from '../support/dynamodb/requests.ts';

const TableName = 'kept';
let original: string;
let directory: string;
/** Pairs that a process was told are written before it was killed. */
let acknowledged: readonly number[];

beforeAll(async () => {
  original = mkdtempSync(join(tmpdir(), 'traingate-damage-'));
  const database = await openDatabase(original);
  const client = new DynamoDBClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: requestHandler(database),
  });
  await ensureTable(client, tableNamed(TableName));
  await database.close();
  // The second process finds what the first left in the log, and makes a table file of it.
  const first = await writeUntilKilled({ directory: original, TableName });
  acknowledged = [...first, ...(await writeUntilKilled({ directory: original, TableName, from: 100_000 }))];
});
afterAll(() => rmSync(original, { recursive: true }));
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'traingate-damage-'));
  restore();
});
afterEach(() => rmSync(directory, { recursive: true }));

function restore(): void {
  rmSync(directory, { recursive: true });
  cpSync(original, directory, { recursive: true });
}

interface Found {
  readonly Items: readonly { readonly pk: { readonly S: string } }[];
}

/** Everything acknowledged is there, in the index as well, and every pair is whole; else what is wrong. */
async function faultOf(database: Database): Promise<string | null> {
  const { Items } = (await database.send('Scan', { TableName })) as Found;
  const pairs = Map.groupBy(Items, ({ pk }) => pk.S);
  const lost = acknowledged.filter((number) => !pairs.has(`pair-${number}`));
  const torn = [...pairs.values()].filter((pair) => pair.length !== 2);
  const { Count } = (await database.send('Query', {
    TableName,
    IndexName: INDEX,
    Select: 'COUNT',
    KeyConditionExpression: '#group = :group',
    ExpressionAttributeNames: { '#group': 'group' },
    ExpressionAttributeValues: { ':group': { S: 'all' } },
  })) as { readonly Count: number };
  if (lost.length > 0 || torn.length > 0) return `${lost.length} lost, ${torn.length} torn`;
  return Count === Items.length ? null : `${Count} of ${Items.length} items in the index`;
}

/** `whole`, `refused` with a message that a person can act on, or what went wrong unsaid. */
async function outcome(): Promise<string> {
  try {
    const database = await openDatabase(directory);
    const fault = await faultOf(database).finally(() => database.close());
    return fault ?? 'whole';
  } catch (error) {
    const { message } = error as Error;
    const tells = message.includes(directory) && message.includes('npm start -- --reset');
    return tells ? 'refused' : `fails with ${message}`;
  }
}

const files = (): readonly string[] => readdirSync(original).filter((name) => !/^LO(G|CK)/.test(name));
const bytesOf = (file: string): Buffer => readFileSync(join(original, file));

/** Twenty places from the first byte to the last. */
function placesIn(file: string): readonly number[] {
  const last = bytesOf(file).length - 1;
  return [...new Set(Array.from({ length: 20 }, (_, index) => Math.floor((last * index) / 19)))].filter(
    (at) => at >= 0,
  );
}

async function outcomesOf(damage: (file: string, at: number) => void): Promise<readonly string[]> {
  const outcomes: string[] = [];
  for (const file of files()) {
    for (const at of placesIn(file)) {
      restore();
      damage(join(directory, file), at);
      const was = await outcome();
      outcomes.push(was === 'whole' || was === 'refused' ? was : `${file} at ${at}: ${was}`);
    }
  }
  return outcomes;
}

const flip = (path: string, at: number): void => {
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
  writeFileSync(path, bytes);
};

describe('a database of processes that were killed', () => {
  it('has a log and a table file, and opens whole', async () => {
    expect(new Set(files().map((name) => name.replace(/\d+/, 'n')))).toEqual(
      new Set(['CURRENT', 'MANIFEST-n', 'acknowledged', 'n.ldb', 'n.log']),
    );
    expect(await outcome()).toBe('whole');
    expect(await outcome()).toBe('whole');
  });

  it.each([
    ['cut short', truncateSync],
    ['flipped in one bit', flip],
    [
      'overwritten with zeros from there on',
      (path: string, at: number) => writeFileSync(path, readFileSync(path).fill(0, at)),
    ],
  ])('is whole or refused with what to do when a file is %s, wherever', async (_case, damage) => {
    const outcomes = await outcomesOf(damage);
    expect(outcomes.filter((was) => was !== 'whole' && was !== 'refused')).toEqual([]);
    expect(outcomes.filter((was) => was === 'refused').length).toBeGreaterThan(40);
  });

  it('is refused when a file is gone, at the next start too', async () => {
    for (const file of files()) {
      restore();
      rmSync(join(directory, file));
      expect([file, await outcome()]).toEqual([file, 'refused']);
      expect([file, await outcome()]).toEqual([file, 'refused']);
    }
  });

  it('is refused when an older copy is put back below its receipt', async () => {
    const database = await openDatabase(directory);
    await database.send('PutItem', { TableName, Item: { pk: { S: 'later' }, sk: { S: 'a' } } });
    await database.close();
    const receipt = readFileSync(join(directory, 'acknowledged'));
    restore();
    writeFileSync(join(directory, 'acknowledged'), receipt);
    expect(await outcome()).toBe('refused');
  });
});
