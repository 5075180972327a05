import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../gateway/adapters/dynamodb/items.ts';

/**
 * An item's size in bytes: names and values, numbers by their digits, 3 bytes for a list or map and 1 for each of its
 * elements. docs.aws.amazon.com, "DynamoDB item sizes and formats" (CapacityUnitCalculations, 2026-11). Of the types,
 * those that the gateway writes.
 */
export const itemBytes = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);

function valueBytes({ S, N, B, L }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.replace(/^-?0*|\.|0+$/g, '').length / 2) + 1;
  if (B !== undefined) return B.byteLength;
  if (L !== undefined) return L.reduce((sum, element) => sum + 1 + valueBytes(element), 3);
  throw new Error('the gateway writes no such attribute');
}

/**
 * Write units: one for each KB begun, twice that in a transaction. An update counts the larger of the item before and
 * after. docs.aws.amazon.com, "DynamoDB write capacity unit consumption" and "Transactions" (2026-11).
 */
export const writeUnits = (bytes: number, transactional: boolean): number =>
  Math.ceil(bytes / 1024) * (transactional ? 2 : 1);
