import middy from '@middy/core';
import { stateChangeOf } from '../gateway/adapters/sagemaker/state-change.ts';
import { observe } from '../gateway/flows/observe.ts';
import type { Json } from '../gateway/shared/json.ts';
import { upkeep } from './compose.ts';

/** An EventBridge event of SageMaker's. One that is not understood fails, so that it ends in the dead-letter queue. */
export const handler = middy<Json>().handler(async (event) => {
  const { ports, site } = await upkeep();
  const change = stateChangeOf(event, site);
  if (!change.ok) throw new Error(`the event is not understood: ${change.error}`);
  await observe(ports, change.value);
});
