import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { AlertEntry } from '../../audit/entry.ts';
import { auditEntryOf, auditItem } from './audit-log.ts';
import { auditKey, ledgerKey, N, S, toldAttribute } from './items.ts';
import { shardOf, type Table } from './table.ts';
import { failedCondition, transact } from './transact.ts';

/**
 * Marks a budget as told of up to an amount and writes the alert, due at once, both or neither. False: it was told before.
 * INVARIANT: of all who see a budget pass an amount, one writes the alert.
 */
export async function raiseAlert(table: Table, alert: AlertEntry): Promise<boolean> {
  const mark = {
    Update: {
      TableName: table.name,
      Key: ledgerKey(alert.scope, alert.window),
      UpdateExpression: 'SET #told = :amount',
      ConditionExpression: 'attribute_not_exists(#told) OR #told < :amount',
      ExpressionAttributeNames: { '#told': toldAttribute(alert.dimension) },
      ExpressionAttributeValues: { ':amount': N(alert.amount) },
    },
  };
  const checkShard = S(shardOf(alert.id));
  const entry = {
    Put: { TableName: table.name, Item: { ...auditItem(alert), checkShard, nextCheckAt: N(alert.at) } },
  };
  const reasons = await transact(table, [mark, entry]);
  return !reasons?.some(failedCondition);
}

/** null: there is no such alert. */
export async function findAlert({ client, name }: Table, id: string): Promise<AlertEntry | null> {
  const { Item } = await client.send(new GetItemCommand({ TableName: name, Key: auditKey(id), ConsistentRead: true }));
  const entry = Item && auditEntryOf(Item);
  return entry?.action === 'BudgetAlert' ? (entry as AlertEntry) : null;
}

/** Takes an alert out of what is due: people were told. The entry stays. */
export async function alertTold({ client, name }: Table, id: string): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: name,
      Key: auditKey(id),
      UpdateExpression: 'REMOVE checkShard, nextCheckAt',
      ConditionExpression: 'attribute_exists(pk)',
    }),
  );
}
