import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { LimitedLine } from '../../quota/reservation.ts';
import type { ReservationLine, SettledLine } from '../../shared/amount.ts';
import { ledgerKey, liftedAttribute, N, settledAttribute, usedAttribute } from './items.ts';

/**
 * One Update per ledger item with all its lines merged (DynamoDB refuses a transaction that names an item twice). An amount
 * below 0 gives back.
 * INVARIANT: a line is taken only where `used` leaves room under its limit. A condition cannot add, so it compares
 * `used` with limit − amount, which the caller has seen to be at least 0.
 */
export const reserveLines = (table: string, lines: readonly LimitedLine[]): TransactWriteItem[] =>
  byItem(lines).map((group) =>
    update(
      table,
      group,
      // Conditions go by the place of an addition: those of lines come first.
      [
        ...group.map(({ dimension, amount }) => [usedAttribute(dimension), amount] as const),
        ...group
          .filter(({ isLifted }) => isLifted)
          .map(({ dimension, amount }) => [liftedAttribute(dimension), amount] as const),
      ],
      roomFor(group),
    ),
  );

/**
 * Puts what was used up in the place of what was reserved, and of what people let the job take beyond a limit. The
 * transaction's condition on the record's state sees to it that this happens once.
 */
export const settleLines = (
  table: string,
  lines: readonly (SettledLine & { readonly lifted: number })[],
): TransactWriteItem[] =>
  byItem(lines).map((group) =>
    update(
      table,
      group,
      group.flatMap(({ dimension, amount, settled, lifted }) => [
        [usedAttribute(dimension), settled - amount] as const,
        ...(settled > 0 ? [[settledAttribute(dimension), settled] as const] : []),
        ...(lifted > 0 ? [[liftedAttribute(dimension), settled - lifted] as const] : []),
      ]),
    ),
  );

type Addition = readonly [attribute: string, amount: number];

interface Condition {
  readonly clauses: readonly string[];
  readonly values: Readonly<Record<string, { N: string }>>;
}

const NO_CONDITION: Condition = { clauses: [], values: {} };

function update(
  table: string,
  [first]: readonly ReservationLine[],
  additions: readonly Addition[],
  { clauses, values } = NO_CONDITION,
) {
  if (!first) throw new Error('a ledger update needs a line');
  return {
    Update: {
      TableName: table,
      Key: ledgerKey(first.scope, first.window),
      UpdateExpression: `ADD ${additions.map((_, i) => `#d${i} :n${i}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(additions.map(([attribute], i) => [`#d${i}`, attribute])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(additions.map(([, amount], i) => [`:n${i}`, N(amount)])),
        ...values,
      },
      ...(clauses.length > 0 && {
        ConditionExpression: clauses.join(' AND '),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      }),
    },
  };
}

/** Each line has the name of its addition. What is given back needs no room. */
function roomFor(lines: readonly LimitedLine[]): Condition {
  const limited = lines.flatMap(({ limit, amount }, i) =>
    limit === null || amount < 0 ? [] : [{ i, room: limit - amount }],
  );
  return {
    clauses: limited.map(({ i }) => `(attribute_not_exists(#d${i}) OR #d${i} <= :room${i})`),
    values: Object.fromEntries(limited.map(({ i, room }) => [`:room${i}`, { N: String(room) }])),
  };
}

/** The lines of each ledger item together, items in one order for everybody. */
function byItem<L extends ReservationLine>(lines: readonly L[]): readonly (readonly L[])[] {
  const groups = Map.groupBy(lines, ({ scope, window }) => `${scope}/${window}`);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}
