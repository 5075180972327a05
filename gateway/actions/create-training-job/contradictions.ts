import type { RequestError } from '../../shared/errors.ts';
import type { JsonObject } from '../../shared/json.ts';
import { DEFAULT_MAX_RUNTIME_SECONDS, LONGEST_RUNTIME_SECONDS } from '../../shared/workload.ts';
import { printable } from '../printable.ts';
import { typesWithLocalStorage } from './instances.ts';
import { type ResourceConfig, type Tag, type TrainingJobRequest, validRequest } from './request.ts';

/**
 * What members of a valid request say against each other, which its shape cannot show (API reference,
 * CreateTrainingJob, ResourceConfig and StoppingCondition, 2026-11). The three sentences without backticks
 * are SageMaker's own; how it words the others is not documented.
 */
export function contradictions(request: JsonObject): readonly RequestError[] {
  const job = validRequest(request);
  return [
    ...algorithm(job),
    ...runtime(job),
    ...waiting(job),
    ...channels(job),
    ...instances(job),
    ...preferences(job),
    ...volumeKey(job.ResourceConfig ?? {}),
    ...warmPool(job),
    ...serverless(job),
    ...tags(job.Tags ?? []),
  ];
}

const error = (path: string, message: string): readonly RequestError[] => [{ path, message }];

function algorithm({ AlgorithmSpecification: algorithm, ServerlessJobConfig: serverless }: TrainingJobRequest) {
  const path = 'algorithmSpecification';
  if (algorithm === undefined) {
    if (serverless !== undefined) return [];
    return error(path, '`AlgorithmSpecification` is missing: only a job with `ServerlessJobConfig` goes without');
  }
  const named = [algorithm.AlgorithmName, algorithm.TrainingImage].filter((name) => name !== undefined);
  if (named.length === 1) return [];
  const seen = named.length === 0 ? 'neither is there' : 'both are there';
  return error(path, `give exactly one of \`AlgorithmName\` and \`TrainingImage\`: ${seen}`);
}

function runtime({ StoppingCondition: { MaxRuntimeInSeconds: seconds = 0 } = {} }: TrainingJobRequest) {
  if (seconds <= LONGEST_RUNTIME_SECONDS) return [];
  const limit = `${LONGEST_RUNTIME_SECONDS} (28 days)`;
  return error(
    'stoppingCondition.maxRuntimeInSeconds',
    `\`MaxRuntimeInSeconds\` is ${seconds}: allowed are at most ${limit}`,
  );
}

function waiting({ StoppingCondition: condition = {}, EnableManagedSpotTraining: spot }: TrainingJobRequest) {
  const { MaxWaitTimeInSeconds: wait, MaxRuntimeInSeconds: run = DEFAULT_MAX_RUNTIME_SECONDS } = condition;
  const path = 'stoppingCondition.maxWaitTimeInSeconds';
  const refused = (reason: string) => error(path, `Invalid MaxWaitTimeInSeconds. It ${reason}`);
  if (spot) {
    const isLongEnough = wait !== undefined && wait >= run;
    return isLongEnough ? [] : refused('must be present and be greater than or equal to MaxRuntimeInSeconds');
  }
  return wait === undefined ? [] : refused('is only supported when EnableManagedSpotTraining is set to true');
}

function channels({ InputDataConfig: inputs = [], AlgorithmSpecification: algorithm }: TrainingJobRequest) {
  return inputs.flatMap(({ DataSource, InputMode = algorithm?.TrainingInputMode }, index) =>
    DataSource.S3DataSource?.S3DataType !== 'AugmentedManifestFile' || InputMode === 'Pipe'
      ? []
      : error(
          `inputDataConfig.${index + 1}.member.inputMode`,
          `an \`AugmentedManifestFile\` is read in \`Pipe\` mode only: the mode is \`${InputMode ?? 'not given'}\``,
        ),
  );
}

