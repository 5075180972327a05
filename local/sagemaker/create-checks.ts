import { type Answer, breach, invalid, missing, refuseBreaches } from './answer.ts';
import { refuseCombination } from './cross-field.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { breachesOfTags, refuseTagKeys, tagsOf } from './tags.ts';

/** Length and pattern of TrainingJobName (service model of SageMaker, 2017-07-24 API). */
const MAX_NAME_LENGTH = 63;
const NAME_PATTERN = '^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}';
const ROLE_PATTERN = '^arn:aws[a-z\\-]*:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+$';

/** The essentials of a create request, and what members exclude each other; the gateway in front judges the whole shape. */
export function checkCreate(input: JsonObject): Answer | null {
  return (
    refuseBreaches([
      ...breachesOfName(input.TrainingJobName),
      ...breachesOfRole(input.RoleArn),
      ...breachesOfOutput(input.OutputDataConfig),
      ...breachesOfRuntime(input.StoppingCondition),
      ...breachesOfTags(tagsOf(input)),
    ]) ??
    refuseAlgorithm(input.AlgorithmSpecification) ??
    refuseCombination(input) ??
    refuseTagKeys(tagsOf(input))
  );
}

/** What is wrong with a job's name; empty where nothing is. */
export function breachesOfName(name: unknown): readonly string[] {
  if (name === undefined) return [missing('trainingJobName')];
  const text = String(name);
  const matches = text.length > MAX_NAME_LENGTH || new RegExp(`${NAME_PATTERN}$`).test(text);
  return [
    ...(matches ? [] : [breach('trainingJobName', text, `satisfy regular expression pattern: ${NAME_PATTERN}`)]),
    ...(text.length > MAX_NAME_LENGTH
      ? [breach('trainingJobName', text, `have length less than or equal to ${MAX_NAME_LENGTH}`)]
      : []),
  ];
}

function breachesOfRole(role: unknown): readonly string[] {
  if (role === undefined) return [missing('roleArn')];
  if (new RegExp(ROLE_PATTERN).test(String(role))) return [];
  return [breach('roleArn', role, `satisfy regular expression pattern: ${ROLE_PATTERN}`)];
}

function breachesOfOutput(output: unknown): readonly string[] {
  if (!isJsonObject(output)) return [missing('outputDataConfig')];
  return typeof output.S3OutputPath === 'string' ? [] : [missing('outputDataConfig.s3OutputPath')];
}

function breachesOfRuntime(condition: unknown): readonly string[] {
  const seconds = isJsonObject(condition) ? (condition.MaxRuntimeInSeconds ?? 1) : 1;
  if (typeof seconds === 'number' && seconds >= 1) return [];
  return [breach('stoppingCondition.maxRuntimeInSeconds', seconds, 'have value greater than or equal to 1')];
}

function refuseAlgorithm(algorithm: unknown): Answer | null {
  if (!isJsonObject(algorithm)) return null;
  const named = [algorithm.AlgorithmName, algorithm.TrainingImage].filter((value) => value != null);
  if (named.length === 1) return null;
  return invalid('Exactly one of AlgorithmName and TrainingImage must be specified in AlgorithmSpecification');
}
