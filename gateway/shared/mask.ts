import { isJsonList, isJsonObject, type Json } from './json.ts';

/** Stands for a value that is often a credential. */
export const MASK = '***';

/** Shorter values are words such as `true`: masking them would only garble a sentence. */
const SHORTEST_SECRET = 6;

/** Masks texts that may quote values of these, such as environment variables by their names. */
export function maskOf(maps: readonly object[]): (text: string) => string {
  const secrets = maps
    .flatMap((map): readonly unknown[] => Object.values(map))
    .filter((value) => typeof value === 'string')
    .filter((value) => value.length >= SHORTEST_SECRET)
    // One may be a part of another, whose rest would stay.
    .sort((a, b) => b.length - a.length);
  return (text) => secrets.reduce((shown, secret) => shown.replaceAll(secret, MASK), text);
}

/** Masks every text in a value; names of members stay. */
export function maskedIn(value: Json, mask: (text: string) => string): Json {
  if (typeof value === 'string') return mask(value);
  if (isJsonList(value)) return value.map((item) => maskedIn(item, mask));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, maskedIn(inner, mask)]));
}
