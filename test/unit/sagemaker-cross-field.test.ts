import { describe, expect, it } from '@jest/globals';
import { checkCreate } from '../../local/sagemaker/create-checks.ts';

const REQUEST = {
  TrainingJobName: 'churn',
  RoleArn: 'arn:aws:iam::111122223333:role/vision-training',
  AlgorithmSpecification: { TrainingImage: 'churn:1', TrainingInputMode: 'File' },
  OutputDataConfig: { S3OutputPath: 's3://example-models/churn/' },
  ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 10 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
};

const stopping = (MaxRuntimeInSeconds: number, MaxWaitTimeInSeconds?: number) => ({
  StoppingCondition: { MaxRuntimeInSeconds, ...(MaxWaitTimeInSeconds !== undefined && { MaxWaitTimeInSeconds }) },
});
const spot = { EnableManagedSpotTraining: true, ...stopping(60, 60) };
const resources = (ResourceConfig: object) => ({ ResourceConfig });
const group = { InstanceGroupName: 'a', InstanceType: 'ml.m5.large', InstanceCount: 1 };
const key = { VolumeKmsKeyId: 'a-key', InstanceCount: 1 };
const preferences = (...InstancePreferences: object[]) => ({ InstancePreferences });
const [m5, c5] = [{ InstanceType: 'ml.m5.large' }, { InstanceType: 'ml.c5.large' }];
const counted = (type: object) => ({ ...type, InstanceCount: 2 });
const manifest = (channel: object, TrainingInputMode = 'File') => ({
  AlgorithmSpecification: { ...REQUEST.AlgorithmSpecification, TrainingInputMode },
  InputDataConfig: [{ DataSource: { S3DataSource: { S3DataType: 'AugmentedManifestFile' } }, ...channel }],
});
const serverless = { ServerlessJobConfig: {}, AlgorithmSpecification: undefined };

const refusalOf = (changes: object): unknown => checkCreate({ ...REQUEST, ...changes })?.body?.message ?? null;

describe('a request that the embedded SageMaker refuses', () => {
  it.each<[string, object, string]>([
    [
      'a longest wait without spot',
      stopping(60, 60),
      'Invalid MaxWaitTimeInSeconds. It is only supported when EnableManagedSpotTraining is set to true',
    ],
    [
      'a wait shorter than the runtime',
      { ...spot, ...stopping(60, 59) },
      'must be present and be greater than or equal to',
    ],
    ['spot without a longest wait', { ...spot, ...stopping(60) }, 'must be present and be greater than or equal to'],
    ['a second over 28 days', stopping(2_419_201), 'at most 2419200'],
    [
      'groups and a type',
      resources({ InstanceGroups: [group], InstanceType: 'ml.m5.large' }),
      'InstanceType or InstanceCount cannot be specified with InstanceGroups',
    ],
    [
      'groups and a count',
      resources({ InstanceGroups: [group], InstanceCount: 1 }),
      'InstanceType or InstanceCount cannot be specified with InstanceGroups',
    ],
    ['a manifest that is not piped', manifest({}), 'input mode Pipe'],
    ['a manifest in a channel of its own mode', manifest({ InputMode: 'File' }, 'Pipe'), 'input mode Pipe'],
    ['a key for local storage', resources({ ...key, InstanceType: 'ml.p6-b200.48xlarge' }), 'VolumeKmsKeyId'],
    [
      'a key for a group with local storage',
      resources({ VolumeKmsKeyId: 'a-key', InstanceGroups: [group, { ...group, InstanceType: 'ml.g5.xlarge' }] }),
      'VolumeKmsKeyId',
    ],
    [
      'a key for a preference with local storage',
      resources({ ...key, ...preferences(m5, { InstanceType: 'ml.trn1.2xlarge' }) }),
      'VolumeKmsKeyId',
    ],
    [
      'a warm pool of spot instances',
      { ...spot, ...resources({ ...REQUEST.ResourceConfig, KeepAlivePeriodInSeconds: 60 }) },
      'KeepAlivePeriodInSeconds',
    ],
    ['preferences and a type', resources({ ...preferences(m5), ...counted(m5) }), 'InstancePreferences cannot'],
    ['preferences and groups', resources({ ...preferences(counted(m5)), InstanceGroups: [group] }), 'InstancePref'],
    [
      'preferences and a placement',
      resources({ ...preferences(counted(m5)), InstancePlacementConfig: {} }),
      'InstancePreferences cannot',
    ],
    ['preferences of spot', { ...spot, ...resources(preferences(counted(m5))) }, 'InstancePreferences cannot'],
    ['preferences without a count', resources(preferences(m5, c5)), 'either in ResourceConfig or in every'],
    ['some counts', resources(preferences(counted(m5), c5)), 'either in ResourceConfig or in every'],
    [
      'counts in both places',
      resources({ ...preferences(counted(m5), counted(c5)), InstanceCount: 2 }),
      'either in ResourceConfig or in every',
    ],
    ['an algorithm without instances', { ServerlessJobConfig: {} }, 'ServerlessJobConfig cannot'],
    ['spot without instances', { ...serverless, ...spot }, 'ServerlessJobConfig cannot'],
    ...[
      'Environment',
      'RetryStrategy',
      'CheckpointConfig',
      'DebugHookConfig',
      'DebugRuleConfigurations',
      'ProfilerConfig',
      'ProfilerRuleConfigurations',
    ].map((member): [string, object, string] => [
      `${member} without instances`,
      { ...serverless, [member]: {} },
      'ServerlessJobConfig cannot',
    ]),
  ])('%s', (_name, changes, message) => {
    expect(refusalOf(changes)).toEqual(expect.stringContaining(message));
  });
});

describe('a request that it takes', () => {
  it.each<[string, object]>([
    ['spot with a wait as long as the runtime', { ...spot, ...stopping(60, 60) }],
    ['28 days', stopping(2_419_200)],
    ['groups alone', resources({ InstanceGroups: [group] })],
    ['a manifest that is piped', manifest({}, 'Pipe')],
    ['a manifest piped by its channel', manifest({ InputMode: 'Pipe' })],
    ['a key for a type without local storage', resources({ ...key, InstanceType: 'ml.g5g.xlarge' })],
    ['a warm pool', resources({ ...REQUEST.ResourceConfig, KeepAlivePeriodInSeconds: 60 })],
    ['preferences with one count', resources({ ...preferences(m5, c5), InstanceCount: 2 })],
    ['preferences with a count each', resources(preferences(counted(m5), counted(c5)))],
    ['a job without instances', { ...serverless, ResourceConfig: undefined }],
  ])('%s', (_name, changes) => {
    expect(refusalOf(changes)).toBeNull();
  });
});
