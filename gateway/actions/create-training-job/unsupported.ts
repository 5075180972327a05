import type { Finding } from '../../shared/decision.ts';
import { isAwsRuleImage } from './debugger-rules.ts';
import type { ResourceConfig, TrainingJobRequest } from './request.ts';

/**
 * Every part of a valid request that asks for compute in a way no limit could count, or for none. Such a request is
 * denied whatever the policies say.
 */
export const unsupportedCompute = (job: TrainingJobRequest): readonly Finding[] => [
  ...selected(job.ResourceConfig),
  ...rules(job, 'DebugRuleConfigurations'),
  ...rules(job, 'ProfilerRuleConfigurations'),
  ...instances(job),
];

const SELECTED = ['SelectedInstanceType', 'SelectedInstanceCount'] as const;

function selected(resources: ResourceConfig = {}): readonly Finding[] {
  return SELECTED.flatMap((member) => {
    const observed = resources[member];
    if (observed === undefined) return [];
    const message = `\`${member}\` is what SageMaker answers, not what a request may ask for`;
    const path = `/ResourceConfig/${member}`;
    return [{ path, message, observed, limit: null, remedy: `leave \`${member}\` out`, fix: [{ path, value: null }] }];
  });
}

/** A rule of AWS's own needs no instances; any other that names none would run on nobody knows what. */
function rules(job: TrainingJobRequest, member: 'DebugRuleConfigurations' | 'ProfilerRuleConfigurations') {
  return (job[member] ?? []).flatMap(({ RuleConfigurationName: name, RuleEvaluatorImage, InstanceType }, index) => {
    if (InstanceType !== undefined || isAwsRuleImage(RuleEvaluatorImage)) return [];
    const finding: Finding = {
      path: `/${member}/${index}/InstanceType`,
      message: `rule \`${name}\` has an image of its own and no \`InstanceType\`, so it is not known what it would run on`,
      observed: null,
      limit: null,
      remedy: 'add `InstanceType`',
    };
    return [finding];
  });
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
    InstancePreferences: wanted = [],
  } = resources;
  const empty = [...emptyIn('InstanceGroups', groups), ...emptyIn('InstancePreferences', wanted)];
  if (count === 0) empty.unshift(noInstances('/ResourceConfig/InstanceCount'));
  const asked = type !== undefined || (count !== undefined && wanted.length === 0);
  if (asked && type === undefined) return [...empty, missing('InstanceType', 'InstanceCount')];
  if (asked && count === undefined) return [...empty, missing('InstanceCount', 'InstanceType')];
  if (asked || groups.length > 0 || wanted.length > 0 || config !== undefined) return empty;
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

const emptyIn = (list: string, entries: readonly { readonly InstanceCount?: number }[]): readonly Finding[] =>
  entries.flatMap(({ InstanceCount }, index) =>
    InstanceCount === 0 ? [noInstances(`/ResourceConfig/${list}/${index}/InstanceCount`)] : [],
  );

const noInstances = (path: string): Finding => ({
  path,
  message: 'an instance count of 0 starts nothing',
  observed: 0,
  limit: 1,
  remedy: 'ask for at least one instance, or leave the group out',
  fix: [{ path, value: 1 }],
});

const missing = (absent: 'InstanceType' | 'InstanceCount', given: string): Finding => ({
  path: `/ResourceConfig/${absent}`,
  message: `\`${given}\` is given without \`${absent}\``,
  observed: null,
  limit: null,
  remedy: `add \`${absent}\` to \`ResourceConfig\``,
  ...(absent === 'InstanceCount' && { fix: [{ path: '/ResourceConfig/InstanceCount', value: 1 }] }),
});
