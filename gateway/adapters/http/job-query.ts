import type { JobQuery } from '../../flows/read.ts';
import type { Refusal } from '../../shared/errors.ts';
import { JOB_STATES } from '../../shared/job.ts';
import { ok, type Result } from '../../shared/result.ts';
import { integerIn, knownOnly, type QueryParameters, refusedParameter } from './query.ts';

/** Jobs on a page. */
export const MAX_LIMIT = 50;
export const DEFAULT_LIMIT = 20;

/** What may be asked for in the query of a list. */
export type QueryParameter = 'state' | 'team' | 'limit' | 'next';
const KNOWN: readonly string[] = ['state', 'team', 'limit', 'next'] satisfies QueryParameter[];

/** Reads `?state=&team=&limit=&next=`. Nothing unknown is passed over. */
export function jobQueryOf(parameters: QueryParameters): Result<JobQuery, Refusal> {
  const known = knownOnly(parameters, KNOWN);
  if (!known.ok) return known;
  const state = JOB_STATES.find((each) => each === parameters.state) ?? null;
  if (parameters.state !== undefined && state === null) {
    return refusedParameter('state', parameters.state, `one of ${JOB_STATES.join(', ')}`);
  }
  const limit = pageLimitOf(parameters.limit);
  if (!limit.ok) return limit;
  const before = cursorOf(parameters.next);
  return before.ok ? ok({ state, team: parameters.team ?? null, limit: limit.value, before: before.value }) : before;
}

/** How many are on a page. */
export function pageLimitOf(seen: string | undefined): Result<number, Refusal> {
  const limit = seen === undefined ? DEFAULT_LIMIT : integerIn(seen, 1, MAX_LIMIT);
  return limit === undefined ? refusedParameter('limit', seen, `an integer from 1 to ${MAX_LIMIT}`) : ok(limit);
}

/** A page's `next` as callers carry it: opaque to them. */
export const nextOf = (listKey: string | null): string | null =>
  listKey === null ? null : Buffer.from(listKey).toString('base64url');

const LIST_KEY = /^\d{4}-\d\d-\d\dT[\d:.]+Z#[\w-]+$/;

/** The list key in a `next`; null: from the beginning. */
export function cursorOf(next: string | undefined): Result<string | null, Refusal> {
  if (next === undefined) return ok(null);
  const listKey = Buffer.from(next, 'base64url').toString();
  return LIST_KEY.test(listKey) ? ok(listKey) : refusedParameter('next', next, 'the `next` of an earlier answer');
}
