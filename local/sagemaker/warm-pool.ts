import type { Job } from './jobs.ts';
import { type JsonObject, objectOf } from './json.ts';
import { isTerminal, lifeAt } from './life.ts';

/** Of WarmPoolResourceStatus (API reference) all but `Reused`: no job here goes on with the instances of another. */
export type WarmPoolStatus = 'InUse' | 'Available' | 'Terminated';

/** Whether a job with this create request will leave a warm pool. */
export const asksForWarmPool = (request: JsonObject): boolean => keepAliveSeconds(request) > 0;

/**
 * What became of the job's warm pool; null: it has none. A pool is kept only where the job completed, and as long as
 * KeepAlivePeriodInSeconds then says, 0 ending it (developer guide, "Use SageMaker AI managed warm pools", 2026).
 */
export function warmPoolStatus(job: Job, now: number): WarmPoolStatus | null {
  if (!job.hasWarmPool) return null;
  const { status, at } = lifeAt(job, now).current;
  if (!isTerminal(status)) return 'InUse';
  const isKept = status === 'Completed' && now < at + keepAliveSeconds(job.request) * 1000;
  return isKept ? 'Available' : 'Terminated';
}

/** `WarmPoolStatus` as DescribeTrainingJob and ListTrainingJobs give it; nothing where the job has no pool. */
export function warmPoolOf(job: Job, now: number): JsonObject {
  const Status = warmPoolStatus(job, now);
  if (Status === null) return {};
  return { WarmPoolStatus: { Status, ...(Status !== 'InUse' && retainedTime(job, now)) } };
}

/** What the pool has cost so far, or did: the time from the job's end on, for each instance. */
function retainedTime(job: Job, now: number): JsonObject {
  const { status, at } = lifeAt(job, now).current;
  const seconds = status === 'Completed' ? Math.min(Math.ceil((now - at) / 1000), keepAliveSeconds(job.request)) : 0;
  return { ResourceRetainedBillableTimeInSeconds: seconds };
}

const keepAliveSeconds = ({ ResourceConfig }: JsonObject): number =>
  Number(objectOf(ResourceConfig).KeepAlivePeriodInSeconds ?? 0);
