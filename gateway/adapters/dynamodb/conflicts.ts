import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { Busy } from '../../shared/errors.ts';
import type { Table } from './table.ts';

/** How long a write goes on meeting other transactions before its caller is told, in milliseconds. */
export const CONFLICT_PATIENCE_MS = 5_000;

/** Waits between tries, in milliseconds before jitter; the last goes on. */
const WAITS_MS = [25, 50, 100, 200, 400, 800] as const;

/**
 * Tries a write again, after a wait with jitter, while other transactions are under way on its items. DynamoDB answers
 * so at once, and its SDK does not try again. Throws `Busy` when patience is over; any other error as it is.
 */
export async function outlastConflicts<T>(table: Table, write: () => Promise<T>): Promise<T> {
  const until = table.clock.now() + CONFLICT_PATIENCE_MS;
  for (let tries = 0; ; tries += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (table.clock.now() >= until)
        throw new Busy('other transactions were under way all the time', { cause: error });
      await table.pause((WAITS_MS[tries] ?? 800) * (0.5 + table.ids.fraction()));
    }
  }
}

/** Nobody's condition failed: the items were only busy. */
function isConflict(error: unknown): boolean {
  if (error instanceof TransactionConflictException) return true;
  const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
  return reasons.some(({ Code }) => Code !== undefined && BUSY_CODES.includes(Code));
}

/** docs.aws.amazon.com, TransactWriteItems, cancellation reasons (2026). */
const BUSY_CODES: readonly string[] = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];
