import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { type ApiGatewayOptions, startApiGateway } from '../../local/api-gateway/server.ts';
import { rawQuery, type SignAs, signedHeaders } from '../../local/sigv4-signer.ts';
import { curlSigns } from '../support/curl.ts';

const KEY = { accessKeyId: 'AKIALOCALEXAMPLE0001', secretAccessKey: 'example/secret+key' };
const IDENTITY = {
  secretAccessKey: KEY.secretAccessKey,
  userArn: 'arn:aws:sts::111122223333:assumed-role/Scientist/ada@example.com',
  userId: 'AROALOCALEXAMPLE0001:ada@example.com',
};
const json = (body: unknown) => ({ statusCode: 200, headers: { date: 'then' }, body: JSON.stringify(body) });
const echo = async (event: APIGatewayProxyEvent, context: Context) =>
  json({ ...event, remainingMs: context.getRemainingTimeInMillis() });

const OPTIONS: ApiGatewayOptions = {
  port: 0,
  routes: [
    { functionName: 'echo', method: 'POST', path: '/v1/jobs', authorizer: 'AWS_IAM' },
    { functionName: 'echo', method: 'GET', path: '/v1/jobs/{name}', authorizer: 'AWS_IAM' },
    { functionName: 'echo', method: 'GET', path: '/healthz', authorizer: 'NONE' },
    { functionName: 'throws', method: 'GET', path: '/throws', authorizer: 'NONE' },
    { functionName: 'malformed', method: 'GET', path: '/malformed', authorizer: 'NONE' },
    { functionName: 'hangs', method: 'GET', path: '/hangs', authorizer: 'NONE' },
  ],
  handlers: {
    echo,
    throws: async () => {
      throw new Error('the cause, which no caller may see');
    },
    // A function may answer anything; its type promises what the runtime does not check.
    malformed: async () => 'no answer' as never,
    hangs: () => new Promise(() => {}),
  },
  identities: (accessKeyId) => (accessKeyId === KEY.accessKeyId ? IDENTITY : undefined),
  gatewayResponses: new Map(),
  region: 'eu-west-1',
  accountId: '111122223333',
  now: Date.now,
  integrationTimeoutMs: 500,
};

let gateway = { url: '', close: async () => {} };
beforeAll(async () => {
  gateway = await startApiGateway(OPTIONS);
});
afterAll(() => gateway.close());

interface Call {
  readonly method?: string;
  readonly path: string;
  readonly query?: Record<string, string | string[]>;
  readonly body?: string;
}

/** Sends a request that AWS's signer signed; `sent` may differ from what was signed. */
async function call(
  { method = 'GET', path, query = {}, body }: Call,
  as: Partial<SignAs> = {},
  sent: Partial<Call> = {},
) {
  const headers = { host: new URL(gateway.url).host, 'content-type': 'application/json' };
  const signed = await signedHeaders({ method, path, query, headers, ...(body && { body }) }, { ...KEY, ...as });
  const search = rawQuery(query);
  const url = `${gateway.url}${sent.path ?? path}${search && `?${search}`}`;
  return fetch(url, { method, headers: signed, body: sent.body ?? body ?? null });
}

describe('a signed request', () => {
  it('reaches its function with who signed it', async () => {
    const response = await call({ method: 'POST', path: '/v1/jobs', body: '{"a":"ሴ"}' });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      body: '{"a":"ሴ"}',
      resource: '/v1/jobs',
      requestContext: { identity: { userArn: IDENTITY.userArn, caller: IDENTITY.userId, accessKey: KEY.accessKeyId } },
    });
  });

  it('may hold anything in path and query', async () => {
    const response = await call({ path: '/v1/jobs/a%20b%2Fc', query: { q: "x y'&=+", m: ['2', '1'] } });
    expect(await response.json()).toMatchObject({
      pathParameters: { name: 'a b/c' },
      multiValueQueryStringParameters: { q: ["x y'&=+"], m: ['2', '1'] },
    });
  });

  it('is answered with a request id and a date of the front, the function’s aside', async () => {
    const { headers } = await call({ path: '/v1/jobs/a' });
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-amzn-remapped-date')).toBe('then');
    expect(Date.parse(headers.get('date') ?? '')).not.toBeNaN();
  });

  it('is given the time that is left', async () => {
    const { remainingMs } = (await (await call({ path: '/v1/jobs/a' })).json()) as { remainingMs: number };
    expect(remainingMs).toBeGreaterThan(0);
    expect(remainingMs).toBeLessThanOrEqual(500);
  });
});

