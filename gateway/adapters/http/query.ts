import type { Refusal } from '../../shared/errors.ts';
import { err, ok, type Result } from '../../shared/result.ts';

/** The query of a request, as API Gateway hands it over. */
export type QueryParameters = Readonly<Record<string, string | undefined>>;

/** Refuses what is not known: nothing is passed over. */
export function knownOnly(parameters: QueryParameters, known: readonly string[]): Result<QueryParameters, Refusal> {
  const unknown = Object.keys(parameters).find((name) => !known.includes(name));
  if (unknown === undefined) return ok(parameters);
  const detail = `there is no query parameter \`${unknown}\`: known are ${known.join(', ')}`;
  return err({ code: 'invalid-query', detail });
}

/** `allowed`: what may be given instead. */
export const refusedParameter = (name: string, seen: string | undefined, allowed: string): Result<never, Refusal> =>
  err({ code: 'invalid-query', detail: `the query parameter \`${name}\` is \`${seen}\`: give ${allowed}` });

/** A whole number within bounds, in plain digits; undefined: it is none. */
export function integerIn(text: string, least: number, most: number): number | undefined {
  const value = Number(text);
  return /^\d+$/.test(text) && value >= least && value <= most ? value : undefined;
}
