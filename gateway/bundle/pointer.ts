import { type Json, objectIn, textIn } from '../shared/json.ts';
import { err, ok, type Result } from '../shared/result.ts';

/** Which published bundle is in force, and who said so. The object `active.json` of the bucket. */
export interface Pointer {
  readonly version: string;
  /** What was in force before; null for the first. */
  readonly previous: string | null;
  /** A rollback is not rolled back: two people who do it at the same time must not undo each other. */
  readonly change: 'activate' | 'rollback';
  /** As that person said; who it was is proven by the bucket's access records (CloudTrail). */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason: string;
}

/** Whether a text can be the version of a bundle: SHA-256 in lower-case hex. */
export const isVersion = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

/** The text of the pointer's object. */
export const pointerText = (pointer: Pointer): string => `${JSON.stringify(pointer, null, 2)}\n`;

/** Reads the pointer's object; the error says what is wrong with it. Members that are not known are passed over. */
export function parsePointer(text: string): Result<Pointer, string> {
  const members = objectIn(parseJson(text));
  const { version, previous, change, by, at, reason } = members;
  if (!isVersion(textIn(version))) return err('`version` is not a SHA-256 in lower-case hex');
  if (previous !== null && !isVersion(textIn(previous))) return err('`previous` is neither a SHA-256 nor null');
  if (change !== 'activate' && change !== 'rollback') return err('`change` is neither `activate` nor `rollback`');
  return ok({
    version: textIn(version),
    previous: previous === null ? null : textIn(previous),
    change,
    by: textIn(by),
    at: textIn(at),
    reason: textIn(reason),
  });
}

/** What is no JSON has no members. */
function parseJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
