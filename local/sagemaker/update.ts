import { type Answer, breach, invalid, missing, success, wrongStatus } from './answer.ts';
import { findJob } from './find-job.ts';
import type { Job } from './jobs.ts';
import { isJsonObject, type JsonObject, objectOf, objectsIn } from './json.ts';
import { lifeAt } from './life.ts';
import type { Service } from './service.ts';
import { warmPoolStatus } from './warm-pool.ts';

/** ResourceConfigForUpdate and UpdateTrainingJob, API reference (2026). */
const MAX_KEEP_ALIVE_SECONDS = 21_600;
const MAX_RULES = 20;

/** What can be changed. */
const MEMBERS = ['ProfilerConfig', 'ProfilerRuleConfigurations', 'ResourceConfig', 'RemoteDebugConfig'] as const;

/** UpdateTrainingJob: all of the request, or nothing where the job's state forbids some of it. */
export function updateTrainingJob(input: JsonObject, service: Service): Answer {
  const breaches = [...breachesOfKeepAlive(input.ResourceConfig), ...breachesOfRules(input.ProfilerRuleConfigurations)];
  const found = findJob(input, service, breaches);
  if (!found.ok) return found.refusal;
  if (MEMBERS.every((member) => input[member] === undefined)) {
    // Developer guide, "SageMaker Python SDK Troubleshooting Guide" (2026).
    return invalid('Invalid UpdateTrainingJobRequest, the request cannot be empty');
  }
  const refused = REFUSALS.map((refusalOf) => refusalOf(input, found.value, service.now())).find((one) => one !== null);
  if (refused !== undefined) return invalid(refused);
  service.jobs.put({ ...found.value, request: updated(found.value.request, input) });
  return success({ TrainingJobArn: found.value.arn });
}

function breachesOfKeepAlive(config: unknown): readonly string[] {
  if (!isJsonObject(config)) return [];
  const path = 'resourceConfig.keepAlivePeriodInSeconds';
  const seconds = config.KeepAlivePeriodInSeconds;
  if (typeof seconds !== 'number') return [missing(path)];
  if (seconds < 0) return [breach(path, seconds, 'have value greater than or equal to 0')];
  if (seconds <= MAX_KEEP_ALIVE_SECONDS) return [];
  return [breach(path, seconds, `have value less than or equal to ${MAX_KEEP_ALIVE_SECONDS}`)];
}

function breachesOfRules(value: unknown): readonly string[] {
  const path = 'profilerRuleConfigurations';
  const rules = objectsIn(value);
  const tooMany = breach(path, `[${rules.length} rules]`, `have length less than or equal to ${MAX_RULES}`);
  return [
    ...(rules.length > MAX_RULES ? [tooMany] : []),
    ...rules.flatMap(({ RuleConfigurationName: name, RuleEvaluatorImage: image }, index) => [
      ...(typeof name === 'string' ? [] : [missing(`${path}.${index + 1}.member.ruleConfigurationName`)]),
      ...(typeof image === 'string' ? [] : [missing(`${path}.${index + 1}.member.ruleEvaluatorImage`)]),
    ]),
  ];
}

/** Why the job as it is cannot take the change; null: it can. Where SageMaker's words are not known, ours stand. */
type Refusal = (input: JsonObject, job: Job, now: number) => string | null;

const REFUSALS: readonly Refusal[] = [refuseProfiler, refuseProfilerRules, refuseKeepAlive, refuseRemoteDebug];

/** Developer guide, "Updating Debugger system monitoring … while a training job is running" (2026). */
function refuseProfiler(input: JsonObject, job: Job, now: number): string | null {
  if (input.ProfilerConfig === undefined && input.ProfilerRuleConfigurations === undefined) return null;
  const { status } = lifeAt(job, now).current;
  return status === 'InProgress' ? null : wrongStatus(status);
}

/** "Currently, you can only add new profiler rules": SageMaker Python SDK 2, Estimator.update_profiler. */
function refuseProfilerRules(input: JsonObject, job: Job): string | null {
  if (input.ProfilerRuleConfigurations === undefined) return null;
  const names = allRules(job.request, input).map(({ RuleConfigurationName }) => RuleConfigurationName);
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  return repeated === undefined ? null : `Profiler rules can only be added, and there is one named ${repeated} already`;
}

/** "When the training job is complete and the warm pool status is Available": developer guide, warm pools (2026). */
function refuseKeepAlive(input: JsonObject, job: Job, now: number): string | null {
  if (input.ResourceConfig === undefined) return null;
  const pool = warmPoolStatus(job, now);
  if (pool === 'Available') return null;
  const seen = pool === null ? 'the training job has no warm pool' : `the warm pool is ${pool}`;
  return `KeepAlivePeriodInSeconds can only be updated while the warm pool is Available, and ${seen}`;
}

/** UpdateTrainingJob, API reference, RemoteDebugConfig (2026). */
function refuseRemoteDebug(input: JsonObject, job: Job, now: number): string | null {
  const { secondaryStatus } = lifeAt(job, now).current;
  if (input.RemoteDebugConfig === undefined || ['Downloading', 'Training'].includes(secondaryStatus)) return null;
  return `RemoteDebugConfig can only be updated while SecondaryStatus is Downloading or Training, and it is ${secondaryStatus}`;
}

const allRules = (request: JsonObject, input: JsonObject): readonly JsonObject[] => [
  ...objectsIn(request.ProfilerRuleConfigurations),
  ...objectsIn(input.ProfilerRuleConfigurations),
];

/** The request with the members that `input` has in place of its own, and rules added to its own. */
function updated(request: JsonObject, input: JsonObject): JsonObject {
  const { KeepAlivePeriodInSeconds } = objectOf(input.ResourceConfig);
  const changes: JsonObject = {
    ProfilerConfig: input.ProfilerConfig,
    RemoteDebugConfig: input.RemoteDebugConfig,
    ResourceConfig: input.ResourceConfig && { KeepAlivePeriodInSeconds },
  };
  const merged = Object.entries(changes)
    .filter(([, change]) => change !== undefined)
    .map(([member, change]) => [member, { ...objectOf(request[member]), ...objectOf(change) }]);
  const ProfilerRuleConfigurations = allRules(request, input);
  return {
    ...request,
    ...Object.fromEntries(merged),
    ...(ProfilerRuleConfigurations.length > 0 && { ProfilerRuleConfigurations }),
  };
}
