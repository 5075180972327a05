import type { Finding } from '../../shared/decision.ts';
import type { ResourceConfig, TrainingJobRequest } from './request.ts';

/**
 * Every part of a valid request that asks for compute in a way no limit could count, or for none. Such a request is
 * denied whatever the policies say.
 */
export const unsupportedCompute = (job: TrainingJobRequest): readonly Finding[] => [
  ...serverless(job),
  ...preferences(job.ResourceConfig),
  ...selected(job.ResourceConfig),
  ...warmPool(job.ResourceConfig),
  ...rules(job, 'DebugRuleConfigurations'),
  ...rules(job, 'ProfilerRuleConfigurations'),
  ...instances(job),
];

function serverless({ ServerlessJobConfig: config }: TrainingJobRequest): readonly Finding[] {
  if (config === undefined) return [];
  return [
    {
      path: '/ServerlessJobConfig',
      message: 'a serverless job runs on instances that SageMaker picks, which no quota can count',
      observed: config.JobType,
      limit: null,
      remedy: 'leave `ServerlessJobConfig` out and name `InstanceType` and `InstanceCount` in `ResourceConfig`',
    },
  ];
}

function preferences({ InstancePreferences: wanted }: ResourceConfig = {}): readonly Finding[] {
  if (wanted === undefined) return [];
  return [
    {
      path: '/ResourceConfig/InstancePreferences',
      message: 'with `InstancePreferences` SageMaker picks the instance type, so it is not known what would run',
      observed: wanted.map(({ InstanceType }) => InstanceType),
      limit: null,
      remedy: 'choose one type and give it as `InstanceType` with `InstanceCount`',
    },
  ];
}

const SELECTED = ['SelectedInstanceType', 'SelectedInstanceCount'] as const;

function selected(resources: ResourceConfig = {}): readonly Finding[] {
  return SELECTED.flatMap((member) => {
    const observed = resources[member];
    if (observed === undefined) return [];
    const message = `\`${member}\` is what SageMaker answers, not what a request may ask for`;
    return [{ path: `/ResourceConfig/${member}`, message, observed, limit: null, remedy: `leave \`${member}\` out` }];
  });
}

function warmPool({ KeepAlivePeriodInSeconds: seconds = 0 }: ResourceConfig = {}): readonly Finding[] {
  if (seconds === 0) return [];
  return [
    {
      path: '/ResourceConfig/KeepAlivePeriodInSeconds',
      message: `a warm pool of ${seconds} seconds keeps its instances, and their bill, after the job has ended`,
      observed: seconds,
      limit: 0,
      remedy: 'leave `KeepAlivePeriodInSeconds` out',
    },
  ];
}

function rules(job: TrainingJobRequest, member: 'DebugRuleConfigurations' | 'ProfilerRuleConfigurations') {
  const configurations = job[member] ?? [];
  if (configurations.length === 0) return [];
  const names = configurations.map(({ RuleConfigurationName }) => RuleConfigurationName);
  const finding: Finding = {
    path: `/${member}`,
    message: `each entry of \`${member}\` runs on an instance of its own, which no quota counts`,
    observed: names,
    limit: [],
    remedy: `leave \`${member}\` out; \`DebugHookConfig\` and \`ProfilerConfig\` may stay, so rules can be run on their output later`,
  };
  return [finding];
}

/** Without a type and a count there is nothing to judge. */
function instances({
  ResourceConfig: resources = {},
  ServerlessJobConfig: config,
}: TrainingJobRequest): readonly Finding[] {
  const {
    InstanceType: type,
    InstanceCount: count,
    InstanceGroups: groups = [],
    InstancePreferences: wanted,
  } = resources;
  const empty = groups.flatMap(({ InstanceCount }, index) =>
    InstanceCount === 0 ? [noInstances(`/ResourceConfig/InstanceGroups/${index}/InstanceCount`)] : [],
  );
  if (count === 0) empty.unshift(noInstances('/ResourceConfig/InstanceCount'));
  const asked = type !== undefined || count !== undefined;
  if (asked && type === undefined) return [...empty, missing('InstanceType', 'InstanceCount')];
  if (asked && count === undefined) return [...empty, missing('InstanceCount', 'InstanceType')];
  if (asked || groups.length > 0 || wanted !== undefined || config !== undefined) return empty;
  return [
    {
      path: '/ResourceConfig',
      message: 'the request names no instances',
      observed: null,
      limit: null,
      remedy: 'name `InstanceType` and `InstanceCount`, or `InstanceGroups`, in `ResourceConfig`',
    },
  ];
}

const noInstances = (path: string): Finding => ({
  path,
  message: 'an instance count of 0 starts nothing',
  observed: 0,
  limit: 1,
  remedy: 'ask for at least one instance, or leave the group out',
});

const missing = (absent: string, given: string): Finding => ({
  path: `/ResourceConfig/${absent}`,
  message: `\`${given}\` is given without \`${absent}\``,
  observed: null,
  limit: null,
  remedy: `add \`${absent}\` to \`ResourceConfig\``,
});
