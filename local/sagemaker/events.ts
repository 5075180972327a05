import { randomUUID } from 'node:crypto';
import { describeJob } from './describe.ts';
import type { Job, Site } from './jobs.ts';
import type { JsonObject } from './json.ts';
import type { Transition } from './life.ts';
import { tagsOf } from './tags.ts';

/** A training job's state change as EventBridge delivers it (SageMaker developer guide, EventBridge events). */
export interface TrainingJobEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': 'SageMaker Training Job State Change';
  readonly source: 'aws.sagemaker';
  readonly account: string;
  /** ISO 8601, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly [string];
  /** The job as DescribeTrainingJob showed it then, but times in epoch milliseconds, Tags a map, no billing. */
  readonly detail: JsonObject;
}

/** The event of one transition of the job. */
export function eventOf(job: Job, transition: Transition, site: Site): TrainingJobEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'SageMaker Training Job State Change',
    source: 'aws.sagemaker',
    account: site.accountId,
    time: new Date(transition.at).toISOString().replace(/\.\d+Z$/, 'Z'),
    region: site.region,
    resources: [job.arn],
    detail: { ...describeJob(job, transition.at, (epochMs) => epochMs), Tags: tagMap(job.request) },
  };
}

const tagMap = (request: JsonObject): JsonObject =>
  Object.fromEntries(tagsOf(request).map(({ Key, Value }) => [String(Key), Value]));
