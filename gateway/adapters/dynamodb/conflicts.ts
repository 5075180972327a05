import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { Busy } from '../../shared/errors.ts';
import type { Table } from './table.ts';

/** How long after the first try of a write another may still begin, in milliseconds; docs/adr/0007 adds it up. */
export const CONFLICT_PATIENCE_MS = 5_000;

/**
 * The longest waits between tries, in milliseconds; the last goes on. Each wait is anything up to that. Longer ones leave
 * those who came first waiting where a scope can keep up, shorter ones cost tries in vain where it cannot: figures in
 * docs/performance.md, Contention.
 */
const LONGEST_WAITS_MS = [25, 50, 100, 200, 400] as const;

/**
 * Tries a write again, after a wait by chance, while other transactions are under way on its items. DynamoDB answers so
 * at once, and its SDK does not try again. Throws `Busy` when patience is over; any other error as it is.
 */
export async function outlastConflicts<T>(table: Table, write: () => Promise<T>): Promise<T> {
  const until = table.clock.now() + CONFLICT_PATIENCE_MS;
  for (let tries = 0; ; tries += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isConflict(error)) throw error;
      const leftMs = until - table.clock.now();
      if (leftMs <= 0) throw new Busy('other transactions were under way all the time', { cause: error });
      const waitMs = (LONGEST_WAITS_MS[tries] ?? 400) * table.ids.fraction();
      // INVARIANT: no try begins after `until`.
      await table.pause(Math.min(waitMs, leftMs));
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
