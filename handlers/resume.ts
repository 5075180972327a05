import middy from '@middy/core';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { admissionIdsIn } from '../gateway/adapters/dynamodb/stream.ts';
import { followUp } from '../gateway/flows/follow-up.ts';
import { followingUp } from './compose.ts';
import { log } from './log.ts';

/** As long as a start takes whose calls all run into their timeouts, and people are told. What is left is due in reconcile. */
const SPARE_MS = 40_000;

/**
 * The table's stream, of records that people were asked about. What fails is due in reconcile, so it does not hold up what
 * comes after it.
 */
export const handler = middy<DynamoDBStreamEvent>().handler(async (event, context) => {
  const composed = await followingUp();
  for (const admissionId of admissionIdsIn(event.Records)) {
    if (context.getRemainingTimeInMillis() < SPARE_MS) return;
    await followUp(composed, admissionId, 'changed').catch((cause: unknown) => {
      log.count('FollowUpFailed', { admissionId });
      log.error('an approval could not be followed up', cause, { admissionId });
    });
  }
});
