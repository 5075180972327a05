import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { auditEntryOf } from '../../../gateway/adapters/dynamodb/audit-log.ts';
import { type Item, recordOf, requestOf } from '../../../gateway/adapters/dynamodb/items.ts';
import { Failure } from '../../terminal.ts';
import { admittedRecord, type DecisionRecord, refusedRecord } from './record.ts';

/** A gateway's table, as a command reads it. */
export interface RecordTable {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly name: string;
}

/** One page of a table, as DynamoDB cuts it: 1 MB. */
type Page = readonly Item[];

/** Every decision that the table holds, in no order: all of it is read, once. `onPage` hears the items read so far. */
export async function* tableRecords(
  table: RecordTable,
  onPage: (items: number) => void,
): AsyncIterable<DecisionRecord> {
  const halves = new Map<string, Half>();
  let items = 0;
  for await (const page of pagesOf(table)) {
    items += page.length;
    onPage(items);
    for (const item of page) yield* recordsOf(item, halves);
  }
  // A record without its payload cannot be judged again, but was.
  for (const { record } of halves.values()) if (record) yield admittedRecord(recordOf(record), null);
}

async function* pagesOf({ client, name }: RecordTable): AsyncIterable<Page> {
  let from: Item | undefined;
  do {
    const page = await client
      .send(new ScanCommand({ TableName: name, ...(from && { ExclusiveStartKey: from }) }))
      .catch((cause: Error) => {
        throw new Failure(`the table \`${name}\` could not be read: ${cause.message || cause.name}`);
      });
    yield page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from);
}

/** What has been seen of an admission's two items. */
interface Half {
  readonly record?: Item;
  readonly payload?: Item;
}

function recordsOf(item: Item, halves: Map<string, Half>): readonly DecisionRecord[] {
  switch (item.sk?.S) {
    case 'ENTRY':
      return refusalsIn(item);
    case 'RECORD':
      return joined(item, { record: item }, halves);
    case 'PAYLOAD':
      return joined(item, { payload: item }, halves);
    default:
      return [];
  }
}

function refusalsIn(item: Item): readonly DecisionRecord[] {
  const entry = auditEntryOf(item);
  return 'code' in entry && entry.action === 'CreateTrainingJob' ? [refusedRecord(entry)] : [];
}

/** An admission's items come one after the other; which one first is not for us to say. */
function joined(item: Item, half: Half, halves: Map<string, Half>): readonly DecisionRecord[] {
  const key = item.pk?.S ?? '';
  const both: Half = { ...halves.get(key), ...half };
  halves.set(key, both);
  if (!both.record || !both.payload) return [];
  halves.delete(key);
  return [admittedRecord(recordOf(both.record), requestOf(both.payload))];
}
