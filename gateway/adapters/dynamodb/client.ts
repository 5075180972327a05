import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * It answers in milliseconds. `socketTimeout` is for answers that begin and do not end. With two attempts a call takes
 * at most about four seconds; docs/adr/0007 adds up what a request may take.
 */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 2_000, socketTimeout: 2_000, throwOnRequestTimeout: true };
const MAX_ATTEMPTS = 2;

/**
 * The SDK's client; `endpoint` where it is not AWS's. It may send a command twice: transactions carry a token, and
 * every update tells by its condition that it was there before.
 */
export const dynamodbClient = (endpoint: string | undefined): DynamoDBClient =>
  new DynamoDBClient({ requestHandler: TIMEOUTS, maxAttempts: MAX_ATTEMPTS, ...(endpoint && { endpoint }) });
