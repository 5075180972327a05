import { hash } from 'node:crypto';
import { isJsonList, type Json } from './json.ts';

/** JSON with object keys in code-unit order and no white space: equal values give equal text (as RFC 8785). */
export const canonicalJson = (value: Json): string => JSON.stringify(sorted(value));

/** SHA-256 of the canonical JSON, lower-case hex. */
export const canonicalHash = (value: Json): string => hash('sha256', canonicalJson(value), 'hex');

/** A copy whose keys are in order all the way down. A loop: `entries` and `fromEntries` took twice as long (bench/). */
function sorted(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isJsonList(value)) return value.map(sorted);
  const copy: Record<string, Json> = {};
  for (const name of Object.keys(value).sort()) put(copy, name, sorted(value[name] ?? null));
  return copy;
}

/** Even `__proto__` is a plain member, which an assignment would not make it. */
function put(copy: Record<string, Json>, name: string, value: Json): void {
  if (name === '__proto__') Object.defineProperty(copy, name, { value, enumerable: true });
  else copy[name] = value;
}
