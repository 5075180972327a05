import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { HeaderPair } from '../../gateway/identity/sigv4.ts';
import { verifySlack } from '../../gateway/identity/verify-slack.ts';

/** The example of docs.slack.dev, Verifying requests from Slack (2026-11). */
const EXAMPLE = {
  secret: '8f742231b10e8888abcd99yyyzzz85a5',
  timestamp: '1531420618',
  body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
};

const SECRET = 'a-signing-secret';
const NOW = 1_800_000_000;

const signed = (timestamp: string, body: Uint8Array, secret = SECRET): string =>
  `v0=${createHmac('sha256', secret)
    .update(Buffer.concat([Buffer.from(`v0:${timestamp}:`), body]))
    .digest('hex')}`;

const headers = (timestamp: string, signature: string): HeaderPair[] => [
  ['X-Slack-Request-Timestamp', timestamp],
  ['X-Slack-Signature', signature],
];

const BODY = Buffer.from('payload=%7B%22type%22%3A%22block_actions%22%7D');
const GOOD = headers(String(NOW), signed(String(NOW), BODY));
const verified = (pairs: readonly HeaderPair[], body: Uint8Array = BODY, secret = SECRET, now = NOW) =>
  verifySlack({ headers: pairs, body }, secret, now * 1_000);

describe('a request that Slack signed', () => {
  it('is the one of its documentation', () => {
    const { secret, timestamp, body, signature } = EXAMPLE;
    const request = { headers: headers(timestamp, signature), body: Buffer.from(body) };
    expect(verifySlack(request, secret, Number(timestamp) * 1_000)).toEqual({ ok: true, value: signature });
  });

  it.each([
    ['now', 0],
    ['five minutes ago', -300],
    ['in five minutes, by a clock that is slow', 300],
  ])('is let in that was made %s', (_name, seconds) => {
    const timestamp = String(NOW + seconds);
    expect(verified(headers(timestamp, signed(timestamp, BODY))).ok).toBe(true);
  });

  it('is let in whatever its bytes are', () => {
    const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));
    fc.assert(
      fc.property(bytes, (body) => verified(headers(String(NOW), signed(String(NOW), body)), body).ok),
      { numRuns: 200 },
    );
  });
});

describe('a request is refused', () => {
  const at = (seconds: number): HeaderPair[] => {
    const timestamp = String(NOW + seconds);
    return headers(timestamp, signed(timestamp, BODY));
  };
  it.each<[name: string, pairs: readonly HeaderPair[]]>([
    ['without headers', []],
    ['without a signature', GOOD.slice(0, 1)],
    ['without a time', GOOD.slice(1)],
    ['with two signatures', [...GOOD, ['x-slack-signature', 'v0=0']]],
    ['with the time twice', [...GOOD, ['x-slack-request-timestamp', String(NOW)]]],
    ['with an empty signature', headers(String(NOW), '')],
    ['of another version of signatures', headers(String(NOW), signed(String(NOW), BODY).replace('v0', 'v1'))],
    ['that is signed in capitals', headers(String(NOW), signed(String(NOW), BODY).toUpperCase())],
    ['that is stale by a second', at(-301)],
    ['that is of the future by a second', at(301)],
    ['that is of an hour from now', at(3_600)],
    ['whose time has a fraction', headers(`${NOW}.0`, signed(`${NOW}.0`, BODY))],
    ['whose time is negative', headers(`-${NOW}`, signed(`-${NOW}`, BODY))],
    ['whose time is NaN', headers('NaN', signed('NaN', BODY))],
    ['whose time has a blank', headers(` ${NOW}`, signed(` ${NOW}`, BODY))],
    ['that is signed for another time', headers(String(NOW + 1), signed(String(NOW), BODY))],
    ['that is signed with another app’s secret', headers(String(NOW), signed(String(NOW), BODY, 'other'))],
  ])('%s', (_name, pairs) => {
    expect(verified(pairs).ok).toBe(false);
  });

  it('where the secret is empty, though it is signed with that', () => {
    expect(verified(headers(String(NOW), signed(String(NOW), BODY, '')), BODY, '').ok).toBe(false);
  });

  it('where nobody knows what time it is', () => {
    expect(verified(GOOD, BODY, SECRET, Number.NaN).ok).toBe(false);
  });

  it('where it is longer than any of Slack’s', () => {
    const body = Buffer.alloc(128 * 1024 + 1, 'a');
    expect(verified(headers(String(NOW), signed(String(NOW), body)), body).ok).toBe(false);
  });

  it('where any one byte of it is another', () => {
    fc.assert(
      fc.property(fc.nat(BODY.length - 1), fc.integer({ min: 1, max: 255 }), (index, difference) => {
        const body = Buffer.from(BODY);
        body[index] = (body[index] ?? 0) ^ difference;
        return !verified(GOOD, body).ok;
      }),
    );
  });

  it('where any one digit of its signature is another', () => {
    const [time, [name, signature = ''] = ['', '']] = GOOD;
    fc.assert(
      fc.property(fc.nat(63), fc.integer({ min: 1, max: 15 }), (index, difference) => {
        const digits = [...signature.slice(3)];
        digits[index] = ((Number.parseInt(digits[index] ?? '0', 16) + difference) % 16).toString(16);
        return time !== undefined && !verified([time, [name, `v0=${digits.join('')}`]]).ok;
      }),
    );
  });

  it('never by throwing, whatever it is', () => {
    const pair = fc.tuple(
      fc.constantFrom('x-slack-signature', 'x-slack-request-timestamp', 'X-Slack-Signature'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(pair), fc.uint8Array(), fc.double(), (pairs, body, now) => {
        return !verifySlack({ headers: pairs, body }, SECRET, now).ok;
      }),
    );
  });
});
