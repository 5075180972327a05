import { createHash } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { SeenRequests } from '../../flows/ports.ts';
import { N, S } from './items.ts';
import { isFirstTo } from './marked-write.ts';
import type { Table } from './table.ts';

/** One item for each request that was let in, until its signature is too old to be let in again. */
export const dynamodbSeenRequests = (table: Table): SeenRequests => ({
  isFirst(mark, until) {
    const digest = createHash('sha256').update(mark).digest('hex');
    const item = { pk: S(`SEEN#${digest}`), sk: S('REQUEST'), expiresAt: N(Math.ceil(until / 1000)) };
    return isFirstTo(
      table,
      'by',
      (by) =>
        new PutItemCommand({
          TableName: table.name,
          Item: { ...item, by },
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
    );
  },
});
