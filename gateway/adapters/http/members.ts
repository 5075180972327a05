import type { Refusal, RestErrorCode } from '../../shared/errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts';
import { err, ok, type Result } from '../../shared/result.ts';

/** The members of a small body, which may be empty. Nothing unknown is passed over; `code`: of the refusal. */
export function membersOf(
  body: Uint8Array,
  known: readonly string[],
  code: RestErrorCode,
): Result<JsonObject, Refusal> {
  const refused = (detail: string): Result<never, Refusal> => err({ code, detail });
  const value = body.byteLength === 0 ? {} : parsed(body);
  if (!isJsonObject(value)) return refused('the body is a JSON object, or empty');
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown === undefined) return ok(value);
  return refused(`there is no member \`${unknown}\`: known are ${known.join(', ')}`);
}

function parsed(body: Uint8Array): Json | undefined {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
