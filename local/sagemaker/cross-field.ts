import { type Answer, invalid } from './answer.ts';
import { type JsonObject, objectOf, objectsIn } from './json.ts';

/** What one member makes of another. Where SageMaker's words are not known, ours stand. */
interface Rule {
  breaks(request: JsonObject): boolean;
  readonly message: string;
}

/** 28 days: API reference, StoppingCondition (2026). */
const MAX_RUNTIME_SECONDS = 28 * 86_400;

/** Families whose volumes are NVMe instance storage, which takes no key: API reference, ResourceConfig (2026). */
const LOCAL_STORAGE = /^ml\.(g4dn|g5|g6|g6e|g7|g7e|p3dn|p4d|p4de|p5|p5e|p5en|p6-b200|p6-b300|trn1|trn1n|trn2|r5d)\./;

/** Members that a job without instances of its own cannot have: API reference, ServerlessJobConfig (2026). */
const NOT_SERVERLESS = [
  'AlgorithmSpecification',
  'Environment',
  'RetryStrategy',
  'CheckpointConfig',
  'DebugHookConfig',
  'DebugRuleConfigurations',
  'ProfilerConfig',
  'ProfilerRuleConfigurations',
] as const;

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

const resources = ({ ResourceConfig }: JsonObject): JsonObject => objectOf(ResourceConfig);
const stopping = ({ StoppingCondition }: JsonObject): JsonObject => objectOf(StoppingCondition);
const isSpot = ({ EnableManagedSpotTraining }: JsonObject): boolean => EnableManagedSpotTraining === true;

/** The instance types that the job may choose among; empty where it has none to choose. */
export const preferencesOf = (request: JsonObject): readonly JsonObject[] =>
  objectsIn(resources(request).InstancePreferences);

const RULES: readonly Rule[] = [
  {
    breaks: (request) => isThere(stopping(request).MaxWaitTimeInSeconds) && !isSpot(request),
    message: 'Invalid MaxWaitTimeInSeconds. It is only supported when EnableManagedSpotTraining is set to true',
  },
  {
    breaks: (request) => {
      const { MaxWaitTimeInSeconds: wait, MaxRuntimeInSeconds: runtime = 86_400 } = stopping(request);
      return isSpot(request) && !(isThere(wait) && Number(wait) >= Number(runtime));
    },
    message: 'Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds',
  },
  {
    breaks: (request) => Number(stopping(request).MaxRuntimeInSeconds ?? 0) > MAX_RUNTIME_SECONDS,
    message: `Invalid MaxRuntimeInSeconds. It must be at most ${MAX_RUNTIME_SECONDS} (28 days)`,
  },
  {
    breaks: (request) => {
      const { InstanceGroups, InstanceType, InstanceCount } = resources(request);
      return isThere(InstanceGroups) && (isThere(InstanceType) || isThere(InstanceCount));
    },
    message: 'InstanceType or InstanceCount cannot be specified with InstanceGroups',
  },
  { breaks: manifestIsNotPiped, message: 'AugmentedManifestFile is only supported with the input mode Pipe' },
  {
    breaks: (request) =>
      isThere(resources(request).VolumeKmsKeyId) && typesOf(request).some((type) => LOCAL_STORAGE.test(type)),
    message: 'VolumeKmsKeyId is not supported by instance types with local storage',
  },
  {
    breaks: (request) => Number(resources(request).KeepAlivePeriodInSeconds ?? 0) > 0 && isSpot(request),
    message: 'KeepAlivePeriodInSeconds is not supported when EnableManagedSpotTraining is set to true',
  },
  {
    breaks: (request) => {
      const { InstancePreferences, InstanceType, InstanceGroups, InstancePlacementConfig } = resources(request);
      const others = [InstanceType, InstanceGroups, InstancePlacementConfig].some(isThere) || isSpot(request);
      return isThere(InstancePreferences) && others;
    },
    message:
      'InstancePreferences cannot be specified with InstanceType, InstanceGroups, InstancePlacementConfig or EnableManagedSpotTraining',
  },
  {
    breaks: countsAreMixed,
    message:
      'With InstancePreferences, InstanceCount must be specified either in ResourceConfig or in every preference',
  },
  {
    breaks: (request) =>
      isThere(request.ServerlessJobConfig) &&
      (isSpot(request) || NOT_SERVERLESS.some((member) => isThere(request[member]))),
    message: `ServerlessJobConfig cannot be specified with EnableManagedSpotTraining, ${NOT_SERVERLESS.join(', ')}`,
  },
];

/** The first rule that the request breaks, as SageMaker tells one at a time; null: none. */
export function refuseCombination(request: JsonObject): Answer | null {
  const broken = RULES.find(({ breaks }) => breaks(request));
  return broken ? invalid(broken.message) : null;
}

function manifestIsNotPiped({ AlgorithmSpecification, InputDataConfig }: JsonObject): boolean {
  const mode = objectOf(AlgorithmSpecification).TrainingInputMode;
  return objectsIn(InputDataConfig).some(({ DataSource, InputMode }) => {
    const { S3DataType } = objectOf(objectOf(DataSource).S3DataSource);
    return S3DataType === 'AugmentedManifestFile' && (InputMode ?? mode) !== 'Pipe';
  });
}

function typesOf(request: JsonObject): readonly string[] {
  const { InstanceType, InstanceGroups } = resources(request);
  const types = [{ InstanceType }, ...objectsIn(InstanceGroups), ...preferencesOf(request)];
  return types.map((holder) => String(holder.InstanceType));
}

function countsAreMixed(request: JsonObject): boolean {
  const preferences = preferencesOf(request);
  if (preferences.length === 0) return false;
  const counted = preferences.filter(({ InstanceCount }) => isThere(InstanceCount)).length;
  return counted !== (isThere(resources(request).InstanceCount) ? 0 : preferences.length);
}
