import { type RecordReading, scanRecords } from '../../gateway/adapters/dynamodb/ledger-scan.ts';
import { balances } from '../../gateway/adapters/dynamodb/queries.ts';
import type { Table } from '../../gateway/adapters/dynamodb/table.ts';
import {
  type CountedRecord,
  type Drift,
  driftOf,
  type ExpectedBalance,
  expectedBalances,
} from '../../gateway/quota/drift.ts';
import { type LedgerPlace, placesOf } from '../../gateway/shared/amount.ts';
import { progress } from '../progress.ts';
import { Failure } from '../terminal.ts';

/** What is looked at. */
export interface LookOptions<R> {
  readonly reading: RecordReading<R>;
  readonly isWanted: (place: LedgerPlace) => boolean;
  /** Hears of each record. */
  readonly onRecord?: (record: R) => void;
}

/** What one look saw. */
export interface Look {
  /** How many records there are. */
  readonly records: number;
  readonly expected: readonly ExpectedBalance[];
  readonly drift: readonly Drift[];
}

/**
 * Reads all records, then the ledger: in this order, as `seenTwice` wants it. Throws a Failure where the table cannot be
 * read.
 */
export async function look<R extends CountedRecord>(table: Table, options: LookOptions<R>): Promise<Look> {
  const told = progress();
  try {
    const { records, expected, places } = await recordsIn(table, options, (items) =>
      told.say(`reading the table \`${table.name}\`: ${items} items`),
    );
    told.say(`reading the ledger: ${places.length} places`);
    return { records, expected, drift: driftOf(expected, await balances(table, places)) };
  } catch (cause) {
    const { message, name } = cause as Error;
    throw new Failure(`the table \`${table.name}\` could not be read: ${message || name}`);
  } finally {
    told.end();
  }
}

async function recordsIn<R extends CountedRecord>(
  table: Table,
  { reading, isWanted, onRecord }: LookOptions<R>,
  say: (items: number) => void,
) {
  const sums = expectedBalances();
  const found: LedgerPlace[] = [];
  let records = 0;
  await scanRecords(table, reading, {
    record: (record) => {
      records += 1;
      sums.add({ ...record, lines: record.lines.filter(isWanted) });
      onRecord?.(record);
    },
    place: (place) => {
      if (isWanted(place)) found.push(place);
    },
    progress: say,
  });
  const expected = sums.balances();
  return { records, expected, places: placesOf([...found, ...expected]) };
}
