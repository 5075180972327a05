import { setTimeout as pause } from 'node:timers/promises';
import { waiverUses } from '../../../gateway/adapters/dynamodb/queries.ts';
import { systemIds } from '../../../gateway/adapters/system/ids.ts';
import { durationMs } from '../../duration.ts';
import { gatewayTable } from '../../gateway-table.ts';
import { progress } from '../../progress.ts';
import { Failure } from '../../terminal.ts';
import type { DecisionRecord } from './record.ts';
import { readRecords } from './record-file.ts';
import { type RecordTable, tableRecords } from './table-records.ts';

/** Where a command has its records from. */
export interface RecordOptions {
  /** A file that `traingate policies export` wrote. */
  readonly records?: string;
  /** The gateway's table in DynamoDB, found as the AWS CLI would find it. */
  readonly table?: string;
  /** Such as `30d`. */
  readonly since?: string;
}

/** The records of a file; else those of a table; else those of the local stack that runs. */
export async function* recordsFrom(options: RecordOptions, now: number): AsyncIterable<DecisionRecord> {
  refuseTwo(options);
  const from = options.since === undefined ? Number.NEGATIVE_INFINITY : now - durationMs(options.since, '--since');
  const records = options.records === undefined ? scanned(tableOf(options)) : readRecords(options.records);
  for await (const record of records) if (Date.parse(record.at) >= from) yield record;
}

function refuseTwo({ table, records }: RecordOptions): void {
  if (table === undefined || records === undefined) return;
  throw new Failure('give one of --records and --table: they are two places for the same', 2);
}

async function* scanned(table: RecordTable): AsyncIterable<DecisionRecord> {
  const told = progress();
  yield* tableRecords(table, (items) => told.say(`reading the table \`${table.name}\`: ${items} items`));
  told.end();
}

/** The table that the options name, or that of the local stack. */
export const tableOf = ({ table }: RecordOptions): RecordTable =>
  gatewayTable(
    table,
    (file) =>
      `there are no records: give --records FILE, --table NAME, or start a gateway with npm start (${file} is not there)`,
  );

/** How often each of the waivers was used, as the gateway counts; none where it was never. */
export async function usesIn(table: RecordTable, waivers: readonly string[]): Promise<ReadonlyMap<string, number>> {
  // Names and times play no part in it.
  const site = { accountId: '', region: '' };
  const reading = waiverUses({ ...table, site, clock: { now: Date.now }, ids: systemIds, pause }, waivers);
  return reading.catch((cause: Error) => {
    throw new Failure(`the uses of waivers could not be read from \`${table.name}\`: ${cause.message}`);
  });
}
