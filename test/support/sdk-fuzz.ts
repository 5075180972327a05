import type { HeaderPair, WireRequest } from '../../gateway/identity/sigv4.ts';
import { captures, isTaken } from './sdk-captures.ts';
import { tapeOf } from './simulation/search.ts';

/** Choices of one mutation: each call gives an integer below `most`. */
type Choose = (most: number) => number;
type Mutation = (request: WireRequest, choose: Choose) => WireRequest;

const withHeaders = (request: WireRequest, headers: readonly HeaderPair[]): WireRequest => ({ ...request, headers });
const TEXTS = [
  '',
  'x',
  'SageMaker.StopTrainingJob',
  'UNSIGNED-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'gzip',
  '0',
  '\t',
  'é',
  '20261123T081253Z',
  'a'.repeat(500),
];
const NAMES = [
  'x-amz-target',
  'X-AMZ-TARGET',
  'x-amz-date',
  'X-Amz-Security-Token',
  'x-amz-meta',
  'host',
  'Host',
  'content-type',
  'content-encoding',
  'Content-Length',
  'authorization',
  'x-amz-content-sha256',
  'transfer-encoding',
];
const pick = <T>(choose: Choose, values: readonly T[]): T => values[choose(values.length)] as T;

const edited = (choose: Choose, text: string): string => {
  const at = choose(text.length + 1);
  const put = pick(choose, ['', 'x', ' ', ';', ',', '=', '/', '%41', 'Z', '0', text.slice(0, 9)]);
  return `${text.slice(0, at)}${put}${text.slice(at + choose(3))}`;
};

const MUTATIONS: readonly Mutation[] = [
  (request, choose) => ({
    ...request,
    body: Buffer.from(edited(choose, Buffer.from(request.body).toString('latin1')), 'latin1'),
  }),
  (request) => ({ ...request, body: Buffer.from(Buffer.from(request.body).toString('base64')) }),
  (request, choose) => ({ ...request, method: pick(choose, ['GET', 'PUT', 'post', 'POST ']) }),
  (request, choose) => ({
    ...request,
    path: pick(choose, ['/iam', '//', '/./', '/prod', '/prod/', '/prod/..', '/%2e', '/x']),
  }),
  (request, choose) => ({
    ...request,
    query: pick(choose, ['a', 'X-Amz-Signature=00', 'Action=StopTrainingJob', '&']),
  }),
  ...Array.from(
    { length: 4 },
    (): Mutation => (request, choose) => {
      const at = choose(request.headers.length);
      return withHeaders(
        request,
        request.headers.map(([name, value], i) => (i === at ? [name, edited(choose, value)] : [name, value])),
      );
    },
  ),
  (request, choose) => {
    const at = choose(request.headers.length);
    return withHeaders(
      request,
      request.headers.map(([name, value], i) => (i === at ? [edited(choose, name), value] : [name, value])),
    );
  },
  (request, choose) => withHeaders(request, request.headers.toSpliced(choose(request.headers.length), 1)),
  (request, choose) => withHeaders(request, [...request.headers, pick(choose, request.headers)]),
  (request, choose) =>
    withHeaders(
      request,
      request.headers.toSpliced(choose(request.headers.length), 0, [pick(choose, NAMES), pick(choose, TEXTS)]),
    ),
  (request, choose) => {
    const [name, value] = pick(choose, request.headers);
    return withHeaders(request, [...request.headers, [name.toUpperCase(), edited(choose, value)]]);
  },
  (request, choose) => {
    const name = pick(choose, ['x-amz-target', 'host', 'content-type', 'x-amz-date']);
    const value = pick(choose, [
      'SageMaker.StopTrainingJob',
      'SageMaker.DescribeTrainingJob',
      '127.0.0.1:18081',
      'text/plain',
      '20261123T081254Z',
    ]);
    return withHeaders(
      request,
      request.headers.map(([each, old]) => (each.toLowerCase() === name ? [each, value] : [each, old])),
    );
  },
  (request, choose) =>
    authorized(request, (text) =>
      text.replace(/SignedHeaders=([^,]+)/, (_, list: string) => {
        const names = list.split(';');
        const others = [
          names.toReversed(),
          names.slice(1),
          [...names, 'x-new'],
          names.map((name) => name.toUpperCase()),
          [...names, names[0] ?? ''],
        ];
        return `SignedHeaders=${pick(choose, others).join(';')}`;
      }),
    ),
  (request, choose) =>
    authorized(request, (text) =>
      text.replace(
        /\/[^/]+\/[^/]+\/aws4_request/,
        pick(choose, ['/us-west-2/sagemaker/aws4_request', '/us-east-1/s3/aws4_request', '/us-east-1/aws4_request']),
      ),
    ),
  (request, choose) =>
    authorized(request, (text) =>
      text.replace('AWS4-HMAC-SHA256', pick(choose, ['AWS4-HMAC-SHA1', 'aws4-hmac-sha256', 'AWS4-ECDSA-P256-SHA256'])),
    ),
  // These change nothing that a signature is about.
  (request, choose) =>
    withHeaders(
      request,
      request.headers.map(([name, value]) => [choose(2) ? name.toLowerCase() : name, value]),
    ),
  (request) => withHeaders(request, request.headers.toReversed()),
];

const authorized = (request: WireRequest, change: (text: string) => string): WireRequest =>
  withHeaders(
    request,
    request.headers.map(([name, value]) =>
      name.toLowerCase() === 'authorization' ? [name, change(value)] : [name, value],
    ),
  );

/**
 * What a signature is about, as the fuzz sees it, written without the verifier: method, path, query, body, the claim, and
 * the values of the headers that it names, white space folded.
 */
function meaningOf({ method, path, query, headers, body }: WireRequest): string {
  const valuesOf = (name: string) =>
    headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value.replace(/[ \t]+/g, ' ').trim());
  const [claim = ''] = valuesOf('authorization');
  const names = (/SignedHeaders=([^,\s]*)/.exec(claim)?.[1] ?? '')
    .split(';')
    .filter((name) => name !== 'content-length');
  const fields = claim
    .split(/[\s,]+/)
    .filter((field) => field !== '')
    .sort();
  const root = path.replace(/^(\/[^/]+)\/$/, '$1');
  return JSON.stringify([
    method,
    root,
    query,
    Buffer.from(body).toString('hex'),
    fields,
    names.map((name) => [name, valuesOf(name)]),
  ]);
}

/** Mutates captured requests `count` times; the mutations that got through though they mean something else. */
export function fuzz(seed: number, count: number): readonly string[] {
  const through: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const tape = tapeOf(seed + i, 40);
    let at = 0;
    const choose: Choose = (most) => (tape[at++ % tape.length] ?? 0) % most;
    const capture = pick(choose, captures);
    let mutated = capture.request;
    for (let left = 1 + choose(3); left > 0; left -= 1) mutated = pick(choose, MUTATIONS)(mutated, choose);
    if (isTaken(capture, mutated) && meaningOf(mutated) !== meaningOf(capture.request))
      through.push(`seed ${seed + i}: ${JSON.stringify(mutated.headers)}`);
  }
  return through;
}
