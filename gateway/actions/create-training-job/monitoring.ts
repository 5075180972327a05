import { escaped } from '../../shared/json-patch.ts';
import type { DataLocation, MonitoringParameter } from '../../shared/workload.ts';
import type { RuleConfiguration, Texts, TrainingJobRequest } from './request.ts';

/** Every parameter by which a valid request configures debugger and profiler. */
export const monitoringParametersOf = (job: TrainingJobRequest): readonly MonitoringParameter[] => [
  ...textsAt(job.DebugHookConfig?.HookParameters, '/DebugHookConfig/HookParameters'),
  ...(job.DebugHookConfig?.CollectionConfigurations ?? []).flatMap(({ CollectionParameters: texts }, index) =>
    textsAt(texts, `/DebugHookConfig/CollectionConfigurations/${index}/CollectionParameters`),
  ),
  ...textsAt(job.ProfilerConfig?.ProfilingParameters, '/ProfilerConfig/ProfilingParameters'),
  ...ruleParametersOf(job),
];

/** Where rules load their code from, and read what other jobs wrote (sagemaker-python-sdk, debugger.py, 2026-11). */
const READ_BY_RULES = /^(?:source_s3_uri|other_trial_\d+)$/;

/** What a valid request has rules read, their code included. */
export const ruleInputsOf = (job: TrainingJobRequest): readonly DataLocation[] =>
  ruleParametersOf(job).flatMap(({ key, value: uri, path }) =>
    READ_BY_RULES.test(key) ? [{ use: 'input', uri, path }] : [],
  );

const ruleParametersOf = (job: TrainingJobRequest): readonly MonitoringParameter[] => [
  ...rulesAt(job.DebugRuleConfigurations, '/DebugRuleConfigurations'),
  ...rulesAt(job.ProfilerRuleConfigurations, '/ProfilerRuleConfigurations'),
];

const rulesAt = (rules: readonly RuleConfiguration[] = [], path: string): readonly MonitoringParameter[] =>
  rules.flatMap(({ RuleParameters: texts }, index) => textsAt(texts, `${path}/${index}/RuleParameters`));

const textsAt = (texts: Texts = {}, path: string): readonly MonitoringParameter[] =>
  Object.entries(texts).map(([key, value]) => ({ key, value, path: `${path}/${escaped(key)}` }));
