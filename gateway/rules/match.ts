import type { Principal } from '../shared/principal.ts';
import type { Workload } from '../shared/workload.ts';
import type { Subject } from './rule.ts';

/** Whom a binding is for. All that is given must hold; within a list, one is enough. */
export interface Match {
  readonly teams?: readonly string[];
  readonly people?: readonly string[];
  readonly groups?: readonly string[];
  /** Allowed values by key of the request's tags. */
  readonly tags?: Readonly<Record<string, readonly string[]>>;
}

export interface Applicability {
  readonly match: Match | null;
  readonly except: Match | null;
}

/**
 * Whether a binding is for the subject. Should a tag's key come twice with different values, the binding applies:
 * `match` is content with any of them, `except` demands all.
 */
export const applies = ({ match, except }: Applicability, subject: Subject): boolean =>
  (match === null || holds(match, subject, 'any')) && !(except !== null && holds(except, subject, 'all'));

/** Whether a binding can be for some workload of the principal's. */
export const concerns = ({ match, except }: Partial<Applicability>, principal: Principal): boolean =>
  (!match || isAmong(match, principal)) && !(except && !except.tags && isAmong(except, principal));

const holds = (match: Match, { principal, workload }: Subject, of: 'any' | 'all'): boolean =>
  isAmong(match, principal) && (match.tags === undefined || tagsHold(workload, match.tags, of));

function tagsHold(workload: Workload, tags: NonNullable<Match['tags']>, of: 'any' | 'all'): boolean {
  for (const key in tags) if (!tagHolds(workload, key, tags[key] ?? [], of)) return false;
  return true;
}

const isAmong = ({ teams, people, groups }: Match, principal: Principal): boolean =>
  (!teams || teams.includes(principal.team)) &&
  (!people || people.includes(principal.person)) &&
  (!groups || groups.some((group) => principal.groups.includes(group)));

function tagHolds({ tags }: Workload, key: string, allowed: readonly string[], of: 'any' | 'all'): boolean {
  const values = tags.value.filter((tag) => tag.key === key).map(({ value }) => value);
  if (values.length === 0) return false;
  return of === 'any'
    ? values.some((value) => allowed.includes(value))
    : values.every((value) => allowed.includes(value));
}
