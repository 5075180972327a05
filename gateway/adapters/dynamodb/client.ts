import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from './table.ts';

/** It answers in milliseconds: one that takes longer is asked again. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 1_800, throwOnRequestTimeout: true };
const MAX_ATTEMPTS = 2;
/** Both attempts together, in milliseconds, with an answer that stalls half-way; docs/adr/0007 adds them up. */
const CALL_TIMEOUT_MS = 4_000;

/**
 * The SDK's client; `endpoint` where it is not AWS's. It may send a command twice: transactions carry a token, and
 * every update tells by its condition that it was there before.
 */
export function dynamodbClient(endpoint: string | undefined): Table['client'] {
  const client = new DynamoDBClient({
    requestHandler: TIMEOUTS,
    maxAttempts: MAX_ATTEMPTS,
    ...(endpoint && { endpoint }),
  });
  const send = (command: Parameters<DynamoDBClient['send']>[0]) =>
    client.send(command, { abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
  // `send` has an overload for each command, which a function that passes all of them on cannot spell out.
  return { send } as unknown as Table['client'];
}
