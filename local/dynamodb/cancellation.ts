import type { Item, Refusal } from './dynalite.ts';
import { isConditionFailure, refusal } from './refusal.ts';

/** Why one item kept a transaction from being done; `None` where it did not. In the order of the request. */
export interface Reason {
  readonly Code: 'None' | 'ConditionalCheckFailed' | 'ValidationError';
  readonly Message?: string;
  readonly Item?: Item | undefined;
}

export const NO_REASON: Reason = { Code: 'None' };

export const reasonOf = (error: Refusal): Reason => ({
  Code: isConditionFailure(error) ? 'ConditionalCheckFailed' : 'ValidationError',
  Message: error.message,
});

/** Throws TransactionCanceledException unless every reason is `None`. */
export function refuseCancelled(reasons: readonly Reason[]): void {
  if (reasons.every(({ Code }) => Code === 'None')) return;
  const codes = reasons.map(({ Code }) => Code).join(', ');
  throw refusal('TransactionCanceledException', `transaction cancelled, reasons by item: [${codes}]`, {
    CancellationReasons: reasons,
  });
}
