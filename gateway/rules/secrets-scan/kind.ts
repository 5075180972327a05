import { matchesAnyGlob } from '../../shared/glob.ts';
import { hasRandomRun } from './entropy.ts';
import { assignsSecret, isLiteral, promisesChecksum, promisesSecret, SHORTEST, unquoted } from './names.ts';
import { shapeIn } from './shapes.ts';

/** What a scan takes for a secret. */
export interface Scan {
  /** Whether names may hold anything. */
  isFree(key: string): boolean;
  /** The kind of secret in a value under a name, '' where it has none; undefined: it looks like none. */
  kindOf(key: string, value: string): string | undefined;
  /** The kind of secret that a name itself looks like. */
  kindOfName(key: string): string | undefined;
}

export const scanBy = (entropy: boolean, allowedKeys: readonly string[]): Scan => {
  const kindOfText = (text: string, isChecksum: (() => boolean) | undefined) => {
    if (text.length < SHORTEST_TOKEN) return undefined;
    const kind = shapeIn(text) ?? (assignsSecret(text) ? BY_NAME : undefined);
    if (kind !== undefined || !entropy || !hasRandomRun(text)) return kind;
    return isChecksum?.() ? undefined : RANDOM;
  };
  return {
    isFree: (key) => allowedKeys.length > 0 && matchesAnyGlob(allowedKeys, key),
    kindOf: (key, value) => {
      if (value.length < SHORTEST) return undefined;
      if (promisesSecret(key)) {
        const kind = secretOfAws(value) ?? shapeIn(value) ?? (isLiteral(value) ? BY_NAME : undefined);
        if (kind !== undefined) return kind;
      }
      return kindOfText(value, () => promisesChecksum(key));
    },
    kindOfName: (key) => kindOfText(key, undefined),
  };
};

/** No token is shorter; so what most values are is passed over unread. */
const SHORTEST_TOKEN = 16;

const BY_NAME = 'value of a name that promises a secret';
const RANDOM = 'text as random as a key';

/** It has no shape of its own but its length, so only a name tells. */
const secretOfAws = (value: string): string | undefined =>
  /^[A-Za-z0-9/+]{40}$/.test(unquoted(value)) && !/^[0-9a-f]{40}$/.test(unquoted(value))
    ? 'AWS secret access key'
    : undefined;
