import {
  type Answer,
  breach,
  type Checked,
  invalid,
  missing,
  notFound,
  refusal,
  refuseBreaches,
  success,
} from './answer.ts';
import { breachesOfName, checkCreate, tagsOf } from './create-checks.ts';
import { asEpochSeconds, billingOf, describeJob } from './describe.ts';
import type { JobFault } from './faults.ts';
import { arnOf, type Job, type Jobs, type Site } from './jobs.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { isTerminal, lifeAt } from './life.ts';
import { invalidToken, listJobs } from './listing.ts';

/** What the operations work on. */
export interface Service {
  readonly jobs: Jobs;
  readonly site: Site;
  /** Simulated epoch milliseconds. */
  now(): number;
  /** How the job that is being created shall fail; uses up one fault. */
  takeJobFault(): JobFault | null;
}

type JsonType = 'string' | 'number' | 'object' | 'array';

interface Operation {
  /** The members that `run` reads, with the JSON type each has where it is there. */
  readonly members: Readonly<Record<string, JsonType>>;
  run(input: JsonObject, service: Service): Answer;
}

const TRAINING_JOB_NAME = { TrainingJobName: 'string' } as const;

/** Every operation that is served, by its name in X-Amz-Target. */
const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  [
    'CreateTrainingJob',
    {
      members: {
        ...TRAINING_JOB_NAME,
        RoleArn: 'string',
        OutputDataConfig: 'object',
        AlgorithmSpecification: 'object',
        StoppingCondition: 'object',
        Tags: 'array',
      },
      run: createTrainingJob,
    },
  ],
  ['DescribeTrainingJob', { members: TRAINING_JOB_NAME, run: describeTrainingJob }],
  [
    'ListTrainingJobs',
    {
      members: {
        NextToken: 'string',
        MaxResults: 'number',
        NameContains: 'string',
        StatusEquals: 'string',
        SortBy: 'string',
        SortOrder: 'string',
        CreationTimeAfter: 'number',
        CreationTimeBefore: 'number',
        LastModifiedTimeAfter: 'number',
        LastModifiedTimeBefore: 'number',
      },
      run: (input, { jobs, now }) => listJobs(input, jobs.all(), now()),
    },
  ],
  ['StopTrainingJob', { members: TRAINING_JOB_NAME, run: stopTrainingJob }],
  ['ListTags', { members: { ResourceArn: 'string', NextToken: 'string', MaxResults: 'number' }, run: listTags }],
]);

export const OPERATION_NAMES: readonly string[] = [...OPERATIONS.keys()];

/** Runs one of OPERATION_NAMES (throws on another) on a parsed request; a member that is null counts as absent, as in SageMaker. */
export function perform(name: string, request: JsonObject, service: Service): Answer {
  const operation = OPERATIONS.get(name);
  if (!operation) throw new Error(`there is no operation \`${name}\``);
  const input = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== null));
  const mistyped = Object.entries(operation.members).find(
    ([member, type]) => input[member] !== undefined && !hasType(input[member], type),
  );
  if (mistyped) return refusal('SerializationException', `${mistyped[0]} must be of type ${mistyped[1]}`);
  return operation.run(input, service);
}

function hasType(value: unknown, type: JsonType): boolean {
  if (type === 'array') return Array.isArray(value);
  return type === 'object' ? isJsonObject(value) : typeof value === type;
}

function createTrainingJob(input: JsonObject, service: Service): Answer {
  const refused = checkCreate(input);
  if (refused) return refused;
  const name = String(input.TrainingJobName);
  const taken = service.jobs.byName(name);
  if (taken) return nameTaken(taken);
  const job: Job = {
    name,
    arn: arnOf(service.site, name),
    request: input,
    createdAt: service.now(),
    stopRequestedAt: null,
    maxRuntimeSeconds: maxRuntimeOf(input),
    failure: service.takeJobFault(),
    eventsSent: 0,
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
function maxRuntimeOf({ StoppingCondition }: JsonObject): number {
  const seconds = isJsonObject(StoppingCondition) ? StoppingCondition.MaxRuntimeInSeconds : undefined;
  return Number(seconds ?? 86_400);
}

function describeTrainingJob(input: JsonObject, service: Service): Answer {
  const found = findJob(input, service);
  if (!found.ok) return found.refusal;
  const now = service.now();
  return success({ ...describeJob(found.value, now, asEpochSeconds), ...billingOf(found.value, now) });
}

function stopTrainingJob(input: JsonObject, service: Service): Answer {
  const found = findJob(input, service);
  if (!found.ok) return found.refusal;
  const job = found.value;
  const { status } = lifeAt(job, service.now()).current;
  if (isTerminal(status)) return invalid(`The request was rejected because the training job is in status ${status}.`);
  if (status !== 'Stopping') service.jobs.put({ ...job, stopRequestedAt: service.now() });
  return success(null);
}

function findJob(input: JsonObject, { jobs }: Service): Checked<Job> {
  const refused = refuseBreaches(breachesOfName(input.TrainingJobName));
  if (refused) return { ok: false, refusal: refused };
  const job = jobs.byName(String(input.TrainingJobName));
  return job ? { ok: true, value: job } : { ok: false, refusal: notFound() };
}

/** A page of tags holds 50 or more (API reference), which is every tag that a job can have: there is no second one. */
const SMALLEST_TAG_PAGE = 50;

function listTags(input: JsonObject, { jobs }: Service): Answer {
  const size = Number(input.MaxResults ?? SMALLEST_TAG_PAGE);
  const refused = refuseBreaches([
    ...(input.ResourceArn === undefined ? [missing('resourceArn')] : []),
    ...(size < SMALLEST_TAG_PAGE
      ? [breach('maxResults', size, `have value greater than or equal to ${SMALLEST_TAG_PAGE}`)]
      : []),
  ]);
  if (refused) return refused;
  if (input.NextToken !== undefined) return invalidToken();
  const job = jobs.byArn(String(input.ResourceArn));
  return job ? success({ Tags: tagsOf(job.request) }) : notFound();
}
