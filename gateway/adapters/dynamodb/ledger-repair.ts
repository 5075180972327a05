import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { RepairEntry } from '../../audit/entry.ts';
import { auditItem } from './audit-log.ts';
import { ledgerKey, N, settledAttribute, usedAttribute } from './items.ts';
import type { Table } from './table.ts';
import { transact } from './transact.ts';

/**
 * Puts one balance right and writes the entry that says so, both or neither. False: the balance is not what the entry says it
 * was, and nothing was written.
 * INVARIANT: every other write adds to a balance, so what is wrong with it stays wrong by the same amount, and a balance that
 * is again what was seen is to be again what the records then came to.
 */
export async function repairBalance(table: Table, entry: RepairEntry): Promise<boolean> {
  const put = { Put: { TableName: table.name, Item: auditItem(entry) } };
  return (await transact(table, [balanceUpdate(table, entry), put])) === null;
}

function balanceUpdate({ name }: Table, { scope, window, dimension, before, after }: RepairEntry): TransactWriteItem {
  const numbers = [
    { attribute: usedAttribute(dimension), seen: before.used, right: after.used },
    { attribute: settledAttribute(dimension), seen: before.settled, right: after.settled },
  ];
  // An attribute that is right is left as it is: what is only held has no settled part.
  const wrong = numbers.flatMap((each, i) => (each.seen === each.right ? [] : [{ ...each, i }]));
  return {
    Update: {
      TableName: name,
      Key: ledgerKey(scope, window),
      UpdateExpression: `SET ${wrong.map(({ i }) => `#n${i} = :right${i}`).join(', ')}`,
      ConditionExpression: numbers.map(({ seen }, i) => asSeen(i, seen)).join(' AND '),
      ExpressionAttributeNames: Object.fromEntries(numbers.map(({ attribute }, i) => [`#n${i}`, attribute])),
      ExpressionAttributeValues: Object.fromEntries<AttributeValue>([
        ...numbers.map(({ seen }, i) => [`:seen${i}`, N(seen)] as const),
        ...wrong.map(({ i, right }) => [`:right${i}`, N(right)] as const),
      ]),
    },
  };
}

/** What is absent is read as 0. */
const asSeen = (i: number, seen: number): string =>
  seen === 0 ? `(attribute_not_exists(#n${i}) OR #n${i} = :seen${i})` : `#n${i} = :seen${i}`;