describe('a request that is refused before its function', () => {
  const POST = { method: 'POST', path: '/v1/jobs', body: '{"a":1}' };

  it.each<[string, Call, Partial<SignAs>, Partial<Call>]>([
    ['another body', POST, {}, { body: '{"a":2}' }],
    ['another body, hash unsent', POST, { checksum: false }, { body: '{"a":2}' }],
    ['another path', { path: '/v1/jobs/a' }, {}, { path: '/v1/jobs/b' }],
    ['another secret', POST, { secretAccessKey: 'guessed' }, {}],
    ['another key', POST, { accessKeyId: 'AKIALOCALEXAMPLE0002' }, {}],
    ['another region', POST, { region: 'us-east-1' }, {}],
    ['the other door', POST, { service: 'sagemaker' }, {}],
    ['ten minutes old', POST, { at: Date.now() - 600_000 }, {}],
    ['a session token', POST, { sessionToken: 'token' }, {}],
  ])('%s: 403 with a reason', async (_name, request, as, sent) => {
    const response = await call(request, as, sent);
    expect(response.status).toBe(403);
    expect(response.headers.get('x-amzn-errortype')).toBe('InvalidSignatureException');
    expect(await response.json()).toEqual({ message: expect.stringMatching(/^.{20,}$/) });
  });

  it.each([
    ['an unsigned request', '/v1/jobs', 'POST'],
    ['an unknown route', '/v2', 'GET'],
    ['an unknown method', '/healthz', 'DELETE'],
  ])('%s: 403 Missing Authentication Token', async (_name, path, method) => {
    const response = await fetch(`${gateway.url}${path}`, { method });
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ message: 'Missing Authentication Token' });
  });

  it.each([
    ['of 10 MB: as any other', 10 * 1024 * 1024, 403],
    ['of a byte more: 413', 10 * 1024 * 1024 + 1, 413],
  ])('a body %s', async (_name, length, status) => {
    const response = await fetch(`${gateway.url}/v1/jobs`, { method: 'POST', body: new Uint8Array(length) });
    expect(response.status).toBe(status);
  });
});

describe('a function', () => {
  it('may be open to all', async () => {
    const response = await fetch(`${gateway.url}/healthz`);
    expect(await response.json()).toMatchObject({ requestContext: { identity: { userArn: null } } });
  });

  it.each([
    ['throws', 502, 'Internal server error'],
    ['malformed', 502, 'Internal server error'],
    ['hangs', 504, 'Endpoint request timed out'],
  ])('that is broken (%s) shows as %i', async (path, status, message) => {
    const log = jest.spyOn(console, 'error').mockImplementation(() => {});
    const response = await fetch(`${gateway.url}/${path}`);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message });
    expect(log).toHaveBeenCalledTimes(path === 'throws' ? 1 : 0);
    log.mockRestore();
  });

  it('without handler is a fault at the start', async () => {
    await expect(startApiGateway({ ...OPTIONS, handlers: {} })).rejects.toThrow('`echo`');
  });
});

/** The answer to a request that is sent as it is written. */
function answerTo(headers: string): Promise<string> {
  const { port } = new URL(gateway.url);
  return new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write(`GET /healthz HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n`),
    );
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    socket.on('end', () => resolve(text)).on('error', reject);
  });
}

it('sees headers that were sent twice', async () => {
  expect(await answerTo('Host: localhost\r\nX-Team: a\r\nX-Team: b')).toContain('"X-Team":["a","b"]');
});

it('serves no host but this machine, whatever a browser was led to believe', async () => {
  expect(await answerTo('Host: gateway.example.com')).toMatch(/^HTTP\/1\.1 403 /);
});

describe('curl', () => {
  const withCurl = curlSigns() ? it : it.skip;
  const send = async (...args: string[]) => {
    const signing = [
      '--aws-sigv4',
      'aws:amz:eu-west-1:execute-api',
      '--user',
      `${KEY.accessKeyId}:${KEY.secretAccessKey}`,
    ];
    const { stdout } = await promisify(execFile)('curl', ['--silent', ...signing, ...args]);
    return JSON.parse(stdout);
  };

  withCurl.each([
    ['a GET', ['/v1/jobs/a'], { pathParameters: { name: 'a' } }],
    ['a GET with a query', ['/v1/jobs/a?limit=2&state=b'], { queryStringParameters: { limit: '2', state: 'b' } }],
    ['a POST', ['/v1/jobs', '--header', 'content-type: application/json', '--data', '{"a":1}'], { body: '{"a":1}' }],
  ])('signs %s', async (_name, [path = '', ...args], expected) => {
    expect(await send(`${gateway.url}${path}`, ...args)).toMatchObject(expected);
  });
});
