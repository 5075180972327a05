import { describe, expect, it } from '@jest/globals';
import type { HeaderPair, WireRequest } from '../../gateway/identity/sigv4.ts';
import { type Capture, captures, isTaken } from '../support/sdk-captures.ts';

/**
 * Headers that a client does not sign, and that mean nothing to the gateway: their bytes may change. Content-Length is
 * compared with the body where it comes, signed or not.
 */
const MEANINGLESS = [
  'accept-encoding',
  'user-agent',
  'amz-sdk-invocation-id',
  'amz-sdk-request',
  'connection',
  'accept',
];

/** Another byte in its place: another letter or digit, never white space or a change of case alone. */
const changedAt = (text: string, i: number): string =>
  `${text.slice(0, i)}${text[i] === 'q' ? 'j' : 'q'}${text.slice(i + 1)}`;

function* oneByteChanges({ request }: Capture): Iterable<readonly [what: string, request: WireRequest]> {
  const signed = /SignedHeaders=([^,]+)/.exec(valueIn(request, 'authorization'))?.[1]?.split(';') ?? [];
  for (let i = 0; i < request.method.length; i += 1) {
    yield [`method ${i}`, { ...request, method: changedAt(request.method, i) }];
  }
  for (let i = 1; i < request.path.length; i += 1) {
    // The slash at the end of an endpoint's path is left to the client.
    yield [`path ${i}`, { ...request, path: changedAt(request.path, i) }];
  }
  for (let i = 0; i < request.body.length; i += 1) {
    const body = Buffer.from(request.body);
    body[i] = (body[i] ?? 0) ^ 1;
    yield [`body ${i}`, { ...request, body }];
  }
  for (const [index, [name, value]] of request.headers.entries()) {
    const lower = name.toLowerCase();
    if (MEANINGLESS.includes(lower) && !signed.includes(lower)) continue;
    const withHeader = (header: HeaderPair) => ({ ...request, headers: request.headers.with(index, header) });
    for (let i = 0; i < value.length; i += 1) yield [`${name} value ${i}`, withHeader([name, changedAt(value, i)])];
    if (lower === 'content-length') continue; // Away, it is rebuilt; under another name, it is away.
    for (let i = 0; i < name.length; i += 1) yield [`${name} name ${i}`, withHeader([changedAt(name, i), value])];
  }
}

const valueIn = ({ headers }: WireRequest, name: string): string =>
  headers.find(([each]) => each.toLowerCase() === name)?.[1] ?? '';

describe('requests that real clients have signed', () => {
  it('are there, of every client', () => {
    expect(new Set(captures.map(({ client }) => client)).size).toBe(16);
    expect(captures).toHaveLength(62);
  });

  it.each(captures.map((capture, i) => [`${capture.client} ${i}`, capture] as const))(
    '%s verifies',
    (_name, capture) => {
      expect(isTaken(capture, capture.request)).toBe(true);
    },
  );

  it.each(captures.map((capture, i) => [`${capture.client} ${i}`, capture] as const))(
    '%s is refused with any one byte changed',
    (_name, capture) => {
      const changes = [...oneByteChanges(capture)];
      expect(changes.length).toBeGreaterThan(300);
      expect(changes.filter(([, request]) => isTaken(capture, request)).map(([what]) => what)).toEqual([]);
    },
  );

  it('verify as API Gateway passes them on: without Content-Length, and with headers of its own', () => {
    for (const capture of captures) {
      const kept = capture.request.headers.filter(([name]) => !/^(?:content-length|connection)$/i.test(name));
      const headers: HeaderPair[] = [
        ...kept,
        ['X-Forwarded-For', '192.0.2.1'],
        ['X-Amzn-Trace-Id', 'Root=1'],
        ['x-amz-cf-id', 'a'],
      ];
      expect([capture.client, isTaken(capture, { ...capture.request, headers })]).toEqual([capture.client, true]);
    }
  });
});
