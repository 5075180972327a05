import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SIGNING_SECRET } from './workspace.ts';

/** A request as the gateway gets it. */
export interface Sent {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly rawBody: string;
}

export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body?: string;
}

/** Stands where the gateway does: keeps what it is sent, and answers by `answer`, which a test may set. */
export interface FakeGateway {
  readonly url: string;
  readonly sent: Sent[];
  answer: (sent: Sent) => Promise<Answer> | Answer;
  close(): Promise<void>;
}

export async function startFakeGateway(): Promise<FakeGateway> {
  const server = createServer(async (request, response) => {
    let rawBody = '';
    for await (const chunk of request) rawBody += chunk;
    const sent = { path: request.url ?? '', headers: request.headers, rawBody };
    gateway.sent.push(sent);
    const { status = 200, type = 'application/json', body = '' } = await gateway.answer(sent);
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gateway: FakeGateway = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: [],
    answer: () => ({}),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return gateway;
}

/** Whether the signature is Slack's: written anew from its description, not taken from what is tested. */
export function isSigned({ headers, rawBody }: Sent): boolean {
  const base = ['v0', headers['x-slack-request-timestamp'], rawBody].join(':');
  const expected = createHmac('sha256', Buffer.from(SIGNING_SECRET, 'utf8')).update(base, 'utf8').digest('hex');
  return headers['x-slack-signature'] === `v0=${expected}`;
}

/** The interaction in a request. */
export const payloadOf = ({ rawBody }: Sent) => JSON.parse(new URLSearchParams(rawBody).get('payload') ?? 'null');
