import type { JobQuery } from '../../flows/read.ts';
import type { Refusal } from '../../shared/errors.ts';
import { JOB_STATES } from '../../shared/job.ts';
import { err, ok, type Result } from '../../shared/result.ts';

/** Jobs on a page. */
export const MAX_LIMIT = 50;
export const DEFAULT_LIMIT = 20;

/** What may be asked for in the query of a list. */
export type QueryParameter = 'state' | 'team' | 'limit' | 'next';
const KNOWN: readonly string[] = ['state', 'team', 'limit', 'next'] satisfies QueryParameter[];

type QueryParameters = Readonly<Record<string, string | undefined>>;

/** Reads `?state=&team=&limit=&next=`. Nothing unknown is passed over. */
export function jobQueryOf(parameters: QueryParameters): Result<JobQuery, Refusal> {
  const unknown = Object.keys(parameters).find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) {
    return err({
      code: 'invalid-query',
      detail: `there is no query parameter \`${unknown}\`: known are ${KNOWN.join(', ')}`,
    });
  }
  const state = JOB_STATES.find((known) => known === parameters.state) ?? null;
  if (parameters.state !== undefined && state === null) {
    return refused('state', parameters.state, `one of ${JOB_STATES.join(', ')}`);
  }
  const limit = Number(parameters.limit ?? DEFAULT_LIMIT);
  if (!/^\d+$/.test(parameters.limit ?? '1') || limit < 1 || limit > MAX_LIMIT) {
    return refused('limit', parameters.limit, `an integer from 1 to ${MAX_LIMIT}`);
  }
  const before = parameters.next === undefined ? null : cursorOf(parameters.next);
  if (before === undefined) return refused('next', parameters.next, 'the `next` of an earlier answer');
  return ok({ state, team: parameters.team ?? null, limit, before });
}

const refused = (name: string, seen: string | undefined, allowed: string): Result<never, Refusal> =>
  err({ code: 'invalid-query', detail: `the query parameter \`${name}\` is \`${seen}\`: give ${allowed}` });

/** A page's `next` as callers carry it: opaque to them. */
export const nextOf = (listKey: string | null): string | null =>
  listKey === null ? null : Buffer.from(listKey).toString('base64url');

const LIST_KEY = /^\d{4}-\d\d-\d\dT[\d:.]+Z#[\w-]+$/;

function cursorOf(next: string): string | undefined {
  const listKey = Buffer.from(next, 'base64url').toString();
  return LIST_KEY.test(listKey) ? listKey : undefined;
}
