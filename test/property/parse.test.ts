import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flawMessage } from '../../gateway/actions/json-flaw.ts';
import { isLossless } from '../../gateway/actions/lossless.ts';
import { parseBody } from '../../gateway/actions/parse.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const document = fc.dictionary(
  fc.string({ unit: 'grapheme' }).filter((name) => name !== '__proto__'),
  fc.jsonValue({ maxDepth: 6, stringUnit: 'grapheme' }).filter((value) => !JSON.stringify(value).includes('__proto__')),
);
/** Text out of JSON's own tokens: near to JSON more often than random characters. */
const nearJson = fc
  .array(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b\\n"',
      '"',
      '\\',
      '1',
      '-',
      '0.5',
      'e3',
      'true',
      'nul',
      ' ',
      '\n',
    ),
  )
  .map((tokens) => tokens.join(''));

describe('parseBody', () => {
  it('agrees with JSON.parse on valid documents, spaced or not', () => {
    fc.assert(
      fc.property(document, fc.constantFrom(0, 2, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(parseBody(Buffer.from(text))).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it('refuses every document in which a member was repeated', () => {
    fc.assert(
      fc.property(document, fc.string(), fc.jsonValue(), (value, name, again) => {
        const once = JSON.stringify({ [name]: 1, ...value }).slice(1, -1);
        const text = `{"outer":{${once},${JSON.stringify(name)}:${JSON.stringify(again)}}}`;
        expect(parseBody(Buffer.from(text)).ok).toBe(false);
      }),
    );
  });
});

describe('flawMessage', () => {
  it('finds a fault in exactly what JSON.parse refuses, but what it lets pass in silence', () => {
    fc.assert(
      fc.property(fc.oneof(nearJson, fc.string(), fc.json()), (text) => {
        const message = flawMessage(text);
        // What JSON.parse lets pass in silence.
        if (/is there twice|`__proto__`|does not fit a double/.test(message ?? '')) return;
        expect(message === null).toBe(isJson(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('isLossless', () => {
  it('holds for whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => isLossless(JSON.stringify(value))),
    );
  });

  it('holds for an integer exactly when it comes back from a double', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 70n }), (value) => {
        expect(isLossless(value.toString())).toBe(BigInt(Number(value)) === value && shortest(value));
      }),
    );
  });
});

/** 2^60 is exact in a double, but JavaScript writes it back with other digits, so other readers would see a change. */
const shortest = (value: bigint): boolean =>
  BigInt(String(Number(value)).replace(/^(\d)\.?(\d*)e\+(\d+)$/, expanded)) === value;
const expanded = (_all: string, first: string, rest: string, power: string): string =>
  first + rest.padEnd(Number(power), '0');
