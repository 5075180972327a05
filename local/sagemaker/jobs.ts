import type { JsonObject } from './json.ts';
import { type LifeFacts, lifeOf } from './life.ts';
import type { RecordLog } from './record-log.ts';

/** The account and region that the service plays. */
export interface Site {
  readonly accountId: string;
  readonly region: string;
}

/** One training job. Its status is not here: it follows from these facts and the time (life.ts). */
export interface Job extends LifeFacts {
  /** Its own also where another job has its name after it. */
  readonly id: string;
  /** As the caller wrote it. */
  readonly name: string;
  readonly arn: string;
  /** The create request, Tags included, with what later requests changed. */
  readonly request: JsonObject;
  /** Whether it was created to leave a warm pool. */
  readonly hasWarmPool: boolean;
  /** How many of the job's transitions have had their event delivered, or given up. */
  readonly eventsSent: number;
  /** Deleted: no operation finds it, but the events that it still owes are delivered. */
  readonly isDeleted: boolean;
}

/** Jobs by name and ARN. Names are unique in any letter case, as the lower-case ARN demands. */
export interface Jobs {
  byName(name: string): Job | undefined;
  byArn(arn: string): Job | undefined;
  /** In order of creation. */
  all(): readonly Job[];
  /** Deleted ones that owe events included. */
  byId(id: string): Job | undefined;
  /** Those that owe events, deleted ones included. */
  withEvents(): readonly Job[];
  /** Adds the job or replaces the one of its id; saved on return. A deleted one that owes no event is forgotten. */
  put(job: Job): void;
}

/** SageMaker's ARN of a training job: the name in lower case. */
export function arnOf({ accountId, region }: Site, name: string): string {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return `arn:${partition}:sagemaker:${region}:${accountId}:training-job/${name.toLowerCase()}`;
}

const RECORD_PREFIX = 'job-';

/** The jobs saved in `log` before, and a store that saves there. */
export function openJobs(log: RecordLog, site: Site): Jobs {
  const jobs = new Map<string, Job>();
  const idByArn = new Map<string, string>();
  // Apart, since it is asked for at every call: most jobs of a long run have ended.
  const owing = new Map<string, Job>();
  const keep = (job: Job): void => {
    if (owesEvents(job)) owing.set(job.id, job);
    else owing.delete(job.id);
    if (isForgotten(job)) jobs.delete(job.id);
    else jobs.set(job.id, job);
    if (!job.isDeleted) idByArn.set(job.arn, job.id);
    else if (idByArn.get(job.arn) === job.id) idByArn.delete(job.arn);
  };
  for (const job of savedJobs(log)) keep(job);
  const byArn = (arn: string): Job | undefined => jobs.get(idByArn.get(arn) ?? '');
  return {
    byName: (name) => byArn(arnOf(site, name)),
    byArn,
    all: () => [...jobs.values()].filter(({ isDeleted }) => !isDeleted),
    byId: (id) => jobs.get(id),
    withEvents: () => [...owing.values()],
    put: (job) => {
      const { id, ...facts } = job;
      if (isForgotten(job)) log.remove(RECORD_PREFIX + id);
      else log.write(RECORD_PREFIX + id, facts);
      keep(job);
    },
  };
}

const owesEvents = (job: Job): boolean => job.eventsSent < lifeOf(job).length;

const isForgotten = (job: Job): boolean => job.isDeleted && !owesEvents(job);

function savedJobs(log: RecordLog): readonly Job[] {
  const records = [...log.saved].filter(([name]) => name.startsWith(RECORD_PREFIX));
  // Only `put` writes these records, each under its job's id.
  return records.map(([name, facts]) => ({ ...(facts as Omit<Job, 'id'>), id: name.slice(RECORD_PREFIX.length) }));
}
