import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AuditEntry } from '../../audit/entry.ts';
import type { AuditLog } from '../../flows/ports.ts';
import { auditKey, type Item, N, packedRequest, requestOf, S } from './items.ts';
import type { Table } from './table.ts';

/** One item an entry, under its id: of a refusal, its decision's. */
export const dynamodbAuditLog = ({ client, name }: Table): AuditLog => ({
  async append(entry) {
    await client.send(new PutItemCommand({ TableName: name, Item: auditItem(entry) }));
  },
});

/** DynamoDB takes 400 KB an item: what is left is for the decision. */
const MAX_REQUEST_BYTES = 300 * 1024;

/** An entry as its item. A request that is too long, compressed, is left out: the refusal is kept all the same. */
export function auditItem(entry: AuditEntry): Item {
  const { request, ...others } = 'request' in entry ? entry : { ...entry, request: undefined };
  const packed = request && packedRequest(request);
  return {
    ...auditKey(entry.id),
    at: N(entry.at),
    ...('code' in entry && { code: S(entry.code) }),
    entry: S(JSON.stringify(others)),
    ...(packed && packed.byteLength <= MAX_REQUEST_BYTES && { request: { B: packed } }),
  };
}

/** The inverse of auditItem. What is read was written by it, hence the cast. */
export function auditEntryOf(item: Item): AuditEntry {
  const entry = JSON.parse(item.entry?.S ?? 'null') as AuditEntry;
  return item.request ? { ...entry, request: requestOf(item) } : entry;
}
