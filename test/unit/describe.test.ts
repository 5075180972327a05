import { expect, it, describe as suite } from '@jest/globals';
import { describe } from '../../gateway/actions/create-training-job/describe.ts';
import { validateRequest } from '../../gateway/actions/create-training-job/validate.ts';
import { trainingJob } from '../support/training-job.ts';
import { group as aGroup } from '../support/workload.ts';

/** Only valid requests are described. */
const describeValid = (changes: object) => {
  const request = trainingJob({ ...changes });
  expect(validateRequest(request)).toEqual([]);
  return describe(request);
};

const RULE = { RuleConfigurationName: 'LossNotDecreasing', RuleEvaluatorImage: 'image' };
const SERVERLESS = {
  BaseModelArn: 'arn:aws:sagemaker:eu-west-1:aws:hub-content/SageMakerPublicHub/Model/a',
  JobType: 'FineTuning',
};
const input = (name: string, DataSource: object) => ({ ChannelName: name, DataSource });

suite('the workload of a request', () => {
  it('has every value with its path', () => {
    const { workload, unsupported } = describeValid({
      ResourceConfig: {
        InstanceType: 'ml.p4d.24xlarge',
        InstanceCount: 2,
        VolumeSizeInGB: 50,
        VolumeKmsKeyId: 'key-v',
      },
      OutputDataConfig: { S3OutputPath: 's3://example-models/churn', KmsKeyId: 'key-o' },
      VpcConfig: { Subnets: ['subnet-a'], SecurityGroupIds: ['sg-a', 'sg-b'] },
      EnableNetworkIsolation: true,
      EnableInterContainerTrafficEncryption: true,
      EnableManagedSpotTraining: true,
      Tags: [{ Key: 'owner', Value: 'ada' }],
    });
    expect(unsupported).toEqual([]);
    expect(workload).toEqual({
      action: 'CreateTrainingJob',
      name: { value: 'Churn-2026-11-23', path: '/TrainingJobName' },
      groups: [aGroup({ type: 'ml.p4d.24xlarge', count: 2 })],
      volumeKmsKey: { value: 'key-v', path: '/ResourceConfig/VolumeKmsKeyId' },
      outputKmsKey: { value: 'key-o', path: '/OutputDataConfig/KmsKeyId' },
      maxRuntimeSeconds: { value: 3600, path: '/StoppingCondition/MaxRuntimeInSeconds' },
      maxWaitSeconds: { value: null, path: '/StoppingCondition/MaxWaitTimeInSeconds' },
      keepAliveSeconds: { value: 0, path: '/ResourceConfig/KeepAlivePeriodInSeconds' },
      role: { value: 'arn:aws:iam::111122223333:role/training-vision', path: '/RoleArn' },
      images: [
        {
          use: 'training',
          uri: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/churn:1',
          path: '/AlgorithmSpecification/TrainingImage',
        },
      ],
      algorithm: { value: null, path: '/AlgorithmSpecification/AlgorithmName' },
      network: { value: { subnets: ['subnet-a'], securityGroups: ['sg-a', 'sg-b'] }, path: '/VpcConfig' },
      networkIsolation: { value: true, path: '/EnableNetworkIsolation' },
      trafficEncryption: { value: true, path: '/EnableInterContainerTrafficEncryption' },
      spot: { value: true, path: '/EnableManagedSpotTraining' },
      data: [{ use: 'output', uri: 's3://example-models/churn', path: '/OutputDataConfig/S3OutputPath' }],
      checkpoints: { value: false, path: '/CheckpointConfig' },
      tags: { value: [{ key: 'owner', value: 'ada', path: '/Tags/0' }], path: '/Tags' },
      features: [],
      hyperparameters: { value: {}, path: '/HyperParameters' },
      environment: { value: {}, path: '/Environment' },
      monitoringParameters: [],
      entrypoint: { value: [], path: '/AlgorithmSpecification/ContainerEntrypoint' },
      entrypointArguments: { value: [], path: '/AlgorithmSpecification/ContainerArguments' },
    });
  });

  it('has null or false, with the path, for what the request leaves out', () => {
    const { workload } = describeValid({ AlgorithmSpecification: undefined, StoppingCondition: undefined });
    expect(workload).toMatchObject({
      volumeKmsKey: { value: null, path: '/ResourceConfig/VolumeKmsKeyId' },
      outputKmsKey: { value: null, path: '/OutputDataConfig/KmsKeyId' },
      maxRuntimeSeconds: { value: null, path: '/StoppingCondition/MaxRuntimeInSeconds' },
      images: [],
      algorithm: { value: null, path: '/AlgorithmSpecification/AlgorithmName' },
      network: { value: null, path: '/VpcConfig' },
      networkIsolation: { value: false, path: '/EnableNetworkIsolation' },
      trafficEncryption: { value: false, path: '/EnableInterContainerTrafficEncryption' },
      spot: { value: false, path: '/EnableManagedSpotTraining' },
      tags: { value: [], path: '/Tags' },
    });
  });

  it('has the instances of every group, beside those asked for without groups', () => {
    const { workload } = describeValid({
      ResourceConfig: {
        InstanceType: 'ml.m5.large',
        InstanceCount: 1,
        InstanceGroups: [
          { InstanceGroupName: 'a', InstanceType: 'ml.g5.xlarge', InstanceCount: 3 },
          { InstanceGroupName: 'b', InstanceType: 'ml.p3.2xlarge', InstanceCount: 4 },
        ],
      },
    });
    const volumeSizeGb = { value: null, path: '/ResourceConfig/VolumeSizeInGB' };
    expect(workload.groups).toEqual([
      aGroup({ type: 'ml.m5.large', volumeSizeGb }),
      aGroup({ type: 'ml.g5.xlarge', count: 3, path: '/ResourceConfig/InstanceGroups/0', volumeSizeGb }),
      aGroup({ type: 'ml.p3.2xlarge', count: 4, path: '/ResourceConfig/InstanceGroups/1', volumeSizeGb }),
    ]);
  });

  it.each([
    [
      'one count for all',
      3,
      [undefined, undefined],
      [3, 3],
      ['/ResourceConfig/InstanceCount', '/ResourceConfig/InstanceCount'],
    ],
    [
      'a count of each',
      undefined,
      [1, 2],
      [1, 2],
      ['/ResourceConfig/InstancePreferences/0/InstanceCount', '/ResourceConfig/InstancePreferences/1/InstanceCount'],
    ],
  ])('has every preference as an alternative, with %s', (_name, InstanceCount, [first, second], counts, countPaths) => {
    const { workload, unsupported } = describeValid({
      ResourceConfig: {
        InstanceCount,
        InstancePreferences: [
          { InstanceType: 'ml.g5.12xlarge', InstanceCount: first },
          { InstanceType: 'ml.g5.16xlarge', InstanceCount: second },
        ],
      },
    });
    expect(unsupported).toEqual([]);
    expect(workload.groups.map(({ type }) => type)).toEqual(['ml.g5.12xlarge', 'ml.g5.16xlarge']);
    expect(workload.groups.map(({ isAlternative }) => isAlternative)).toEqual([true, true]);
    expect(workload.groups.map(({ count }) => count)).toEqual(counts);
    expect(workload.groups.map(({ countPath }) => countPath)).toEqual(countPaths);
  });

  it('has a training plan wherever one is named', () => {
    const plan = 'arn:aws:sagemaker:eu-west-1:111122223333:training-plan/x';
    const { workload } = describeValid({
      ResourceConfig: {
        TrainingPlanArn: plan,
        InstancePreferences: [
          { InstanceType: 'ml.p5.48xlarge', InstanceCount: 1, TrainingPlanArns: [plan] },
          { InstanceType: 'ml.p4d.24xlarge', InstanceCount: 1, TrainingPlanArns: [] },
          { InstanceType: 'ml.p5e.48xlarge', InstanceCount: 1, TrainingPlanArns: [plan, plan] },
        ],
      },
    });
    expect(workload.features.map(({ feature, path, without }) => `${feature} ${path} ${without}`)).toEqual([
      'training-plan /ResourceConfig/TrainingPlanArn null',
      'training-plan /ResourceConfig/InstancePreferences/0/TrainingPlanArns null',
      'training-plan /ResourceConfig/InstancePreferences/2/TrainingPlanArns null',
    ]);
  });

  it('has an instance of nobody knows what for a serverless job', () => {
    const { workload, unsupported } = describeValid({
      ServerlessJobConfig: SERVERLESS,
      AlgorithmSpecification: undefined,
      ResourceConfig: undefined,
    });
    expect(unsupported).toEqual([]);
    expect(workload.groups).toMatchObject([
      { type: 'serverless', count: 1, path: '/ServerlessJobConfig', countPath: null },
    ]);
  });

  it('has an instance for each rule with a type of its own, and none for rules of AWS', () => {
    const builtIn = {
      RuleConfigurationName: 'ProfilerReport',
      RuleEvaluatorImage: '895741380848.dkr.ecr.us-west-2.amazonaws.com/sagemaker-debugger-rules:latest',
    };
    const { workload, unsupported } = describeValid({
      DebugRuleConfigurations: [builtIn, { ...RULE, InstanceType: 'ml.m5.large', VolumeSizeInGB: 20 }],
      ProfilerRuleConfigurations: [{ ...RULE, InstanceType: 'ml.c5.xlarge' }, builtIn],
    });
    expect(unsupported).toEqual([]);
    expect(workload.groups.slice(1)).toEqual([
      {
        ...aGroup({ type: 'ml.m5.large', use: 'monitoring', path: '/DebugRuleConfigurations/1', countPath: null }),
        volumeSizeGb: { value: 20, path: '/DebugRuleConfigurations/1/VolumeSizeInGB' },
      },
      {
        ...aGroup({ type: 'ml.c5.xlarge', use: 'monitoring', path: '/ProfilerRuleConfigurations/0', countPath: null }),
        volumeSizeGb: { value: null, path: '/ProfilerRuleConfigurations/0/VolumeSizeInGB' },
      },
    ]);
  });

  it('has every place that is read or written', () => {
    const dataset = 'arn:aws:sagemaker:eu-west-1:aws:hub-content/Hub/DataSet/a';
    const { workload } = describeValid({
      InputDataConfig: [
        input('s3', { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://a/in' } }),
        input('efs', {
          FileSystemDataSource: {
            FileSystemId: 'fs-12345678',
            FileSystemAccessMode: 'ro',
            FileSystemType: 'EFS',
            DirectoryPath: '/in',
          },
        }),
        input('hub', { DatasetSource: { DatasetArn: dataset } }),
      ],
      CheckpointConfig: { S3Uri: 's3://a/checkpoint' },
      DebugHookConfig: { S3OutputPath: 's3://a/debug' },
      TensorBoardOutputConfig: { S3OutputPath: 's3://a/board' },
      ProfilerConfig: { S3OutputPath: 's3://a/profile' },
      DebugRuleConfigurations: [
        {
          ...RULE,
          S3OutputPath: 's3://a/debug-rule',
          RuleParameters: { source_s3_uri: 's3://a/rule.py', other_trial_0: 's3://a/job' },
        },
      ],
      ProfilerRuleConfigurations: [RULE, { ...RULE, S3OutputPath: 's3://a/profiler-rule' }],
    });
    expect(workload.data.map(({ use, uri, path }) => `${use} ${uri} ${path}`)).toEqual([
      'input s3://a/in /InputDataConfig/0/DataSource/S3DataSource/S3Uri',
      'input fs-12345678:/in /InputDataConfig/1/DataSource/FileSystemDataSource',
      `input ${dataset} /InputDataConfig/2/DataSource/DatasetSource/DatasetArn`,
      'output s3://example-corp-vision/churn /OutputDataConfig/S3OutputPath',
      'checkpoint s3://a/checkpoint /CheckpointConfig/S3Uri',
      'output s3://a/debug /DebugHookConfig/S3OutputPath',
      'output s3://a/board /TensorBoardOutputConfig/S3OutputPath',
      'output s3://a/profile /ProfilerConfig/S3OutputPath',
      'output s3://a/debug-rule /DebugRuleConfigurations/0/S3OutputPath',
      'output s3://a/profiler-rule /ProfilerRuleConfigurations/1/S3OutputPath',
      'input s3://a/rule.py /DebugRuleConfigurations/0/RuleParameters/source_s3_uri',
      'input s3://a/job /DebugRuleConfigurations/0/RuleParameters/other_trial_0',
    ]);
  });

  it('has every parameter of what watches the job', () => {
    const { workload } = describeValid({
      DebugHookConfig: {
        S3OutputPath: 's3://a/debug',
        HookParameters: { save_interval: '10' },
        CollectionConfigurations: [
          { CollectionName: 'weights' },
          { CollectionName: 'losses', CollectionParameters: { 'a/b': '1', 'train.save_interval': '5' } },
        ],
      },
      ProfilerConfig: { ProfilingParameters: { Detail: '{}' } },
      DebugRuleConfigurations: [RULE, { ...RULE, RuleParameters: { rule_to_invoke: 'Mine' } }],
      ProfilerRuleConfigurations: [{ ...RULE, RuleParameters: { source_s3_uri: 's3://a/rule.py' } }],
    });
    expect(workload.monitoringParameters).toEqual([
      { key: 'save_interval', value: '10', path: '/DebugHookConfig/HookParameters/save_interval' },
      { key: 'a/b', value: '1', path: '/DebugHookConfig/CollectionConfigurations/1/CollectionParameters/a~1b' },
      {
        key: 'train.save_interval',
        value: '5',
        path: '/DebugHookConfig/CollectionConfigurations/1/CollectionParameters/train.save_interval',
      },
      { key: 'Detail', value: '{}', path: '/ProfilerConfig/ProfilingParameters/Detail' },
      { key: 'rule_to_invoke', value: 'Mine', path: '/DebugRuleConfigurations/1/RuleParameters/rule_to_invoke' },
      {
        key: 'source_s3_uri',
        value: 's3://a/rule.py',
        path: '/ProfilerRuleConfigurations/0/RuleParameters/source_s3_uri',
      },
    ]);
  });

  it.each([
    ['S3Prefix', undefined],
    ['ManifestFile', true],
    ['AugmentedManifestFile', true],
  ])('knows whether an input of type %s is a manifest', (S3DataType, isManifest) => {
    const { workload } = describeValid({
      InputDataConfig: [input('s3', { S3DataSource: { S3DataType, S3Uri: 's3://a/in' } })],
    });
    expect(workload.data[0]).toMatchObject({ use: 'input', uri: 's3://a/in' });
    expect(workload.data[0]?.isManifest).toBe(isManifest);
  });
});

const INSTANCES = { InstanceType: 'ml.m5.large', InstanceCount: 1 };
const group = (InstanceCount: number) => ({ InstanceGroupName: 'a', InstanceType: 'ml.m5.large', InstanceCount });

suite('what a workload cannot express', () => {
  it.each([
    [
      'a selected instance type',
      { ResourceConfig: { ...INSTANCES, SelectedInstanceType: 'ml.g5.xlarge' } },
      ['/ResourceConfig/SelectedInstanceType', 'ml.g5.xlarge', null],
    ],
    [
      'a selected instance count',
      { ResourceConfig: { ...INSTANCES, SelectedInstanceCount: 0 } },
      ['/ResourceConfig/SelectedInstanceCount', 0, null],
    ],
    [
      'a Debugger rule with an image of its own and no type',
      { DebugRuleConfigurations: [RULE] },
      ['/DebugRuleConfigurations/0/InstanceType', null, null],
    ],
    [
      'a Profiler rule with an image that only looks like one of AWS',
      { ProfilerRuleConfigurations: [{ ...RULE, RuleEvaluatorImage: 'example.com/sagemaker-debugger-rules' }] },
      ['/ProfilerRuleConfigurations/0/InstanceType', null, null],
    ],
    ...[
      'arn-895741380848.dkr.ecr.us-west-2.amazonaws.com/sagemaker-debugger-rules:latest',
      '895741380848.dkr.ecr.us-west-2.amazonaws.com/sagemaker-debugger-rules-evil:latest',
      '895741380848.dkr.ecr.us-east-1.amazonaws.com/sagemaker-debugger-rules:latest',
      '111122223333.dkr.ecr.us-west-2.amazonaws.com/sagemaker-debugger-rules:latest',
      '895741380848.dkr.ecr.constructor.amazonaws.com/sagemaker-debugger-rules:latest',
    ].map((RuleEvaluatorImage): [string, object, [string, null, null]] => [
      `a Debugger rule of ${RuleEvaluatorImage}`,
      { DebugRuleConfigurations: [{ ...RULE, RuleEvaluatorImage }] },
      ['/DebugRuleConfigurations/0/InstanceType', null, null],
    ]),
    [
      'a preference of 0',
      { ResourceConfig: { InstancePreferences: [{ InstanceType: 'ml.g5.xlarge', InstanceCount: 0 }] } },
      ['/ResourceConfig/InstancePreferences/0/InstanceCount', 0, 1],
    ],
    ['no resources', { ResourceConfig: undefined }, ['/ResourceConfig', null, null]],
    ['no instances', { ResourceConfig: { VolumeSizeInGB: 5, InstanceGroups: [] } }, ['/ResourceConfig', null, null]],
    [
      'a type without a count',
      { ResourceConfig: { InstanceType: 'ml.m5.large' } },
      ['/ResourceConfig/InstanceCount', null, null],
    ],
    ['a count without a type', { ResourceConfig: { InstanceCount: 1 } }, ['/ResourceConfig/InstanceType', null, null]],
    ['a count of 0', { ResourceConfig: { ...INSTANCES, InstanceCount: 0 } }, ['/ResourceConfig/InstanceCount', 0, 1]],
    [
      'a group of 0',
      { ResourceConfig: { InstanceGroups: [group(1), group(0)] } },
      ['/ResourceConfig/InstanceGroups/1/InstanceCount', 0, 1],
    ],
  ] as [string, object, [string, unknown, unknown]][])('%s', (_name, changes, [path, observed, limit]) => {
    const { unsupported } = describeValid(changes);
    expect(unsupported).toMatchObject([
      { path, observed, limit, message: expect.any(String), remedy: expect.any(String) },
    ]);
  });

  it.each([
    ['empty rule lists', { DebugRuleConfigurations: [], ProfilerRuleConfigurations: [] }],
    ['a warm pool', { ResourceConfig: { ...INSTANCES, KeepAlivePeriodInSeconds: 60 } }],
    ['groups alone', { ResourceConfig: { InstanceGroups: [group(1)] } }],
  ])('is not %s', (_name, changes) => {
    expect(describeValid(changes).unsupported).toEqual([]);
  });

  it('is told all at once', () => {
    const { unsupported } = describeValid({
      DebugRuleConfigurations: [RULE],
      ResourceConfig: { InstanceType: 'ml.m5.large', SelectedInstanceType: 'ml.m5.large' },
    });
    expect(unsupported.map(({ path }) => path)).toEqual([
      '/ResourceConfig/SelectedInstanceType',
      '/DebugRuleConfigurations/0/InstanceType',
      '/ResourceConfig/InstanceCount',
    ]);
  });
});
