import type { FeatureUse } from '../../shared/workload.ts';
import type { TrainingJobRequest } from './request.ts';

/** Where a valid request asks for something beyond plain training, in the order of the request's members. */
export const featuresOf = (job: TrainingJobRequest): readonly FeatureUse[] => [
  ...gatedModels(job),
  ...profiler(job),
  ...(job.RemoteDebugConfig?.EnableRemoteDebug ? [removable('remote-debug', '/RemoteDebugConfig')] : []),
  ...(job.ServerlessJobConfig ? [inherent('serverless', '/ServerlessJobConfig')] : []),
  ...trainingPlans(job),
  ...(job.ResourceConfig?.KeepAlivePeriodInSeconds
    ? [removable('warm-pool', '/ResourceConfig/KeepAlivePeriodInSeconds')]
    : []),
];

const removable = (feature: FeatureUse['feature'], path: string): FeatureUse => ({
  feature,
  path,
  without: [{ path, value: null }],
});

const inherent = (feature: FeatureUse['feature'], path: string): FeatureUse => ({ feature, path, without: null });

/** Models that SageMaker gives out only to who accepts their licence. */
const gatedModels = ({ InputDataConfig: channels = [], ServerlessJobConfig: serverless }: TrainingJobRequest) => [
  ...channels.flatMap(({ DataSource: { S3DataSource: source } }, index) =>
    source?.ModelAccessConfig?.AcceptEula
      ? [inherent('gated-model', `/InputDataConfig/${index}/DataSource/S3DataSource/ModelAccessConfig/AcceptEula`)]
      : [],
  ),
  ...(serverless?.AcceptEula ? [inherent('gated-model', '/ServerlessJobConfig/AcceptEula')] : []),
];

const trainingPlans = ({ ResourceConfig: resources }: TrainingJobRequest) => [
  ...(resources?.TrainingPlanArn ? [inherent('training-plan', '/ResourceConfig/TrainingPlanArn')] : []),
  ...(resources?.InstancePreferences ?? []).flatMap(({ TrainingPlanArns: plans = [] }, index) =>
    plans.length > 0
      ? [inherent('training-plan', `/ResourceConfig/InstancePreferences/${index}/TrainingPlanArns`)]
      : [],
  ),
];

/** Rules need what the profiler writes, so they go with it (developer guide, Amazon SageMaker Profiler and Debugger). */
function profiler({ ProfilerConfig: config, ProfilerRuleConfigurations: rules = [] }: TrainingJobRequest) {
  const isOn = config !== undefined && !config.DisableProfiler;
  if (!isOn && rules.length === 0) return [];
  const path = isOn ? '/ProfilerConfig' : '/ProfilerRuleConfigurations';
  const without = [
    ...(isOn ? [{ path: '/ProfilerConfig', value: { DisableProfiler: true } }] : []),
    ...(rules.length > 0 ? [{ path: '/ProfilerRuleConfigurations', value: null }] : []),
  ];
  return [{ feature: 'profiler' as const, path, without }];
}
