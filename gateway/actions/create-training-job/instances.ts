import { instanceFacts } from '../../shared/instance-types.ts';
import { type InstanceGroup, SERVERLESS } from '../../shared/workload.ts';
import type { ResourceConfig, RuleConfiguration, TrainingJobRequest } from './request.ts';

/**
 * Every instance that a valid request may start, by whichever member it asks: SageMaker refuses some of them together,
 * but a cap that sees only one is no cap.
 */
export const instancesOf = (job: TrainingJobRequest): readonly InstanceGroup[] => [
  ...trainingInstances(job.ResourceConfig ?? {}),
  ...serverless(job),
  ...ruleInstances('DebugRuleConfigurations', job.DebugRuleConfigurations),
  ...ruleInstances('ProfilerRuleConfigurations', job.ProfilerRuleConfigurations),
];

/**
 * The types of training instances with local storage: hardware encrypts it, so SageMaker takes no VolumeKmsKeyId beside
 * them (API reference, ResourceConfig, 2026-11).
 */
export const typesWithLocalStorage = (resources: ResourceConfig): readonly string[] => [
  ...new Set(
    trainingInstances(resources)
      .map(({ type }) => type)
      .filter((type) => instanceFacts(type)?.localStorage),
  ),
];

/** What the job itself may run on, for a request that names instances. */
export function trainingInstances(resources: ResourceConfig): readonly InstanceGroup[] {
  const {
    InstanceType: type,
    InstanceCount: count,
    InstanceGroups: groups = [],
    InstancePreferences: wanted = [],
  } = resources;
  const common = {
    use: 'training',
    isAlternative: false,
    volumeSizeGb: { value: resources.VolumeSizeInGB ?? null, path: '/ResourceConfig/VolumeSizeInGB' },
  } as const;
  const all: InstanceGroup[] = groups.map(({ InstanceType, InstanceCount }, index) => {
    const path = `/ResourceConfig/InstanceGroups/${index}`;
    return { ...common, type: InstanceType, count: InstanceCount, path, countPath: `${path}/InstanceCount` };
  });
  wanted.forEach(({ InstanceType, InstanceCount: own }, index) => {
    const path = `/ResourceConfig/InstancePreferences/${index}`;
    const countPath = own === undefined ? UNIFORM_COUNT : `${path}/InstanceCount`;
    all.push({ ...common, isAlternative: true, type: InstanceType, count: own ?? count ?? 0, path, countPath });
  });
  if (type !== undefined && count !== undefined) {
    all.unshift({ ...common, type, count, path: '/ResourceConfig', countPath: UNIFORM_COUNT });
  }
  return all;
}

const UNIFORM_COUNT = '/ResourceConfig/InstanceCount';

const serverless = ({ ServerlessJobConfig: config }: TrainingJobRequest): readonly InstanceGroup[] =>
  config === undefined ? [] : [single('training', SERVERLESS, '/ServerlessJobConfig')];

/** Those without a type are built in: SageMaker runs them on instances of its own, at no cost (developer guide, Debugger). */
const ruleInstances = (member: string, configurations: readonly RuleConfiguration[] = []): readonly InstanceGroup[] =>
  configurations.flatMap(({ InstanceType, VolumeSizeInGB = null }, index) =>
    InstanceType === undefined ? [] : [single('monitoring', InstanceType, `/${member}/${index}`, VolumeSizeInGB)],
  );

const single = (
  use: InstanceGroup['use'],
  type: string,
  path: string,
  volumeSizeGb: number | null = null,
): InstanceGroup => ({
  use,
  type,
  count: 1,
  isAlternative: false,
  path,
  countPath: null,
  volumeSizeGb: { value: volumeSizeGb, path: `${path}/VolumeSizeInGB` },
});
