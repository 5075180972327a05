import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { LimitedLine } from '../../quota/reservation.ts';
import type { ReservationLine } from '../../shared/amount.ts';
import { ledgerKey, N, usedAttribute } from './items.ts';

/**
 * One Update per ledger item with all its lines merged (DynamoDB refuses a transaction that names an item twice).
 * INVARIANT: a line is taken only where `used` leaves room under its limit. A condition cannot add, so it compares
 * `used` with limit − amount, which the caller has seen to be at least 0.
 */
export const reserveLines = (table: string, lines: readonly LimitedLine[]): TransactWriteItem[] =>
  byItem(lines).map((group) => update(table, group, 1, roomFor(group)));

/** Gives the lines back. The transaction's condition on the record's state sees to it that this happens once. */
export const releaseLines = (table: string, lines: readonly ReservationLine[]): TransactWriteItem[] =>
  byItem(lines).map((group) => update(table, group, -1, { clauses: [], values: {} }));

interface Condition {
  readonly clauses: readonly string[];
  readonly values: Readonly<Record<string, { N: string }>>;
}

function update<L extends ReservationLine>(table: string, lines: readonly L[], sign: 1 | -1, condition: Condition) {
  const [first] = lines;
  if (!first) throw new Error('a ledger update needs a line');
  return {
    Update: {
      TableName: table,
      Key: ledgerKey(first.scope, first.window),
      UpdateExpression: `ADD ${lines.map((_, i) => `#d${i} :n${i}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(
        lines.map(({ dimension }, i) => [`#d${i}`, usedAttribute(dimension)]),
      ),
      ExpressionAttributeValues: {
        ...Object.fromEntries(lines.map(({ amount }, i) => [`:n${i}`, N(sign * amount)])),
        ...condition.values,
      },
      ...(condition.clauses.length > 0 && {
        ConditionExpression: condition.clauses.join(' AND '),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      }),
    },
  };
}

function roomFor(lines: readonly LimitedLine[]): Condition {
  const limited = lines.flatMap(({ limit, amount }, i) => (limit === null ? [] : [{ i, room: limit - amount }]));
  return {
    clauses: limited.map(({ i }) => `(attribute_not_exists(#d${i}) OR #d${i} <= :room${i})`),
    values: Object.fromEntries(limited.map(({ i, room }) => [`:room${i}`, { N: String(room) }])),
  };
}

/** The lines of each ledger item together, items in one order for everybody. */
function byItem<L extends ReservationLine>(lines: readonly L[]): readonly (readonly L[])[] {
  const groups = new Map<string, L[]>();
  for (const line of lines) {
    const key = `${line.scope}/${line.window}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}
