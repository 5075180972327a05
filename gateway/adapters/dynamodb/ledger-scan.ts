import { ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import type { ChargedRecord } from '../../quota/chargeback.ts';
import type { CountedRecord } from '../../quota/drift.ts';
import type { LedgerPlace } from '../../shared/amount.ts';
import { chargedOf, countedOf, type Item, placeOf, S } from './items.ts';
import type { Table } from './table.ts';

/** What of a record is read. */
export interface RecordReading<R> {
  readonly attributes: readonly string[];
  readonly read: (item: Item) => R;
}

const ATTRIBUTES = ['fixed', 'state', 'reserved', 'reservationVersion', 'settlement'] as const;

/** What counts in the ledger. */
export const COUNTED: RecordReading<CountedRecord> = { attributes: ATTRIBUTES, read: countedOf };
/** The same with whose job it is. */
export const CHARGED: RecordReading<ChargedRecord> = { attributes: ATTRIBUTES, read: chargedOf };

/** Hears of everything that a scan meets, each once, in no order. */
export interface ScanVisitor<R> {
  record(record: R): void;
  /** Where the ledger has an item; what it says is another reading. */
  place(place: LedgerPlace): void;
  /** How many items of the table were read so far. */
  progress(items: number): void;
}

/** So many parts of the table are read at the same time, each in pages of 1 MB. */
const SEGMENTS = 4;

/**
 * Reads every record and the places of the ledger, and nothing of the requests beside them. It takes its time: what it meets
 * was so when it was met, and all of it at no one moment.
 */
export async function scanRecords<R>(
  table: Pick<Table, 'client' | 'name'>,
  reading: RecordReading<R>,
  visitor: ScanVisitor<R>,
): Promise<void> {
  let items = 0;
  const readSegment = async (segment: number) => {
    for await (const { Items = [], ScannedCount = 0 } of pagesOf(table, reading, segment)) {
      items += ScannedCount;
      visitor.progress(items);
      for (const item of Items) visit(item, reading, visitor);
    }
  };
  await Promise.all(Array.from({ length: SEGMENTS }, (_, segment) => readSegment(segment)));
}

function visit<R>(item: Item, { read }: RecordReading<R>, visitor: ScanVisitor<R>): void {
  if (item.sk?.S === 'RECORD') visitor.record(readable(item, read));
  else visitor.place(placeOf(item));
}

function readable<R>(item: Item, read: (item: Item) => R): R {
  try {
    return read(item);
  } catch (cause) {
    throw new Error(`the item \`${item.pk?.S}\` is no record that this version can read`, { cause });
  }
}

async function* pagesOf<R>(
  { client, name }: Pick<Table, 'client' | 'name'>,
  { attributes }: RecordReading<R>,
  segment: number,
): AsyncIterable<ScanCommandOutput> {
  const projected = ['pk', 'sk', ...attributes];
  let from: Item | undefined;
  do {
    const page: ScanCommandOutput = await client.send(
      new ScanCommand({
        TableName: name,
        // What was written before the scan began is in it.
        ConsistentRead: true,
        Segment: segment,
        TotalSegments: SEGMENTS,
        FilterExpression: '#sk = :record OR begins_with(#pk, :ledger)',
        ProjectionExpression: projected.map((attribute) => `#${attribute}`).join(', '),
        ExpressionAttributeNames: Object.fromEntries(projected.map((attribute) => [`#${attribute}`, attribute])),
        ExpressionAttributeValues: { ':record': S('RECORD'), ':ledger': S('LEDGER#') },
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    yield page;
    from = page.LastEvaluatedKey;
  } while (from);
}
