import { createHash } from 'node:crypto';
import { isJsonList, type Json } from './json.ts';

/** JSON with object keys in code-unit order and no white space: equal values give equal text (as RFC 8785). */
export const canonicalJson = (value: Json): string => JSON.stringify(sorted(value));

/** SHA-256 of the canonical JSON, lower-case hex. */
export const canonicalHash = (value: Json): string => createHash('sha256').update(canonicalJson(value)).digest('hex');

/** A copy whose keys are in order all the way down. `fromEntries` keeps even `__proto__` a plain member. */
function sorted(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isJsonList(value)) return value.map(sorted);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}
