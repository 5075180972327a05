import { preferencesOf } from './cross-field.ts';
import type { Job } from './jobs.ts';
import { type JsonObject, objectOf } from './json.ts';
import { isTerminal, lifeAt, type Transition } from './life.ts';
import { warmPoolOf } from './warm-pool.ts';

/** How a moment is written: SageMaker's API says seconds, its events milliseconds. */
export type WriteTime = (epochMs: number) => number;

export const asEpochSeconds: WriteTime = (epochMs) => epochMs / 1000;

/** What DescribeTrainingJob says where the request was silent (API reference, CreateTrainingJob). */
const DEFAULTS = {
  EnableNetworkIsolation: false,
  EnableInterContainerTrafficEncryption: false,
  EnableManagedSpotTraining: false,
} as const;

/** The job as it was or is at `now`: what the request held but Tags, and what became of it. */
export function describeJob(job: Job, now: number, time: WriteTime): JsonObject {
  const { Tags, SessionChainingConfig, ...echoed } = job.request;
  const { past, current } = lifeAt(job, now);
  return {
    ...DEFAULTS,
    ...echoed,
    ...selectionOf(job.request),
    StoppingCondition: { MaxRuntimeInSeconds: job.maxRuntimeSeconds, ...objectOf(echoed.StoppingCondition) },
    TrainingJobArn: job.arn,
    TrainingJobStatus: current.status,
    SecondaryStatus: current.secondaryStatus,
    SecondaryStatusTransitions: past.map((transition, index) => writeTransition(transition, past[index + 1], time)),
    CreationTime: time(job.createdAt),
    LastModifiedTime: time(current.at),
    ...outcomeOf(job, current),
    ...timesOf(past, current, time),
  };
}

/** The summary that ListTrainingJobs gives. */
export function summarizeJob(job: Job, now: number): JsonObject {
  const { current } = lifeAt(job, now);
  return {
    TrainingJobName: job.name,
    TrainingJobArn: job.arn,
    CreationTime: asEpochSeconds(job.createdAt),
    ...(isTerminal(current.status) && { TrainingEndTime: asEpochSeconds(current.at) }),
    LastModifiedTime: asEpochSeconds(current.at),
    TrainingJobStatus: current.status,
    SecondaryStatus: current.secondaryStatus,
    ...warmPoolOf(job, now),
  };
}

/** What spot instances are paid for of the time that they take: the savings that AWS shows are of this kind. */
const SPOT_SHARE = 0.4;

/** Billable seconds of a job that ran and ended (from TrainingStartTime to TrainingEndTime), else nothing. */
export function billingOf(job: Job, now: number): JsonObject {
  const { past, current } = lifeAt(job, now);
  const startedAt = trainingStart(past);
  if (startedAt === null || !isTerminal(current.status)) return {};
  const seconds = Math.ceil((current.at - startedAt) / 1000);
  const billable = job.request.EnableManagedSpotTraining === true ? Math.ceil(seconds * SPOT_SHARE) : seconds;
  return { TrainingTimeInSeconds: seconds, BillableTimeInSeconds: billable };
}

function writeTransition(transition: Transition, next: Transition | undefined, time: WriteTime): JsonObject {
  const endedAt = isTerminal(transition.status) ? transition.at : next?.at;
  return {
    Status: transition.secondaryStatus,
    StartTime: time(transition.at),
    ...(endedAt !== undefined && { EndTime: time(endedAt) }),
    StatusMessage: transition.message,
  };
}

/** Of several instance types that would do, the first is the one that was to be had. */
function selectionOf(request: JsonObject): JsonObject {
  const [selected] = preferencesOf(request);
  if (!selected) return {};
  const resources = objectOf(request.ResourceConfig);
  const SelectedInstanceCount = resources.InstanceCount ?? selected.InstanceCount;
  return { ResourceConfig: { ...resources, SelectedInstanceType: selected.InstanceType, SelectedInstanceCount } };
}

/** As the real service begins them; knowledge center of AWS, "CapacityError" (2026). */
const FAILURE_REASONS = {
  'fail-job': 'AlgorithmError: the training container failed, exit code: 1',
  'no-capacity':
    'CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.',
} as const;

function outcomeOf(job: Job, current: Transition): JsonObject {
  if (current.status === 'Completed') return { ModelArtifacts: { S3ModelArtifacts: modelUri(job) } };
  if (current.status === 'Failed') {
    return { FailureReason: FAILURE_REASONS[job.failure ?? 'fail-job'] };
  }
  return {};
}

function timesOf(past: readonly Transition[], current: Transition, time: WriteTime): JsonObject {
  const startedAt = trainingStart(past);
  return {
    ...(startedAt !== null && { TrainingStartTime: time(startedAt) }),
    ...(isTerminal(current.status) && { TrainingEndTime: time(current.at) }),
  };
}

/** TrainingStartTime comes before the download: the instances are there and are paid for (API reference). */
const trainingStart = (past: readonly Transition[]): number | null =>
  past.find(({ secondaryStatus }) => secondaryStatus === 'Downloading')?.at ?? null;

const modelUri = (job: Job): string => {
  const prefix = String(objectOf(job.request.OutputDataConfig).S3OutputPath).replace(/\/$/, '');
  return `${prefix}/${job.name}/output/model.tar.gz`;
};
