import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** It answers in milliseconds. The SDK repeats an attempt safely, since transactions carry a token and updates a condition. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true };

/** The SDK's client; `endpoint` where it is not AWS's. */
export const dynamodbClient = (endpoint: string | undefined): DynamoDBClient =>
  new DynamoDBClient({ requestHandler: TIMEOUTS, ...(endpoint && { endpoint }) });
