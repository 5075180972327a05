import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import middy from '@middy/core';
import { type BareCalls, callBare } from './bare-calls.ts';

const dynamodb = new DynamoDBClient({ endpoint: process.env.DYNAMODB_ENDPOINT ?? '' });
const sagemaker = new SageMakerClient({ endpoint: process.env.SAGEMAKER_ENDPOINT ?? '', maxAttempts: 1 });

/** The least that a function on middy can do to start a job with a record of it: the calls are the event. */
export const handler = middy<BareCalls>().handler(async (calls) => {
  await callBare({ dynamodb, sagemaker }, calls);
  return { statusCode: 201, body: '' };
});
