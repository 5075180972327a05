import {
  type CancellationReason,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { outlastConflicts } from './conflicts.ts';
import type { Table } from './table.ts';

/** The reasons, one per item, that a transaction was cancelled for; or null: it was written. */
type Cancellation = readonly CancellationReason[] | null;

/**
 * Writes all items or none. A cancellation for a failed condition is returned; one for a conflict with another
 * transaction is tried again. One token for all tries of a call: a try whose answer was lost is not applied twice.
 */
export function transact(table: Table, items: readonly TransactWriteItem[]): Promise<Cancellation> {
  const command = new TransactWriteItemsCommand({ TransactItems: [...items], ClientRequestToken: table.ids.next() });
  return outlastConflicts(table, async () => {
    try {
      await table.client.send(command);
      return null;
    } catch (error) {
      const reasons = error instanceof TransactionCanceledException ? error.CancellationReasons : undefined;
      if (!reasons?.some(failedCondition)) throw error;
      return reasons;
    }
  });
}

export const failedCondition = (reason: CancellationReason | undefined): boolean =>
  reason?.Code === 'ConditionalCheckFailed';
