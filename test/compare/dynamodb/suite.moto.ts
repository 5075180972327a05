import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe } from '@jest/globals';
import { dynamodbConformance } from '../../support/dynamodb-suite.ts';
import { startMoto } from '../moto.ts';

/** Run by suite.ts, which knows which of these moto fails. */
describe('moto', () => {
  dynamodbConformance(async () => {
    const moto = await startMoto();
    const client = new DynamoDBClient({
      endpoint: moto.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    return { client, close: moto.close };
  });
});
