import { describe, expect, it } from '@jest/globals';
import type { WireRequest } from '../../gateway/identity/sigv4.ts';
import { httpAnswer, proxyEvent, type RequestFacts } from '../../local/api-gateway/event.ts';

const FACTS: RequestFacts = {
  route: { functionName: 'stop', method: 'POST', path: '/v1/jobs/{name}/stop', authorizer: 'AWS_IAM' },
  pathParameters: { name: 'a b' },
  caller: {
    accessKeyId: 'AKIALOCALEXAMPLE0001',
    userArn: 'arn:aws:sts::111122223333:assumed-role/Scientist/ada@example.com',
    userId: 'AROALOCALEXAMPLE0001:ada@example.com',
  },
  accountId: '111122223333',
  requestId: 'id-1',
  receivedAt: 1_795_435_200_000,
  sourceIp: '127.0.0.1',
};

const request = (change: Partial<WireRequest> = {}): WireRequest => ({
  method: 'POST',
  path: '/v1/jobs/a%20b/stop',
  query: '',
  headers: [['Host', 'localhost:8787']],
  body: Buffer.from('{}'),
  ...change,
});

describe('proxyEvent', () => {
  it('names the route, the path without a stage, and the decoded parameters', () => {
    expect(proxyEvent(request(), FACTS)).toMatchObject({
      resource: '/v1/jobs/{name}/stop',
      path: '/v1/jobs/a%20b/stop',
      httpMethod: 'POST',
      pathParameters: { name: 'a b' },
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      body: '{}',
      isBase64Encoded: false,
      requestContext: { path: '/v1/jobs/a%20b/stop', stage: 'local', requestId: 'id-1', domainName: 'localhost:8787' },
    });
  });

  it('says who signed', () => {
    expect(proxyEvent(request(), FACTS).requestContext.identity).toMatchObject({
      accessKey: 'AKIALOCALEXAMPLE0001',
      accountId: '111122223333',
      caller: 'AROALOCALEXAMPLE0001:ada@example.com',
      user: 'AROALOCALEXAMPLE0001:ada@example.com',
      userArn: 'arn:aws:sts::111122223333:assumed-role/Scientist/ada@example.com',
      sourceIp: '127.0.0.1',
    });
  });

  it('says of nobody who signed on a route without authorizer', () => {
    const { identity } = proxyEvent(request(), { ...FACTS, caller: null, pathParameters: {} }).requestContext;
    expect([identity.userArn, identity.accessKey, identity.accountId, identity.caller]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('keeps the case of headers and every value, and leaves out those of the connection', () => {
    const event = proxyEvent(
      request({
        headers: [
          ['X-Team', 'a'],
          ['Content-Length', '2'],
          ['connection', 'keep-alive'],
          ['X-Team', 'b'],
          ['x-team', 'c'],
        ],
      }),
      FACTS,
    );
    expect(event.multiValueHeaders).toEqual({ 'X-Team': ['a', 'b'], 'x-team': ['c'] });
    expect(event.headers).toEqual({ 'X-Team': 'b', 'x-team': 'c' });
  });

  it('decodes the query, and keeps every value', () => {
    const event = proxyEvent(request({ query: 'state=a%20b&team=x&team=y&flag' }), FACTS);
    expect(event.queryStringParameters).toEqual({ state: 'a b', team: 'y', flag: '' });
    expect(event.multiValueQueryStringParameters).toEqual({ state: ['a b'], team: ['x', 'y'], flag: [''] });
  });

  it.each([
    ['no body', Buffer.alloc(0), null, false],
    ['text', Buffer.from('ሴ'), 'ሴ', false],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0x00]), '/wA=', true],
  ])('body: %s', (_name, body, expected, isBase64Encoded) => {
    expect(proxyEvent(request({ body }), FACTS)).toMatchObject({ body: expected, isBase64Encoded });
  });
});

describe('httpAnswer', () => {
  const headersOf = (result: object) => httpAnswer({ statusCode: 200, body: '', ...result }, 'id-1')?.headers;

  it('gives status and body', () => {
    expect(httpAnswer({ statusCode: 201, body: 'ሴ' }, 'id-1')).toMatchObject({
      statusCode: 201,
      body: Buffer.from('ሴ'),
    });
  });

  it.each([
    ['a type of its own where there is none', {}, ['Content-Type', 'application/json']],
    ['the type of the function', { headers: { 'content-type': 'text/plain' } }, ['content-type', 'text/plain']],
    ['a number as text', { headers: { 'x-count': 3 } }, ['x-count', '3']],
    ['its own request id', {}, ['x-amzn-RequestId', 'id-1']],
    [
      'a request id of the function aside',
      { headers: { 'X-Amzn-RequestId': 'mine' } },
      ['x-amzn-Remapped-x-amzn-RequestId', 'mine'],
    ],
    ['a date of the function aside', { headers: { date: 'then' } }, ['x-amzn-Remapped-Date', 'then']],
    ['lists before single values', { headers: { 'X-A': '0' }, multiValueHeaders: { 'x-a': ['1'] } }, ['x-a', '1']],
  ])('gives %s', (_name, result, expected) => {
    expect(headersOf(result)).toContainEqual(expected);
  });

  it('gives each header of a list, and none twice', () => {
    const headers = headersOf({ headers: { 'X-A': '0' }, multiValueHeaders: { 'x-a': ['1', '2'] } });
    expect(headers?.filter(([name]) => name.toLowerCase() === 'x-a')).toEqual([
      ['x-a', '1'],
      ['x-a', '2'],
    ]);
  });

  it('decodes base64', () => {
    expect(httpAnswer({ statusCode: 200, body: '/wA=', isBase64Encoded: true }, 'id-1')?.body).toEqual(
      Buffer.from([0xff, 0]),
    );
  });

  it.each([
    ['nothing', undefined],
    ['a string', 'ok'],
    ['no status', { body: '' }],
    ['a status that is none', { statusCode: 42, body: '' }],
    ['a body that is no text', { statusCode: 200, body: { ok: true } }],
  ])('has no answer for %s', (_name, result) => {
    expect(httpAnswer(result, 'id-1')).toBeUndefined();
  });
});
