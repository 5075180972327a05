import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HeaderPair, headerValues, type WireRequest } from '../../gateway/identity/sigv4.ts';
import { type SigV4Refusal, verifySigV4 } from '../../gateway/identity/verify-sigv4.ts';
import { err, ok, type Result } from '../../gateway/shared/result.ts';
import { type LoopbackServer, listenOnLoopback } from '../loopback-server.ts';
import { concurrency } from './concurrency.ts';
import { type Caller, proxyEvent } from './event.ts';
import { type GatewayErrorType, type GatewayResponses, gatewayAnswer, type HttpAnswer } from './gateway-responses.ts';
import { invoke, type LambdaOptions } from './invoke.ts';
import { matchRoute, type Route } from './routes.ts';

/** An access key that IAM would know. */
export interface LocalIdentity extends Omit<Caller, 'accessKeyId'> {
  readonly secretAccessKey: string;
}

/** Every route's function is among the handlers. */
export interface ApiGatewayOptions extends LambdaOptions {
  /** 0 picks a free one. */
  readonly port: number;
  readonly routes: readonly Route[];
  readonly identities: (accessKeyId: string) => LocalIdentity | undefined;
  readonly gatewayResponses: GatewayResponses;
}

/** Serves the routes on 127.0.0.1 as a REST API with IAM authorizers and Lambda proxy integrations would. */
export async function startApiGateway(options: ApiGatewayOptions): Promise<LoopbackServer> {
  const orphan = options.routes.find(({ functionName }) => options.handlers[functionName] === undefined);
  if (orphan !== undefined) throw new Error(`function \`${orphan.functionName}\` of \`${orphan.path}\` has no handler`);
  const inTurn = concurrency(MAX_INVOCATIONS);
  return listenOnLoopback((request, response) => {
    serve({ ...options, inTurn }, request, response).catch((fault: unknown) => {
      console.error('a request could not be answered:', fault);
      response.destroy();
    });
  }, options.port);
}

/**
 * How many functions run at a time. Lambda runs each in a machine of its own; here a thousand at once would only wait
 * for one another until their calls time out. The others wait at the door.
 */
const MAX_INVOCATIONS = 16;

interface Serving extends ApiGatewayOptions {
  readonly inTurn: ReturnType<typeof concurrency>;
}

// API Gateway Developer Guide, "Quotas for REST APIs" (2026-11); the skew is that of AWS Signature Version 4.
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const MAX_SKEW_MS = 300_000;

async function serve(options: Serving, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const requestId = randomUUID();
  const outcome = await answerOf(options, incoming, requestId);
  const answer = outcome.ok
    ? outcome.value
    : gatewayAnswer(options.gatewayResponses, outcome.error.type, requestId, outcome.error.message);
  send(outgoing, answer);
}

/** An error of API Gateway's own; without a message, the type's usual one is meant. */
interface GatewayError {
  readonly type: GatewayErrorType;
  readonly message?: string;
}

async function answerOf(
  options: Serving,
  incoming: IncomingMessage,
  requestId: string,
): Promise<Result<HttpAnswer, GatewayError>> {
  const receivedAt = options.now();
  const body = await readBody(incoming);
  if (body === null) return err({ type: 'REQUEST_TOO_LARGE' });
  const request = wireRequest(incoming, body);
  const match = isLoopbackName(request) ? matchRoute(options.routes, request.method, request.path) : undefined;
  if (match === undefined) return err({ type: 'MISSING_AUTHENTICATION_TOKEN' });
  const caller = match.route.authorizer === 'AWS_IAM' ? authorize(options, request, receivedAt) : ok(null);
  if (!caller.ok) return caller;
  const { accountId } = options;
  const sourceIp = incoming.socket.remoteAddress ?? '';
  const event = proxyEvent(request, { ...match, caller: caller.value, accountId, requestId, receivedAt, sourceIp });
  const answer = await options.inTurn(() => invoke(options, match.route.functionName, event));
  return answer.ok ? answer : err({ type: answer.error });
}

/** API Gateway serves its own host names only; here those of this machine, so no web page can lead a browser here. */
const isLoopbackName = ({ headers }: WireRequest): boolean =>
  /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(headerValues(headers, 'host')[0] ?? '');

function authorize(options: ApiGatewayOptions, request: WireRequest, now: number): Result<Caller, GatewayError> {
  const { identities: lookup, region } = options;
  const site = { region, service: 'execute-api', now, maxSkewMs: MAX_SKEW_MS };
  const signer = verifySigV4(request, { ...site, lookup });
  if (!signer.ok) return err(gatewayErrorOf(signer.error));
  const { accessKeyId, key } = signer.value;
  return ok({ accessKeyId, userArn: key.userArn, userId: key.userId });
}

/** AWS does not say which response type an unknown key gets; that of a bad signature has the same status. */
const gatewayErrorOf = ({ code, message }: SigV4Refusal): GatewayError =>
  code === 'not-signed' ? { type: 'MISSING_AUTHENTICATION_TOKEN' } : { type: 'INVALID_SIGNATURE', message };

/** null where it is longer than API Gateway takes; the rest is then left unread. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Left undestroyed, or the refusal could not be sent.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function wireRequest({ method = '', url = '', rawHeaders }: IncomingMessage, body: Uint8Array): WireRequest {
  const [path = '', ...query] = url.split('?');
  const headers = rawHeaders.flatMap((name, i): HeaderPair[] => (i % 2 === 0 ? [[name, rawHeaders[i + 1] ?? '']] : []));
  return { method, path, query: query.join('?'), headers, body };
}

function send(outgoing: ServerResponse, { statusCode, headers, body }: HttpAnswer): void {
  outgoing.statusCode = statusCode;
  for (const [name, value] of headers) outgoing.appendHeader(name, value);
  outgoing.end(body);
}
