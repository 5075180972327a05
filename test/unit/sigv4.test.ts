import { describe, expect, it } from '@jest/globals';
import { canonicalRequest, parseAuthorization, sha256, type WireRequest } from '../../gateway/identity/sigv4.ts';
import { verifySigV4 } from '../../gateway/identity/verify-sigv4.ts';
import { type SignAs, signedHeaders } from '../../local/sigv4-signer.ts';

const KEY = { accessKeyId: 'AKIALOCALEXAMPLE0001', secretAccessKey: 'example-secret' };
const NOW = Date.UTC(2026, 10, 23, 12, 0, 0);
const SITE = { region: 'eu-west-1', service: 'execute-api', now: NOW, maxSkewMs: 300_000 };
const OPTIONS = { ...SITE, lookup: (id: string) => (id === KEY.accessKeyId ? KEY : undefined) };
const BODY = '{"TrainingJobName":"a"}';

async function signed(as: Partial<SignAs> = {}): Promise<WireRequest> {
  const headers = { host: 'localhost', 'content-type': 'application/json' };
  const request = { method: 'POST', path: '/v1/training-jobs', headers, body: BODY };
  const sent = await signedHeaders(request, { ...KEY, at: NOW, ...as });
  return { method: 'POST', path: request.path, query: '', headers: Object.entries(sent), body: Buffer.from(BODY) };
}

const withHeader = (request: WireRequest, name: string, value: string): WireRequest => ({
  ...request,
  headers: [...request.headers.filter(([other]) => other.toLowerCase() !== name), [name, value]],
});
const without = (request: WireRequest, name: string): WireRequest => ({
  ...request,
  headers: request.headers.filter(([other]) => other.toLowerCase() !== name),
});
const authorization = (request: WireRequest) => request.headers.find(([name]) => name === 'authorization')?.[1] ?? '';

