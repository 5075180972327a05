import middy from '@middy/core';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { HttpAnswer } from '../gateway/adapters/http/answer.ts';
import { answered, failed, refused } from '../gateway/adapters/http/aws-json.ts';
import { perform } from '../gateway/flows/perform.ts';
import { door } from './compose.ts';
import { bodyOf, holdIn } from './rest.ts';
import { callerOf, operationIn } from './sdk-caller.ts';
import { transport } from './transport.ts';

/** POST / and POST /iam: what AWS SDKs ask of SageMaker. */
export const handler = middy<APIGatewayProxyEvent, HttpAnswer>()
  .use(transport(failed))
  .handler(async (event) => {
    const composed = await door();
    const principal = await callerOf(composed, event);
    if (!principal.ok) return refused(principal.error);
    const onHold = holdIn(event);
    if (!onHold.ok) return refused(onHold.error);
    const call = {
      principal: principal.value,
      operation: operationIn(event),
      body: bodyOf(event),
      onHold: onHold.value,
    };
    const performed = await perform(composed, call);
    return performed.ok ? answered(performed.value) : refused(performed.error);
  });
