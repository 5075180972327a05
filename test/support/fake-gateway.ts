import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json as bodyIn } from 'node:stream/consumers';

/** What a command asked of the gateway. */
export interface Call {
  /** Method, path and query: `GET /v1/approvals?limit=50`. */
  readonly to: string;
  /** undefined: there was none. */
  readonly body: unknown;
}

export interface FakeGateway {
  /** A home as a local stack leaves it: whoever is in `people` can call. */
  readonly home: string;
  /** What was asked since the last time this was read. */
  calls(): readonly Call[];
  close(): Promise<void>;
}

type Answer = readonly [status: number, body: object];

/** A gateway that checks nothing, and answers each call as it is told to. */
export async function startFakeGateway(
  people: readonly string[],
  answer: (call: Call) => Answer,
): Promise<FakeGateway> {
  let calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const call = { to: `${request.method} ${request.url}`, body: await bodyOf(request) };
    calls.push(call);
    const [status, body] = answer(call);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const home = await mkdtemp(join(tmpdir(), 'traingate-fake-gateway-'));
  const iam = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const facts = { url, region: 'eu-west-1', people: people.map((person) => ({ person, iam })) };
  await writeFile(join(home, 'local.json'), JSON.stringify(facts));
  return {
    home,
    calls: () => {
      const made = calls;
      calls = [];
      return made;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(home, { recursive: true });
    },
  };
}

const bodyOf = (request: IncomingMessage): Promise<unknown> =>
  request.method === 'GET' ? Promise.resolve(undefined) : bodyIn(request);