describe('verifySigV4', () => {
  it('says who signed', async () => {
    expect(verifySigV4(await signed(), OPTIONS)).toEqual({
      ok: true,
      value: { accessKeyId: KEY.accessKeyId, key: KEY },
    });
  });

  it.each([
    ['no payload hash sent', { checksum: false }],
    ['made 300 seconds ago', { at: NOW - 300_000 }],
    ['made 300 seconds ahead', { at: NOW + 300_000 }],
  ])('takes: %s', async (_name, as) => {
    expect(verifySigV4(await signed(as), OPTIONS).ok).toBe(true);
  });

  it.each([
    ['another secret', { secretAccessKey: 'guessed' }, 'invalid-signature'],
    ['another key', { accessKeyId: 'AKIALOCALEXAMPLE0002' }, 'unknown-key'],
    ['another region', { region: 'us-east-1' }, 'invalid-signature'],
    ['another service', { service: 'sagemaker' }, 'invalid-signature'],
    ['a session token', { sessionToken: 'token' }, 'unknown-key'],
    ['301 seconds old', { at: NOW - 301_000 }, 'invalid-signature'],
    ['301 seconds ahead', { at: NOW + 301_000 }, 'invalid-signature'],
  ])('refuses: %s', async (_name, as, code) => {
    expect(verifySigV4(await signed(as), OPTIONS)).toMatchObject({ ok: false, error: { code } });
  });

  it.each<[string, (request: WireRequest) => WireRequest, string]>([
    ['no Authorization header', (r) => without(r, 'authorization'), 'not-signed'],
    ['a presigned query', (r) => ({ ...r, query: 'X-Amz-Signature=00' }), 'incomplete-signature'],
    [
      'a presigned query in other case',
      (r) => ({ ...r, query: 'x-amz-%61lgorithm=AWS4-HMAC-SHA256' }),
      'incomplete-signature',
    ],
    [
      'a second Authorization header',
      (r) => ({ ...r, headers: [...r.headers, ['Authorization', 'x']] }),
      'incomplete-signature',
    ],
    [
      'a second date in other case',
      (r) => ({ ...r, headers: [...r.headers, ['X-AMZ-DATE', '20261123T120000Z']] }),
      'incomplete-signature',
    ],
    ['no date', (r) => withHeader(r, 'x-amz-date', ''), 'incomplete-signature'],
    ['a date that is no date', (r) => withHeader(r, 'x-amz-date', '20261399T990000Z'), 'incomplete-signature'],
    [
      'a date of another day than the scope',
      (r) => withHeader(r, 'x-amz-date', '20261124T120000Z'),
      'invalid-signature',
    ],
    ['a signed header that was not sent', (r) => without(r, 'content-type'), 'incomplete-signature'],
    [
      'an unsigned host',
      (r) => withHeader(r, 'authorization', authorization(r).replace('host;', '')),
      'incomplete-signature',
    ],
    ['another payload hash', (r) => withHeader(r, 'x-amz-content-sha256', sha256('{}')), 'invalid-signature'],
    ['an unsigned payload', (r) => withHeader(r, 'x-amz-content-sha256', 'UNSIGNED-PAYLOAD'), 'invalid-signature'],
  ])('refuses: %s', async (_name, change, code) => {
    expect(verifySigV4(change(await signed()), OPTIONS)).toMatchObject({ ok: false, error: { code } });
  });

  it('refuses a body that was swapped together with its declared hash', async () => {
    const request = await signed();
    const swapped = { ...withHeader(request, 'x-amz-content-sha256', sha256('{}')), body: Buffer.from('{}') };
    expect(verifySigV4(swapped, OPTIONS)).toMatchObject({ ok: false, error: { code: 'invalid-signature' } });
  });

  it('refuses a payload that the signer left unsigned', async () => {
    const headers = { host: 'localhost', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    const sent = await signedHeaders({ method: 'POST', path: '/', headers, body: BODY }, { ...KEY, at: NOW });
    const request = { method: 'POST', path: '/', query: '', headers: Object.entries(sent), body: Buffer.from(BODY) };
    expect(verifySigV4(request, OPTIONS)).toMatchObject({ ok: false, error: { code: 'invalid-signature' } });
  });
});

describe('parseAuthorization', () => {
  const CREDENTIAL = 'Credential=AKIALOCALEXAMPLE0001/20261123/eu-west-1/execute-api/aws4_request';
  const SIGNATURE = `Signature=${'0a'.repeat(32)}`;

  it.each([
    ['commas with spaces', `AWS4-HMAC-SHA256 ${CREDENTIAL}, SignedHeaders=host;x-amz-date, ${SIGNATURE}`],
    ['commas alone', `AWS4-HMAC-SHA256 ${CREDENTIAL},SignedHeaders=host;x-amz-date,${SIGNATURE}`],
    ['fields in other order', `AWS4-HMAC-SHA256 ${SIGNATURE}, SignedHeaders=host;x-amz-date, ${CREDENTIAL}`],
  ])('reads: %s', (_name, header) => {
    expect(parseAuthorization(header)).toEqual({
      ok: true,
      value: {
        accessKeyId: 'AKIALOCALEXAMPLE0001',
        scope: { date: '20261123', region: 'eu-west-1', service: 'execute-api' },
        signedHeaders: ['host', 'x-amz-date'],
        signature: '0a'.repeat(32),
      },
    });
  });

  it.each([
    ['another algorithm', `AWS4-ECDSA-P256-SHA256 ${CREDENTIAL}, SignedHeaders=host, ${SIGNATURE}`],
    ['a bearer token', 'Bearer abc'],
    ['nothing', ''],
    ['no signature', `AWS4-HMAC-SHA256 ${CREDENTIAL}, SignedHeaders=host`],
    ['a field twice', `AWS4-HMAC-SHA256 ${CREDENTIAL}, ${CREDENTIAL}, SignedHeaders=host, ${SIGNATURE}`],
    ['an unknown field', `AWS4-HMAC-SHA256 ${CREDENTIAL}, SignedHeaders=host, ${SIGNATURE}, X=1`],
    [
      'a scope without region',
      `AWS4-HMAC-SHA256 ${CREDENTIAL.replace('/eu-west-1', '')}, SignedHeaders=host, ${SIGNATURE}`,
    ],
    ['another terminator', `AWS4-HMAC-SHA256 ${CREDENTIAL}x, SignedHeaders=host, ${SIGNATURE}`],
    ['signed headers out of order', `AWS4-HMAC-SHA256 ${CREDENTIAL}, SignedHeaders=x-amz-date;host, ${SIGNATURE}`],
    ['a signed header twice', `AWS4-HMAC-SHA256 ${CREDENTIAL}, SignedHeaders=host;host, ${SIGNATURE}`],
    ['a signed header in upper case', `AWS4-HMAC-SHA256 ${CREDENTIAL}, SignedHeaders=Host, ${SIGNATURE}`],
    ['no signed header', `AWS4-HMAC-SHA256 ${CREDENTIAL}, SignedHeaders=, ${SIGNATURE}`],
    ['a short signature', `AWS4-HMAC-SHA256 ${CREDENTIAL}, SignedHeaders=host, Signature=00`],
    ['a signature in upper case', `AWS4-HMAC-SHA256 ${CREDENTIAL}, SignedHeaders=host, ${SIGNATURE.toUpperCase()}`],
  ])('refuses: %s', (_name, header) => {
    expect(parseAuthorization(header).ok).toBe(false);
  });
});

describe('canonicalRequest', () => {
  const canonical = (parts: { path?: string; query?: string; headers?: readonly [string, string][] }) =>
    canonicalRequest({
      method: 'GET',
      path: parts.path ?? '/',
      query: parts.query ?? '',
      headers: parts.headers ?? [['Host', 'localhost']],
      signedHeaders: [...new Set((parts.headers ?? [['host', '']]).map(([name]) => name.toLowerCase()))],
      payloadHash: 'hash',
    }).split('\n');

  it.each([
    ['a space, encoded a second time', '/a%20b', '/a%2520b'],
    ['a byte that was sent as it is', '/a b', '/a%20b'],
    ['unreserved characters', '/-._~aZ9', '/-._~aZ9'],
    ['reserved characters', "/a!'()*:@", '/a%21%27%28%29%2A%3A%40'],
    ['dot segments', '/a/./b/../c', '/a/c'],
    ['doubled slashes', '//a///b//', '/a/b/'],
    ['above the root', '/../..', '/'],
    ['a slash at the end', '/a/', '/a/'],
  ])('path: %s', (_name, path, expected) => {
    expect(canonical({ path })[1]).toBe(expected);
  });

  it.each([
    ['names sorted', 'b=1&a=2', 'a=2&b=1'],
    ['values of one name sorted', 'a=2&a=1', 'a=1&a=2'],
    ['sorted as encoded', '%E1%88%B4=1&z=2&Z=3', '%E1%88%B4=1&Z=3&z=2'],
    ['a shorter name first', 'a-b=1&a=2', 'a=2&a-b=1'],
    ['a name without value', 'a', 'a='],
    ['an equals sign in a value', 'a=b=c', 'a=b%3Dc'],
    ['a plus sign', 'a=b+c', 'a=b%2Bc'],
    ['lower-case hex', 'a=%2f', 'a=%2F'],
    ['needless encoding', 'a=%41', 'a=A'],
    ['an encoding that is none', 'a=%zz', 'a=%25zz'],
    ['nothing between', 'a=1&&b=2', 'a=1&b=2'],
  ])('query: %s', (_name, query, expected) => {
    expect(canonical({ query })[2]).toBe(expected);
  });

  it('joins values of one header, and narrows white space', () => {
    const headers: [string, string][] = [
      ['My-Header', '  a   b\t'],
      ['my-header', 'c'],
    ];
    expect(canonical({ headers })[3]).toBe('my-header:a b,c');
  });
});
