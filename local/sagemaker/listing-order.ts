import type { Job } from './jobs.ts';
import { type JsonObject, parseJsonObject } from './json.ts';
import { lifeAt } from './life.ts';

/** Where a job stands in a list; comparable with the places of the same `sortBy`. */
interface Place {
  readonly sortBy: string;
  readonly key: string | number;
  readonly name: string;
}

/** An order of jobs in which the place after a token is found even where the job it names is gone. */
export interface ListOrder {
  sort(jobs: readonly Job[]): readonly Job[];
  /** The NextToken of a page that ends with this job. */
  tokenAfter(job: Job): string;
  /** Those of the jobs that come after the token's page; null: no list of this order has given the token. */
  afterToken(jobs: readonly Job[], token: string): readonly Job[] | null;
}

/** By CreationTime, ascending, unless `input` says otherwise (API reference, ListTrainingJobs); equal ones by name. */
export function listOrder({ SortBy = 'CreationTime', SortOrder }: JsonObject, now: number): ListOrder {
  const sortBy = String(SortBy);
  const direction = SortOrder === 'Descending' ? -1 : 1;
  const keyOf = (job: Job): string | number => {
    if (sortBy === 'Name') return job.name;
    return sortBy === 'Status' ? lifeAt(job, now).current.status : job.createdAt;
  };
  const placeOf = (job: Job): Place => ({ sortBy, key: keyOf(job), name: job.name });
  return {
    sort: (jobs) => jobs.toSorted((a, b) => direction * comparePlaces(placeOf(a), placeOf(b))),
    tokenAfter: (job) => Buffer.from(JSON.stringify(placeOf(job))).toString('base64url'),
    afterToken: (jobs, token) => {
      const last = placeIn(token);
      if (last?.sortBy !== sortBy) return null;
      return jobs.filter((job) => direction * comparePlaces(placeOf(job), last) > 0);
    },
  };
}

const comparePlaces = (a: Place, b: Place): number => compare(a.key, b.key) || compare(a.name, b.name);

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

function placeIn(token: string): Place | null {
  const { sortBy, key, name } = parseJsonObject(Buffer.from(token, 'base64url').toString('utf8')) ?? {};
  if (typeof sortBy !== 'string' || typeof name !== 'string') return null;
  if (typeof key !== 'string' && typeof key !== 'number') return null;
  return (typeof key === 'number') === (sortBy === 'CreationTime') ? { sortBy, key, name } : null;
}
