import {
  type CancellationReason,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Table } from './table.ts';

/** The reasons, one per item, that a transaction was cancelled for; or null: it was written. */
export type Cancellation = readonly CancellationReason[] | null;

/** Waits between attempts, in milliseconds before jitter. About 1.5 s together: well inside any caller's patience. */
const CONFLICT_WAITS_MS = [25, 50, 100, 200, 400, 800] as const;

/**
 * Writes all items or none. A cancellation for a failed condition is returned. One for a conflict with another
 * transaction is tried again with jitter; when every try met a conflict, its reasons are returned.
 * One token for all tries of a call: a try whose answer was lost is not applied twice.
 */
export async function transact(table: Table, items: readonly TransactWriteItem[]): Promise<Cancellation> {
  const command = new TransactWriteItemsCommand({ TransactItems: [...items], ClientRequestToken: table.ids.next() });
  for (const wait of CONFLICT_WAITS_MS) {
    const cancellation = await attempt(table, command);
    if (!cancellation || !isConflict(cancellation)) return cancellation;
    await table.pause(wait * (0.5 + table.ids.fraction()));
  }
  return attempt(table, command);
}

async function attempt(table: Table, command: TransactWriteItemsCommand): Promise<Cancellation> {
  try {
    await table.client.send(command);
    return null;
  } catch (error) {
    if (error instanceof TransactionCanceledException && error.CancellationReasons) return error.CancellationReasons;
    throw error;
  }
}

export const failedCondition = (reason: CancellationReason | undefined): boolean =>
  reason?.Code === 'ConditionalCheckFailed';

/** Nobody's condition failed: the items were only busy. */
export const isConflict = (reasons: readonly CancellationReason[]): boolean =>
  !reasons.some(failedCondition) && reasons.some(({ Code }) => Code !== undefined && BUSY_CODES.includes(Code));

/** docs.aws.amazon.com, TransactWriteItems, cancellation reasons (2026). */
const BUSY_CODES: readonly string[] = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];
