import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { HttpAnswer } from '../gateway/adapters/http/answer.ts';
import { log } from './log.ts';

type Transport = MiddlewareObj<APIGatewayProxyEvent, HttpAnswer>;

/** Transport only: names every answer, and turns a fault into an answer of the caller's dialect after logging its cause. */
export const transport = (failed: (fault: unknown) => HttpAnswer): Transport => ({
  after: (request) => {
    request.response = request.response && named(request.response, request.context.awsRequestId);
  },
  onError: (request) => {
    const requestId = request.context.awsRequestId;
    log.error('a request failed', request.error, { requestId });
    request.response = named(failed(request.error), requestId);
  },
});

const named = (answer: HttpAnswer, requestId: string): HttpAnswer => ({
  ...answer,
  headers: { ...answer.headers, 'x-traingate-request-id': requestId },
});
