import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { SeenRequests } from '../../flows/ports.ts';
import { N, S } from './items.ts';
import type { Table } from './table.ts';

/** One item for each request that was let in, until its signature is too old to be let in again. */
export const dynamodbSeenRequests = ({ client, name, ids }: Table): SeenRequests => ({
  async isFirst(mark, until) {
    const digest = createHash('sha256').update(mark).digest('hex');
    // It tells the first, whose answer was lost, that it was the first, when the SDK asks again.
    const by = ids.next();
    const command = new PutItemCommand({
      TableName: name,
      Item: { pk: S(`SEEN#${digest}`), sk: S('REQUEST'), by: S(by), expiresAt: N(Math.ceil(until / 1000)) },
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    try {
      await client.send(command);
      return true;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return error.Item?.by?.S === by;
    }
  },
});
