import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../gateway/adapters/dynamodb/items.ts';
import { ensureTable } from '../local/dynamodb/table.ts';
import { type Figure, figure } from './figure.ts';
import { type Addresses, TABLE_NAME } from './services.ts';
import { itemBytes, writeUnits } from './write-units.ts';

const SCRATCH_TABLE = 'traingate-bench-scratch';

/**
 * New entries in `due` and `team-jobs`; the entry in `due` taken out and put in where the update moves the check time,
 * and that in `team-jobs` changed, which holds the state. All under 1 KB. docs.aws.amazon.com, "Using global secondary indexes", write capacity (2026-11);
 * it does not say that a transaction's entries in an index count twice.
 */
const INDEX_UNITS = 2 + 2 + 1;

/** What the admissions so far have left in the table: size and write units of each item, and all together per job. */
export async function writtenFigures({ dynamodbUrl }: Addresses): Promise<readonly Figure[]> {
  const client = new DynamoDBClient({ endpoint: dynamodbUrl });
  const items = itemsOfFirstJob((await client.send(new ScanCommand({ TableName: TABLE_NAME }))).Items ?? []);
  await crossCheck(
    client,
    items.map(([, item]) => item),
  );
  client.destroy();
  const sizes = items.map(([name, item]) => sizeFigure(name, item));
  const record = items.find(([name]) => name === 'record')?.[1] ?? {};
  const transaction = items.reduce((sum, [, item]) => sum + writeUnits(itemBytes(item), true), 0);
  const update = writeUnits(itemBytes(record), false);
  const note = `${transaction} the transaction, ${update} the update, ${INDEX_UNITS} the indexes`;
  const all = figure({
    name: 'write units per admitted job',
    unit: 'WCU',
    median: transaction + update + INDEX_UNITS,
    note,
  });
  return [...sizes, all];
}

function sizeFigure(name: string, item: Item): Figure {
  const bytes = itemBytes(item);
  return figure({
    name: `size, ${name}`,
    unit: 'bytes',
    median: bytes,
    note: `${writeUnits(bytes, true)} WCU in a transaction`,
  });
}

/** One record with its payload and name, and the ledger items that it counts in. */
function itemsOfFirstJob(items: readonly Item[]): readonly (readonly [string, Item])[] {
  const keyed = items.map((item) => [item.pk?.S ?? '', item.sk?.S ?? '', item] as const);
  const record = keyed.find(([, sk]) => sk === 'RECORD');
  const of = (name: string, is: (pk: string, sk: string) => boolean) =>
    keyed
      .filter(([pk, sk]) => is(pk, sk))
      .map(([pk, sk, item]) => [name || `${pk.replace('LEDGER#', 'ledger ')} ${sk}`, item] as const);
  return [
    ...of('record', (pk, sk) => pk === record?.[0] && sk === 'RECORD'),
    ...of('payload', (pk, sk) => pk === record?.[0] && sk === 'PAYLOAD'),
    ...of('name', (_, sk) => sk === 'NAME').slice(0, 1),
    ...of('', (pk) => pk.startsWith('LEDGER#')),
  ];
}

/** The embedded DynamoDB counts capacity by code that is not ours. Throws where it comes to other units. */
async function crossCheck(client: DynamoDBClient, items: readonly Item[]): Promise<void> {
  await ensureTable(client, {
    TableName: SCRATCH_TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  });
  for (const item of items) {
    const input = { TableName: SCRATCH_TABLE, Item: item, ReturnConsumedCapacity: 'TOTAL' as const };
    const { ConsumedCapacity } = await client.send(new PutItemCommand(input));
    const [theirs, ours] = [ConsumedCapacity?.CapacityUnits, writeUnits(itemBytes(item), false)];
    if (theirs !== ours) throw new Error(`${item.pk?.S}: ${ours} write units by the rule, ${theirs} by DynamoDB`);
  }
}
