import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AuditLog } from '../../flows/ports.ts';
import { auditKey, N, S } from './items.ts';
import type { Table } from './table.ts';

/** One item per refusal, under its decision's id. */
export const dynamodbAuditLog = ({ client, name }: Table): AuditLog => ({
  async append(entry) {
    const item = { ...auditKey(entry.id), at: N(entry.at), code: S(entry.code), entry: S(JSON.stringify(entry)) };
    await client.send(new PutItemCommand({ TableName: name, Item: item }));
  },
});
