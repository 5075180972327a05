import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type LoopbackServer, listenOnLoopback } from '../../local/loopback-server.ts';

/** One HTTP request of a client: the operation it asked for, whose job it named, and the status it was answered with. */
export interface Attempt {
  readonly operation: string;
  readonly name: string;
  /** What the gateway answered, or what befell its answer on the way. */
  readonly answer: string;
}

export interface CountingProxy extends LoopbackServer {
  /** Every request so far, in order. */
  readonly attempts: readonly Attempt[];
}

/** What befalls the first answer to a create of these names, after the gateway gave it. */
const LOST = new Map<string, 'connection dropped' | '504 on the way'>([
  ['lost-connection', 'connection dropped'],
  ['lost-504', '504 on the way'],
]);

/** Passes requests on to the gateway byte for byte, Host header included, and writes down what it sees; GET tells of it. */
export async function countingProxy(gatewayUrl: string): Promise<CountingProxy> {
  const attempts: Attempt[] = [];
  const server = await listenOnLoopback((incoming, outgoing) => {
    pass(gatewayUrl, attempts, incoming, outgoing).catch((fault: unknown) => {
      console.error('the proxy failed:', fault);
      outgoing.destroy();
    });
  }, 0);
  return { ...server, attempts };
}

async function pass(
  url: string,
  attempts: Attempt[],
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  // Programs ask how often their client has asked; clients of SageMaker never get.
  if (incoming.method === 'GET') {
    outgoing.end(JSON.stringify(attempts));
    return;
  }
  const body = await bytesOf(incoming);
  const answer = await send(url, incoming, body);
  const operation = String(incoming.headers['x-amz-target'] ?? '').replace('SageMaker.', '');
  const name = nameIn(body);
  const isRepeat = attempts.some((attempt) => attempt.operation === operation && attempt.name === name);
  const loss = operation === 'CreateTrainingJob' && !isRepeat ? LOST.get(name) : undefined;
  attempts.push({ operation, name, answer: loss ?? String(answer.status) });
  if (loss === 'connection dropped') {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(loss === undefined ? answer.status : 504, loss === undefined ? answer.headers : {});
  outgoing.end(loss === undefined ? answer.body : 'gateway timeout');
}

interface Answer {
  readonly status: number;
  readonly headers: string[];
  readonly body: Buffer;
}

function send(url: string, { method, url: path, rawHeaders }: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path ?? '/', url), { method, headers: rawHeaders }, (response) => {
      bytesOf(response).then(
        (bytes) => resolve({ status: response.statusCode ?? 0, headers: response.rawHeaders, body: bytes }),
        reject,
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The job that a request names, in any of the ways in which operations do. */
function nameIn(body: Buffer): string {
  const request: Record<string, unknown> = JSON.parse(body.toString('utf8') || '{}');
  const arn = String(request.ResourceArn ?? '');
  return String(request.TrainingJobName ?? arn.slice(arn.indexOf('/') + 1));
}
