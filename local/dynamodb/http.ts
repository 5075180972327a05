import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Answer, Database } from './database.ts';
import { type FaultKind, faultAnswer } from './faults.ts';
import { refusal } from './refusal.ts';

/** docs.aws.amazon.com, DynamoDB low-level API: 16 MB is the most that any operation takes (BatchWriteItem, 2026). */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** A database, and what shall go wrong with a call of the operation. */
interface Served extends Pick<Database, 'answer'> {
  takeFault(operation: string): FaultKind | null;
}

/** Answers as DynamoDB's HTTP API over the database. Signatures are not looked at: it is for loopback only. */
export const httpListener =
  (served: Served): RequestListener =>
  (request, response) =>
    void serve(served, request, response);

async function serve(served: Served, request: IncomingMessage, response: ServerResponse) {
  try {
    const body = await bodyOf(request);
    const target = String(request.headers['x-amz-target'] ?? '');
    if (body === null) reply(response, TOO_LARGE);
    else await answer(served, target, body, response);
  } catch {
    // The caller went away while sending: nobody is left to answer.
    response.destroy();
  }
}

async function answer(served: Served, target: string, body: string, response: ServerResponse): Promise<void> {
  const operation = target.slice(target.indexOf('.') + 1);
  const fault = served.takeFault(operation);
  if (fault === 'timeout') return; // The connection stays open until the client leaves or the server closes.
  const answered = (fault && faultAnswer(fault, operation, body)) ?? (await served.answer(target, body));
  if (fault === 'lose-answer') response.destroy();
  else reply(response, answered);
}

const TOO_LARGE: Answer = {
  statusCode: 413,
  body: JSON.stringify(refusal('RequestEntityTooLarge', 'the body is over 16 MB').body),
};

/** null: too large. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function reply(response: ServerResponse, { statusCode, body }: Answer): void {
  response.writeHead(statusCode, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(body);
}