function instances({ ResourceConfig: resources = {} }: TrainingJobRequest) {
  const { InstanceGroups: groups = [], InstanceType: type, InstanceCount: count } = resources;
  if (groups.length === 0 || (type === undefined && count === undefined)) return [];
  return error('resourceConfig', 'InstanceType or InstanceCount cannot be specified with InstanceGroups');
}

/** Developer guide, "Instance preference lists for training jobs". */
function preferences({ ResourceConfig: resources = {}, EnableManagedSpotTraining: spot }: TrainingJobRequest) {
  const { InstancePreferences: wanted } = resources;
  if (wanted === undefined) return [];
  const path = 'resourceConfig.instancePreferences';
  const others = (['InstanceType', 'InstanceGroups', 'InstancePlacementConfig'] as const).filter(
    (member) => resources[member] !== undefined,
  );
  const excluded = [...others, ...(spot ? ['EnableManagedSpotTraining'] : [])];
  const counted = wanted.filter(({ InstanceCount }) => InstanceCount !== undefined).length;
  const isCounted = resources.InstanceCount === undefined ? counted === wanted.length : counted === 0;
  const types = new Set(wanted.map(({ InstanceType }) => InstanceType));
  return [
    ...excluded.flatMap((member) =>
      error(path, `\`InstancePreferences\` excludes \`${member}\`: leave one of them out`),
    ),
    ...(isCounted ? [] : error(path, UNCOUNTED)),
    ...(types.size === wanted.length ? [] : error(path, 'an instance type is listed twice: list each once')),
  ];
}

const UNCOUNTED = 'give one `InstanceCount` in `ResourceConfig`, or one in every entry of `InstancePreferences`';

function volumeKey(resources: ResourceConfig) {
  const local = typesWithLocalStorage(resources);
  if (!resources.VolumeKmsKeyId || local.length === 0) return [];
  return error(
    'resourceConfig.volumeKmsKeyId',
    `\`VolumeKmsKeyId\` is not taken for types with local storage, which hardware encrypts (${local.join(', ')}): leave it out`,
  );
}

function warmPool({ ResourceConfig: resources = {}, EnableManagedSpotTraining: spot }: TrainingJobRequest) {
  if (!spot || !resources.KeepAlivePeriodInSeconds) return [];
  const path = 'resourceConfig.keepAlivePeriodInSeconds';
  return error(
    path,
    'a spot job has no warm pool: leave out `KeepAlivePeriodInSeconds` or `EnableManagedSpotTraining`',
  );
}

const NOT_SERVERLESS = [
  'AlgorithmSpecification',
  'EnableManagedSpotTraining',
  'Environment',
  'RetryStrategy',
  'CheckpointConfig',
  'DebugHookConfig',
  'DebugRuleConfigurations',
  'TensorBoardOutputConfig',
  'ProfilerConfig',
  'ProfilerRuleConfigurations',
] as const;

function serverless(job: TrainingJobRequest & { readonly [member in (typeof NOT_SERVERLESS)[number]]?: unknown }) {
  if (job.ServerlessJobConfig === undefined) return [];
  return NOT_SERVERLESS.filter((member) => job[member] !== undefined && job[member] !== false).flatMap((member) =>
    error('serverlessJobConfig', `\`ServerlessJobConfig\` excludes \`${member}\`: leave one of them out`),
  );
}

/** A key differs from another by the case of its letters too (API reference, Tag). */
function tags(all: readonly Tag[]) {
  return all.flatMap(({ Key: key }, index) => {
    const path = `tags.${index + 1}.member.key`;
    const isReserved = key.toLowerCase().startsWith('aws:');
    const isRepeated = all.findIndex(({ Key }) => Key === key) < index;
    return [
      ...(isReserved
        ? error(path, `tag key \`${printable(key)}\` begins with \`aws:\`, which AWS keeps: rename it`)
        : []),
      ...(isRepeated ? error(path, `tag key \`${printable(key)}\` is there twice: keep one`) : []),
    ];
  });
}
