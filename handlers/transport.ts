import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { faultProblem, type HttpAnswer } from '../gateway/adapters/http/answer.ts';
import { log } from './log.ts';

/** Transport only: names every answer, and turns a fault into a problem after logging its cause. */
export const transport: MiddlewareObj<APIGatewayProxyEvent, HttpAnswer> = {
  after: (request) => {
    request.response = request.response && named(request.response, request.context.awsRequestId);
  },
  onError: (request) => {
    const requestId = request.context.awsRequestId;
    log.error('a request failed', request.error, { requestId });
    request.response = named(faultProblem(request.error), requestId);
  },
};

const named = (answer: HttpAnswer, requestId: string): HttpAnswer => ({
  ...answer,
  headers: { ...answer.headers, 'x-traingate-request-id': requestId },
});
