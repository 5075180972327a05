import {
  type AttributeValue,
  TransactionCanceledException,
  TransactionConflictException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Table } from '../gateway/adapters/dynamodb/table.ts';
import type { VirtualTime } from './virtual-time.ts';

type Item = Record<string, AttributeValue>;
/** A number in [0, 1). */
type Chance = () => number;

/** One way between a function and DynamoDB, in milliseconds: both ways are most of a PutItem's 7.6 (below). */
const TRAVEL_MS = 3;

/**
 * How long a transaction takes: milliseconds by share of the transactions that took no longer. TransactWriteItems of five
 * items from a Lambda function, github.com/alexdebrie/dynamodb-performance-testing (2020; PutItem there: 7.6 in the
 * median).
 */
const MEASURED_MS = [
  [0, 19.4],
  [0.5, 25.3],
  [0.9, 30.7],
  [0.95, 36.4],
  [0.99, 92.5],
  [1, 218],
] as const;
const MEASURED_MEDIAN_MS = 25.3;

/**
 * A client of a DynamoDB that is busy as AWS's is, in virtual time. A transaction holds its items for as long as it is
 * carried out (`heldMs` in the median, spread as measured). One that meets an item held is cancelled at once, with the
 * reason TransactionConflict for each such item, and an update of one gets TransactionConflictException: developer guide,
 * "Transaction conflict handling in DynamoDB" (2026). Conditions are not looked at, so it is for writes that all hold.
 */
export function contendedDynamodb(time: VirtualTime, heldMs: number, chance: Chance): Table['client'] {
  const held = new Set<string>();
  const items = new Map<string, Item>();
  const send = async (command: object): Promise<object> => {
    await time.pause(TRAVEL_MS);
    try {
      if (command instanceof TransactWriteItemsCommand) {
        return await transact(command.input.TransactItems ?? []);
      }
      if (command instanceof UpdateItemCommand) return updated(keyOf(command.input.Key));
      throw new Error(`${command.constructor.name} is not played`);
    } finally {
      await time.pause(TRAVEL_MS);
    }
  };
  const transact = async (writes: readonly TransactWriteItem[]) => {
    const keys = writes.map(keyWritten);
    if (keys.some((key) => held.has(key))) throw cancelled(keys.map((key) => held.has(key)));
    for (const key of keys) held.add(key);
    await time.pause(heldMs * spread(chance()));
    for (const key of keys) held.delete(key);
    for (const { Put } of writes) if (Put?.Item) items.set(keyOf(Put.Item), Put.Item);
    return {};
  };
  const updated = (key: string) => {
    if (held.has(key)) throw new TransactionConflictException({ $metadata: {}, message: ONGOING });
    return { Attributes: items.get(key) };
  };
  // `send` has an overload for each command, which a function that takes all of them cannot spell out.
  return { send } as unknown as Table['client'];
}

const ONGOING = 'Transaction is ongoing for the item';

const cancelled = (busy: readonly boolean[]) =>
  new TransactionCanceledException({
    $metadata: {},
    message: 'Transaction cancelled, please refer cancellation reasons for specific reasons',
    CancellationReasons: busy.map((is) => (is ? { Code: 'TransactionConflict', Message: ONGOING } : { Code: 'None' })),
  });

const keyWritten = ({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): string =>
  keyOf(Put?.Item ?? (Update ?? Delete ?? ConditionCheck)?.Key);

const keyOf = (item: Item | undefined): string => `${item?.pk?.S}/${item?.sk?.S}`;

/** How many times the median: between the measured that are nearest, in proportion. */
function spread(share: number): number {
  let [below, least]: readonly [number, number] = MEASURED_MS[0];
  for (const [upTo, most] of MEASURED_MS) {
    if (share < upTo) return (least + ((most - least) * (share - below)) / (upTo - below)) / MEASURED_MEDIAN_MS;
    [below, least] = [upTo, most];
  }
  return least / MEASURED_MEDIAN_MS;
}
