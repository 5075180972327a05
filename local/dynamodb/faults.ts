import { createFaults, type FaultDoor } from '../faults.ts';
import type { Answer } from './database.ts';
import { ACTIONS } from './dynalite.ts';
import { apiName } from './operations.ts';
import { refusal } from './refusal.ts';

/**
 * refuse: another transaction is under way on the items. throttle, error: answered so. None of them has an effect.
 * timeout: no effect and never answered. lose-answer: takes effect, then the connection breaks.
 */
export type FaultKind = 'refuse' | 'throttle' | 'error' | 'timeout' | 'lose-answer';

const TRANSACTIONS = ['TransactWriteItems', 'TransactGetItems'];
/** docs.aws.amazon.com, developer guide, "Transactions: handling conflicts" (2026): who can meet another transaction. */
const CAN_CONFLICT: readonly string[] = ['PutItem', 'UpdateItem', 'DeleteItem', ...TRANSACTIONS];

const OTHER_KINDS = ['throttle', 'error', 'timeout', 'lose-answer'] as const;

/** Which kinds each operation knows. */
export const FAULT_KINDS: ReadonlyMap<string, readonly FaultKind[]> = new Map(
  [...ACTIONS.map(apiName), ...TRANSACTIONS].map((operation) => [
    operation,
    CAN_CONFLICT.includes(operation) ? ['refuse', ...OTHER_KINDS] : OTHER_KINDS,
  ]),
);

export interface DynamodbFaults extends FaultDoor {
  /** Uses up one of the oldest fault of the operation; null: none is pending. */
  take(operation: string): FaultKind | null;
}

/** A queue that lives as long as the process. */
export const dynamodbFaults = (): DynamodbFaults => createFaults(FAULT_KINDS, [], () => {});

/** What is answered in place of the operation; null: nothing, the fault is in what becomes of the answer. */
export function faultAnswer(kind: FaultKind, operation: string, body: string): Answer | null {
  if (kind === 'refuse') return answerOf(conflict(operation, body));
  if (kind === 'throttle') return answerOf(refusal('ThrottlingException', THROTTLED));
  if (kind === 'error') {
    return answerOf(refusal('InternalServerError', 'the request failed because of an injected fault'), 500);
  }
  return null;
}

/** What tables in on-demand mode say: developer guide, "Error handling with DynamoDB" (2026). */
const THROTTLED = 'Throughput exceeds the current capacity of your table or index';

const answerOf = (error: ReturnType<typeof refusal>, statusCode = error.statusCode): Answer => ({
  statusCode,
  body: JSON.stringify(error.body),
});

/** The first item of the request is the one that is busy. */
function conflict(operation: string, body: string) {
  const Message = 'Transaction is ongoing for the item';
  if (!TRANSACTIONS.includes(operation)) return refusal('TransactionConflictException', Message);
  const others = Array.from({ length: itemsIn(body) - 1 }, () => ({ Code: 'None' }));
  const reasons = [{ Code: 'TransactionConflict', Message }, ...others];
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return refusal('TransactionCanceledException', `transaction cancelled, reasons by item: [${codes}]`, {
    CancellationReasons: reasons,
  });
}

function itemsIn(body: string): number {
  try {
    return Math.max(1, JSON.parse(body).TransactItems.length);
  } catch {
    return 1; // Not a request that has items: it is refused all the same.
  }
}
