import { type Answer, refusal } from './answer.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { listJobs } from './listing.ts';
import type { Service } from './service.ts';
import { addTags, deleteTags, listTags } from './tagging.ts';
import { createTrainingJob, deleteTrainingJob, describeTrainingJob, stopTrainingJob } from './training-jobs.ts';
import { updateTrainingJob } from './update.ts';

type JsonType = 'string' | 'number' | 'object' | 'array';

interface Operation {
  /** The members that `run` reads, with the JSON type each has where it is there. */
  readonly members: Readonly<Record<string, JsonType>>;
  run(input: JsonObject, service: Service): Answer;
}

const TRAINING_JOB_NAME = { TrainingJobName: 'string' } as const;
const RESOURCE_ARN = { ResourceArn: 'string' } as const;

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
        WarmPoolStatusEquals: 'string',
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
  [
    'UpdateTrainingJob',
    {
      members: {
        ...TRAINING_JOB_NAME,
        ProfilerConfig: 'object',
        ProfilerRuleConfigurations: 'array',
        ResourceConfig: 'object',
        RemoteDebugConfig: 'object',
      },
      run: updateTrainingJob,
    },
  ],
  ['DeleteTrainingJob', { members: TRAINING_JOB_NAME, run: deleteTrainingJob }],
  ['ListTags', { members: { ...RESOURCE_ARN, NextToken: 'string', MaxResults: 'number' }, run: listTags }],
  ['AddTags', { members: { ...RESOURCE_ARN, Tags: 'array' }, run: addTags }],
  ['DeleteTags', { members: { ...RESOURCE_ARN, TagKeys: 'array' }, run: deleteTags }],
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
