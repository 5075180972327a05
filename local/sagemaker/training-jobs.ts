import { randomUUID } from 'node:crypto';
import { type Answer, invalid, refusal, success, wrongStatus } from './answer.ts';
import { checkCreate } from './create-checks.ts';
import { asEpochSeconds, billingOf, describeJob } from './describe.ts';
import { findJob } from './find-job.ts';
import { arnOf, type Job } from './jobs.ts';
import { type JsonObject, objectOf } from './json.ts';
import { isTerminal, lifeAt } from './life.ts';
import type { Service } from './service.ts';
import { asksForWarmPool, warmPoolOf, warmPoolStatus } from './warm-pool.ts';

/** CreateTrainingJob: from now on the job lives (life.ts). */
export function createTrainingJob(input: JsonObject, service: Service): Answer {
  const refused = checkCreate(input);
  if (refused) return refused;
  const name = String(input.TrainingJobName);
  const taken = service.jobs.byName(name);
  if (taken) return nameTaken(taken);
  const job: Job = {
    id: randomUUID(),
    name,
    arn: arnOf(service.site, name),
    request: input,
    hasWarmPool: asksForWarmPool(input),
    createdAt: service.now(),
    stopRequestedAt: null,
    maxRuntimeSeconds: maxRuntimeOf(input),
    failure: service.takeJobFault(),
    eventsSent: 0,
    isDeleted: false,
  };
  service.jobs.put(job);
  return success({ TrainingJobArn: job.arn });
}

const nameTaken = (taken: Job): Answer =>
  refusal(
    'ResourceInUse',
    'Training job names must be unique within an AWS account and region, ' +
      `and a training job with this name already exists (${taken.arn})`,
  );

/** One day where the request names none (API reference, StoppingCondition). */
const maxRuntimeOf = ({ StoppingCondition }: JsonObject): number =>
  Number(objectOf(StoppingCondition).MaxRuntimeInSeconds ?? 86_400);

/** DescribeTrainingJob: what the job's events tell, what it cost, and its warm pool. */
export function describeTrainingJob(input: JsonObject, service: Service): Answer {
  const found = findJob(input, service);
  if (!found.ok) return found.refusal;
  const [job, now] = [found.value, service.now()];
  return success({ ...describeJob(job, now, asEpochSeconds), ...billingOf(job, now), ...warmPoolOf(job, now) });
}

/** StopTrainingJob: once, however often it is asked, and not of a job that has ended. */
export function stopTrainingJob(input: JsonObject, service: Service): Answer {
  const found = findJob(input, service);
  if (!found.ok) return found.refusal;
  const job = found.value;
  const { status } = lifeAt(job, service.now()).current;
  if (isTerminal(status)) return invalid(wrongStatus(status));
  if (status !== 'Stopping') service.jobs.put({ ...job, stopRequestedAt: service.now() });
  return success(null);
}

/**
 * DeleteTrainingJob: frees the name of a job that has ended and keeps no warm pool. Of the API reference's errors the
 * words are not known; an unknown job is told as by DescribeTrainingJob.
 */
export function deleteTrainingJob(input: JsonObject, service: Service): Answer {
  const found = findJob(input, service);
  if (!found.ok) return found.refusal;
  const job = found.value;
  const { status } = lifeAt(job, service.now()).current;
  if (!isTerminal(status)) return refusal('ResourceInUse', wrongStatus(status));
  if (warmPoolStatus(job, service.now()) === 'Available') {
    return refusal('ResourceInUse', 'The request was rejected because the warm pool of the training job is Available.');
  }
  service.jobs.put({ ...job, isDeleted: true });
  return success(null);
}
