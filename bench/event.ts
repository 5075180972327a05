import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { proxyEvent } from '../local/api-gateway/event.ts';
import { SITE } from './sample.ts';

/** POST /v1/training-jobs as API Gateway gives it to the function. */
export function createEvent(callerArn: string, body: Buffer): APIGatewayProxyEvent {
  const path = '/v1/training-jobs';
  const headers = [
    ['host', 'gateway.example.com'],
    ['content-type', 'application/json'],
  ] as const;
  return proxyEvent(
    { method: 'POST', path, query: '', headers, body },
    {
      route: { functionName: 'create', method: 'POST', path, authorizer: 'AWS_IAM' },
      pathParameters: {},
      caller: { accessKeyId: 'AKIABENCH', userArn: callerArn, userId: 'AROABENCH:ada@example.com' },
      accountId: SITE.accountId,
      requestId: randomUUID(),
      receivedAt: Date.now(),
      sourceIp: '192.0.2.1',
    },
  );
}
