import type { JsonObject } from './json.ts';
import type { LifeFacts } from './life.ts';
import type { RecordLog } from './record-log.ts';

/** The account and region that the service plays. */
export interface Site {
  readonly accountId: string;
  readonly region: string;
}

/** One training job. Its status is not here: it follows from these facts and the time (life.ts). */
export interface Job extends LifeFacts {
  /** As the caller wrote it. */
  readonly name: string;
  readonly arn: string;
  /** The create request, with the Tags as they are now. */
  readonly request: JsonObject;
  /** How many of the job's transitions have had their event delivered, or given up. */
  readonly eventsSent: number;
}

/** Jobs by name and ARN. Names are unique in any letter case, as the lower-case ARN demands. */
export interface Jobs {
  byName(name: string): Job | undefined;
  byArn(arn: string): Job | undefined;
  /** In order of creation. */
  all(): readonly Job[];
  /** Adds the job or replaces the one of its name; saved on return. */
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
  const jobs = new Map(savedJobs(log).map((job) => [job.arn, job]));
  return {
    byName: (name) => jobs.get(arnOf(site, name)),
    byArn: (arn) => jobs.get(arn),
    all: () => [...jobs.values()],
    put: (job) => {
      log.write(RECORD_PREFIX + job.name.toLowerCase(), job);
      jobs.set(job.arn, job);
    },
  };
}

function savedJobs(log: RecordLog): readonly Job[] {
  const records = [...log.saved].filter(([name]) => name.startsWith(RECORD_PREFIX));
  // Only `put` writes these records.
  return records.map(([, record]) => record as Job);
}
