import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalHash } from '../../gateway/shared/canonical.ts';
import type { Json } from '../../gateway/shared/json.ts';

/** Values as JSON.parse gives them. Small ones, so that two are often alike. */
const json = fc.jsonValue({ maxDepth: 2 }).map((value): Json => JSON.parse(JSON.stringify(value)));

describe('canonicalHash', () => {
  it('does not see the order of members', () => {
    fc.assert(fc.property(json, (value) => canonicalHash(value) === canonicalHash(reversed(value))));
  });

  it('tells different values apart', () => {
    fc.assert(
      fc.property(json, json, (one, other) => {
        expect(canonicalHash(one) === canonicalHash(other)).toBe(isDeepStrictEqual(one, other));
      }),
    );
  });
});

/** The same value with the members of every object in the opposite order. */
function reversed(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, reversed(inner)]),
  );
}
