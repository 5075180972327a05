import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../read-body.ts';
import { type Answer, refusal } from './answer.ts';
import { type JsonObject, parseJsonObject } from './json.ts';

/** A call as far as the protocol can tell: which operation, and its request. */
export interface Call {
  readonly operation: string;
  readonly request: JsonObject;
}

const TARGET_PREFIX = 'SageMaker.';

/**
 * Reads an AWS JSON 1.1 call of one of `operations`. A signature must be there but is not verified: this service
 * stands in for SageMaker on one machine and holds nothing worth protecting.
 */
export async function readCall(message: IncomingMessage, operations: readonly string[]): Promise<Call | Answer> {
  const body = await readBody(message);
  if (body === null) return refusal('RequestEntityTooLargeException', 'The request is too large.', 413);
  const target = String(message.headers['x-amz-target'] ?? '');
  const operation = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : '';
  if (message.method !== 'POST' || message.url !== '/' || !operations.includes(operation)) {
    return refusal('UnknownOperationException', 'The requested operation is not recognized by the service.');
  }
  if (!message.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) {
    return refusal('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const request = parseJsonObject(body);
  return request ? { operation, request } : refusal('SerializationException', 'The request body is not a JSON object.');
}

/** Sends the answer with a fresh request id. */
export function sendAnswer(response: ServerResponse, { status, errorType, body }: Answer): void {
  const text = body === null ? '' : JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/x-amz-json-1.1',
    'Content-Length': Buffer.byteLength(text),
    'x-amzn-RequestId': randomUUID(),
    ...(errorType !== null && { 'x-amzn-ErrorType': errorType }),
  });
  response.end(text);
}
