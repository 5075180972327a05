import { type Answer, breach, invalidToken, refuseBreaches, success } from './answer.ts';
import { summarizeJob } from './describe.ts';
import type { Job } from './jobs.ts';
import type { JsonObject } from './json.ts';
import { lifeAt } from './life.ts';
import { listOrder } from './listing-order.ts';
import { warmPoolStatus } from './warm-pool.ts';

/** ListTrainingJobs, API reference: MaxResults from 1 to 100. The default, 10, is not documented there. */
const MAX_PAGE = 100;
const DEFAULT_PAGE = 10;

const ENUMS: Readonly<Record<string, readonly string[]>> = {
  WarmPoolStatusEquals: ['Available', 'Terminated', 'Reused', 'InUse'],
  StatusEquals: ['InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped', 'Deleting'],
  SortBy: ['Name', 'CreationTime', 'Status'],
  SortOrder: ['Ascending', 'Descending'],
};

/**
 * One page of ListTrainingJobs. As in SageMaker, StatusEquals is applied after the page was cut where MaxResults
 * is given too, so that a page may be empty and have a successor.
 */
export function listJobs(input: JsonObject, jobs: readonly Job[], now: number): Answer {
  const refused = refuseBreaches([...breachesOfPageSize(input.MaxResults), ...breachesOfEnums(input)]);
  if (refused) return refused;
  const order = listOrder(input, now);
  const rest = input.NextToken === undefined ? jobs : order.afterToken(jobs, String(input.NextToken));
  if (rest === null) return invalidToken();
  const hasStatus = (job: Job): boolean =>
    input.StatusEquals === undefined || lifeAt(job, now).current.status === input.StatusEquals;
  const matching = order.sort(rest).filter((job) => isSelected(job, input, now));
  const listed = input.MaxResults === undefined ? matching.filter(hasStatus) : matching;
  const page = listed.slice(0, Number(input.MaxResults ?? DEFAULT_PAGE));
  const last = page.at(-1);
  return success({
    TrainingJobSummaries: page.filter(hasStatus).map((job) => summarizeJob(job, now)),
    ...(last && page.length < listed.length && { NextToken: order.tokenAfter(last) }),
  });
}

function breachesOfPageSize(size: unknown): readonly string[] {
  if (size === undefined) return [];
  if (Number(size) < 1) return [breach('maxResults', size, 'have value greater than or equal to 1')];
  return Number(size) > MAX_PAGE ? [breach('maxResults', size, `have value less than or equal to ${MAX_PAGE}`)] : [];
}

function breachesOfEnums(input: JsonObject): readonly string[] {
  return Object.entries(ENUMS).flatMap(([member, allowed]) => {
    const value = input[member];
    if (value === undefined || allowed.includes(String(value))) return [];
    const path = member.charAt(0).toLowerCase() + member.slice(1);
    return [breach(path, value, `satisfy enum value set: [${allowed.join(', ')}]`)];
  });
}

/** The filters but StatusEquals. No job here has a training plan, so TrainingPlanArnEquals selects nothing. */
function isSelected(job: Job, input: JsonObject, now: number): boolean {
  const modifiedAt = lifeAt(job, now).current.at;
  return (
    job.name.includes(String(input.NameContains ?? '')) &&
    isBetween(job.createdAt, input.CreationTimeAfter, input.CreationTimeBefore) &&
    isBetween(modifiedAt, input.LastModifiedTimeAfter, input.LastModifiedTimeBefore) &&
    (input.WarmPoolStatusEquals === undefined || warmPoolStatus(job, now) === input.WarmPoolStatusEquals) &&
    input.TrainingPlanArnEquals === undefined
  );
}

/** Bounds are epoch seconds, both exclusive; undefined is no bound. */
const isBetween = (epochMs: number, after: unknown, before: unknown): boolean =>
  (after === undefined || epochMs > Number(after) * 1000) && (before === undefined || epochMs < Number(before) * 1000);
