import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { WireRequest } from '../../gateway/identity/sigv4.ts';
import { verifySigV4 } from '../../gateway/identity/verify-sigv4.ts';
import { rawQuery, signedHeaders } from '../../local/sigv4-signer.ts';

// The signer is AWS's own for JavaScript, so both sides can only agree by both being right.
const NOW = Date.UTC(2026, 10, 23, 12, 0, 0);
const KEY = { accessKeyId: 'AKIALOCALEXAMPLE0001', secretAccessKey: 'example-secret/+' };
const site = { region: 'eu-west-1', service: 'execute-api', now: NOW, maxSkewMs: 300_000 };
const verified = (request: WireRequest) =>
  verifySigV4(request, { ...site, lookup: (id) => (id === KEY.accessKeyId ? KEY : undefined) }).ok;

const text = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', '-', ' ', '+', '/', '%', '&', '=', '~', '*', "'", 'é', 'ሴ', '🐦'),
});
const segment = text.filter((s) => s !== '').map((s) => encodeURIComponent(s));
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join('/')}`);
const query = fc.dictionary(
  text.filter((name) => name !== ''),
  fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })),
  { maxKeys: 4 },
);
const headers = fc.record({
  host: fc.constantFrom('localhost', 'api.example.com:8787'),
  'content-type': fc.constantFrom('application/json', 'text/plain; charset=utf-8'),
  'X-Team': fc.string({ unit: fc.constantFrom('a', 'B', '7', ' ', '"', ';', ','), minLength: 1, maxLength: 12 }),
});
const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT'),
  path,
  query,
  headers,
  body: fc.uint8Array({ maxLength: 64 }),
});
type Request = typeof request extends fc.Arbitrary<infer R> ? R : never;

async function signed(wanted: Request, checksum: boolean): Promise<WireRequest> {
  const sent = await signedHeaders(wanted, { ...KEY, at: NOW, checksum });
  return { ...wanted, query: rawQuery(wanted.query), headers: Object.entries(sent) };
}

/** `text` with its character at `at` (of any size) changed for one that means something else wherever it stands. */
function changed(text: string, at: number): string {
  const i = at % text.length;
  return `${text.slice(0, i)}${text[i] === 'x' ? 'y' : 'x'}${text.slice(i + 1)}`;
}

const CHANGES: readonly [string, (request: WireRequest, at: number) => WireRequest | null][] = [
  ['method', (r, at) => ({ ...r, method: changed(r.method, at) })],
  ['path', (r, at) => ({ ...r, path: `/${changed(r.path.slice(1), at)}` })],
  ['query', (r, at) => (r.query === '' ? null : { ...r, query: changed(r.query, at) })],
  [
    'signed header',
    (r, at) => {
      const i = at % r.headers.length;
      return { ...r, headers: r.headers.map(([name, value], j) => [name, i === j ? changed(value, at >> 4) : value]) };
    },
  ],
  [
    'body',
    (r, at) => {
      const i = at % r.body.length;
      return r.body.length === 0
        ? null
        : { ...r, body: r.body.map((byte, j) => (i === j ? byte ^ (1 << (at % 8)) : byte)) };
    },
  ],
];

describe('a request signed by another implementation', () => {
  it('verifies, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(request, fc.boolean(), async (wanted, checksum) => {
        expect(verified(await signed(wanted, checksum))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each(CHANGES)('is refused when one byte of it changes: %s', async (_part, change) => {
    await fc.assert(
      fc.asyncProperty(request, fc.boolean(), fc.nat(), async (wanted, checksum, at) => {
        const tampered = change(await signed(wanted, checksum), at);
        fc.pre(tampered !== null);
        expect(verified(tampered)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('is refused when a byte is added to or taken from the body', async () => {
    await fc.assert(
      fc.asyncProperty(request, async (wanted) => {
        const sent = await signed(wanted, true);
        expect(verified({ ...sent, body: Buffer.concat([sent.body, Buffer.from(' ')]) })).toBe(false);
        fc.pre(sent.body.length > 0);
        expect(verified({ ...sent, body: sent.body.subarray(1) })).toBe(false);
      }),
    );
  });
});
