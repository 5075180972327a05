import middy from '@middy/core';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { faultProblem, type HttpAnswer } from '../gateway/adapters/http/answer.ts';
import { documentAt } from '../gateway/adapters/http/openapi/answer.ts';
import document from '../gateway/adapters/http/openapi/document.generated.json' with { type: 'json' };
import { transport } from './transport.ts';

/** GET /v1/openapi.json: what there is to ask, for machines. Asks no service. */
export const handler = middy<APIGatewayProxyEvent, HttpAnswer>()
  .use(transport(faultProblem))
  .handler(async ({ requestContext }) => documentAt(document, requestContext.path));
