import middy from '@middy/core';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { faultProblem, type HttpAnswer, json } from '../gateway/adapters/http/answer.ts';
import { transport } from './transport.ts';

/** GET /healthz: the door stands open. Says nothing of the inside and asks no service. */
export const handler = middy<APIGatewayProxyEvent, HttpAnswer>()
  .use(transport(faultProblem))
  .handler(async () => json(200, { status: 'ok' }));
