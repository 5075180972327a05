import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { SeenRequests } from '../../flows/ports.ts';
import { N, S } from './items.ts';
import type { Table } from './table.ts';

/** One item for each request that was let in, until its signature is too old to be let in again. */
export const dynamodbSeenRequests = ({ client, name }: Table): SeenRequests => ({
  async isFirst(mark, until) {
    const digest = createHash('sha256').update(mark).digest('hex');
    const command = new PutItemCommand({
      TableName: name,
      Item: { pk: S(`SEEN#${digest}`), sk: S('REQUEST'), expiresAt: N(Math.ceil(until / 1000)) },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    try {
      await client.send(command);
      return true;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return false;
    }
  },
});
