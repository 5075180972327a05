import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type PutItemCommand,
  type UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { S } from './items.ts';
import type { Table } from './table.ts';

/**
 * One conditional write, of which somebody else may have been first; true: it was this one that went through. The command sets
 * the column to the mark and asks for ALL_OLD, so whoever won, and whose answer was lost, finds his mark when the SDK asks again.
 */
export async function isFirstTo(
  { client, ids }: Pick<Table, 'client' | 'ids'>,
  column: string,
  command: (mark: AttributeValue) => PutItemCommand | UpdateItemCommand,
): Promise<boolean> {
  const mark = ids.next();
  try {
    await client.send(command(S(mark)) as UpdateItemCommand);
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item?.[column]?.S === mark;
  }
}
