import type { Site, Team } from '../../shared/organization.ts';
import type { Principal } from '../../shared/principal.ts';
import type {
  At,
  ContainerImage,
  DataLocation,
  FeatureUse,
  InstanceGroup,
  Network,
  Workload,
  WorkloadTag,
} from '../../shared/workload.ts';
import requestTypes from './request-types.generated.json' with { type: 'json' };

/** CEL's types of members by their names. */
export type Members = Readonly<Record<string, string>>;

const placed = (value: string) => ({ value, path: 'string' }) satisfies Record<keyof At<unknown>, string>;

const WORKLOAD = {
  action: 'string',
  name: 'PlacedText',
  groups: 'list<WorkloadGroup>',
  totalInstances: 'int',
  totalGpus: 'int',
  volumeKmsKey: 'PlacedText',
  outputKmsKey: 'PlacedText',
  maxRuntimeSeconds: 'PlacedNumber',
  maxWaitSeconds: 'PlacedNumber',
  keepAliveSeconds: 'PlacedNumber',
  role: 'PlacedText',
  images: 'list<WorkloadImage>',
  algorithm: 'PlacedText',
  network: 'PlacedNetwork',
  networkIsolation: 'PlacedFlag',
  trafficEncryption: 'PlacedFlag',
  spot: 'PlacedFlag',
  data: 'list<WorkloadData>',
  checkpoints: 'PlacedFlag',
  tags: 'PlacedTags',
  features: 'list<WorkloadFeature>',
  hyperparameters: 'PlacedMap',
  environment: 'PlacedMap',
  monitoringParameters: 'list<WorkloadTag>',
  entrypoint: 'PlacedTexts',
  entrypointArguments: 'PlacedTexts',
} satisfies Record<keyof Workload | 'totalInstances' | 'totalGpus', string>;

const GROUP = {
  type: 'string',
  family: 'string',
  count: 'int',
  gpus: 'int',
  accelerators: 'int',
  localStorage: 'bool',
  use: 'string',
  isAlternative: 'bool',
  path: 'string',
  countPath: 'string',
  volumeSizeGb: 'PlacedNumber',
} satisfies Record<keyof InstanceGroup | 'family' | 'gpus' | 'accelerators' | 'localStorage', string>;

const PRINCIPAL = {
  arn: 'string',
  person: 'string',
  team: 'string',
  roles: 'list<string>',
  groups: 'list<string>',
} satisfies Record<keyof Principal, string>;

const TEAM = {
  id: 'string',
  department: 'string',
  trainingRoles: 'list<string>',
  values: 'map<string, list<string>>',
} satisfies Record<Exclude<keyof Team, 'defaults' | 'holds'>, string>;

/** Every type with members. Those of the request are named as SageMaker's model names them. */
export const TYPES: Readonly<Record<string, Members>> = {
  ...(requestTypes as Readonly<Record<string, Members>>),
  Workload: WORKLOAD,
  WorkloadGroup: GROUP,
  WorkloadImage: { use: 'string', uri: 'string', path: 'string' } satisfies Record<keyof ContainerImage, string>,
  WorkloadData: { use: 'string', uri: 'string', isManifest: 'bool', path: 'string' } satisfies Record<
    keyof DataLocation,
    string
  >,
  WorkloadFeature: { feature: 'string', path: 'string' } satisfies Record<Exclude<keyof FeatureUse, 'without'>, string>,
  WorkloadTag: { key: 'string', value: 'string', path: 'string' } satisfies Record<keyof WorkloadTag, string>,
  WorkloadNetwork: { subnets: 'list<string>', securityGroups: 'list<string>' } satisfies Record<keyof Network, string>,
  PlacedText: placed('string'),
  PlacedNumber: placed('int'),
  PlacedFlag: placed('bool'),
  PlacedTexts: placed('list<string>'),
  PlacedMap: placed('map<string, string>'),
  PlacedNetwork: placed('WorkloadNetwork'),
  PlacedTags: placed('list<WorkloadTag>'),
  Principal: PRINCIPAL,
  Team: TEAM,
  Site: { accountId: 'string', region: 'string' } satisfies Record<keyof Site, string>,
};

/** Types of the variables. */
export const VARIABLE_TYPES: Members = {
  workload: 'Workload',
  principal: 'Principal',
  team: 'Team',
  site: 'Site',
  request: 'CreateTrainingJobRequest',
};
