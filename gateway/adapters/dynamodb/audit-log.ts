import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AuditLog } from '../../flows/ports.ts';
import { auditKey, N, S } from './items.ts';
import type { Table } from './table.ts';

/** One item an entry, under its id: of a refusal, its decision's. */
export const dynamodbAuditLog = ({ client, name }: Table): AuditLog => ({
  async append(entry) {
    const code = 'code' in entry ? { code: S(entry.code) } : {};
    const item = { ...auditKey(entry.id), at: N(entry.at), ...code, entry: S(JSON.stringify(entry)) };
    await client.send(new PutItemCommand({ TableName: name, Item: item }));
  },
});
