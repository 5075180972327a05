import { describe, expect, it } from '@jest/globals';
import { contradictions } from '../../gateway/actions/create-training-job/contradictions.ts';
import { validateRequest } from '../../gateway/actions/create-training-job/validate.ts';
import { INSTANCE_TYPES, instanceFacts } from '../../gateway/shared/instance-types.ts';
import { trainingJob } from '../support/training-job.ts';

/** Paths of what is wrong. Only valid requests are asked about. */
function pathsIn(changes: object): readonly string[] {
  const request = trainingJob({ ...changes });
  expect(validateRequest(request)).toEqual([]);
  return contradictions(request).map(({ path }) => path);
}

const instances = (parts: object) => ({ ResourceConfig: { VolumeSizeInGB: 30, ...parts } });
const one = { InstanceType: 'ml.m5.xlarge', InstanceCount: 1 };
const group = { InstanceGroupName: 'a', InstanceType: 'ml.m5.large', InstanceCount: 1 };
const prefer = (...entries: [type: string, count?: number][]) =>
  entries.map(([InstanceType, InstanceCount]) => ({ InstanceType, InstanceCount }));
const manifest = (InputMode?: string) => ({
  InputDataConfig: [
    { ChannelName: 'a', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://a/b' } } },
    {
      ChannelName: 'b',
      InputMode,
      DataSource: { S3DataSource: { S3DataType: 'AugmentedManifestFile', S3Uri: 's3://a/b', AttributeNames: ['x'] } },
    },
  ],
});
const algorithm = (parts: object) => ({ AlgorithmSpecification: { TrainingInputMode: 'File', ...parts } });
const stop = (MaxRuntimeInSeconds?: number, MaxWaitTimeInSeconds?: number) => ({
  StoppingCondition: { MaxRuntimeInSeconds, MaxWaitTimeInSeconds },
});
const spot = { EnableManagedSpotTraining: true };
const tagged = (...keys: string[]) => ({ Tags: keys.map((Key) => ({ Key, Value: 'x' })) });
const serverless = (parts: object = {}) => ({
  AlgorithmSpecification: undefined,
  ResourceConfig: undefined,
  StoppingCondition: undefined,
  ServerlessJobConfig: {
    BaseModelArn: 'arn:aws:sagemaker:eu-west-1:aws:hub-content/SageMakerPublicHub/Model/a',
    JobType: 'FineTuning',
  },
  ...parts,
});
const RULES = [{ RuleConfigurationName: 'a', RuleEvaluatorImage: 'b' }];

const PREFERENCES = 'resourceConfig.instancePreferences';
const WAIT = 'stoppingCondition.maxWaitTimeInSeconds';

describe('a request that contradicts itself', () => {
  it.each<[string, object, readonly string[]]>([
    ['neither image nor algorithm', algorithm({}), ['algorithmSpecification']],
    ['image and algorithm', algorithm({ TrainingImage: 'a', AlgorithmName: 'b' }), ['algorithmSpecification']],
    ['no algorithm at all', { AlgorithmSpecification: undefined }, ['algorithmSpecification']],
    ['more than 28 days', stop(2_419_201), ['stoppingCondition.maxRuntimeInSeconds']],
    ['a wait without spot', stop(60, 60), [WAIT]],
    ['a wait without spot, said', { ...stop(60, 60), EnableManagedSpotTraining: false }, [WAIT]],
    ['a wait shorter than the run', { ...spot, ...stop(60, 59) }, [WAIT]],
    ['a wait shorter than the run by default', { ...spot, ...stop(undefined, 86_399) }, [WAIT]],
    ['spot without a wait', { ...spot, ...stop(60) }, [WAIT]],
    ['an augmented manifest as files', manifest(), ['inputDataConfig.2.member.inputMode']],
    ['an augmented manifest as fast files', manifest('FastFile'), ['inputDataConfig.2.member.inputMode']],
    ['groups beside a type', instances({ InstanceGroups: [group], InstanceType: 'ml.m5.large' }), ['resourceConfig']],
    ['groups beside a count', instances({ InstanceGroups: [group], InstanceCount: 1 }), ['resourceConfig']],
    [
      'preferences beside a type',
      instances({ InstanceType: 'ml.m5.large', InstancePreferences: prefer(['ml.m5.large', 1]) }),
      [PREFERENCES],
    ],
    [
      'preferences beside groups and spot',
      {
        ...spot,
        ...stop(60, 60),
        ...instances({ InstanceGroups: [group], InstancePreferences: prefer(['ml.m5.large', 1]) }),
      },
      [PREFERENCES, PREFERENCES],
    ],
    ['preferences without a count', instances({ InstancePreferences: prefer(['ml.m5.large']) }), [PREFERENCES]],
    [
      'preferences with both counts',
      instances({ InstanceCount: 1, InstancePreferences: prefer(['ml.m5.large', 1]) }),
      [PREFERENCES],
    ],
    [
      'preferences with some counts',
      instances({ InstancePreferences: prefer(['ml.m5.large', 1], ['ml.c5.xlarge']) }),
      [PREFERENCES],
    ],
    [
      'preferences with one count for all and some of their own',
      instances({ InstanceCount: 1, InstancePreferences: prefer(['ml.m5.large', 1], ['ml.c5.xlarge']) }),
      [PREFERENCES],
    ],
    [
      'a type preferred twice',
      instances({ InstanceCount: 1, InstancePreferences: prefer(['ml.m5.large'], ['ml.m5.large']) }),
      [PREFERENCES],
    ],
    [
      'a volume key with local storage',
      instances({ InstanceType: 'ml.g5.xlarge', InstanceCount: 1, VolumeKmsKeyId: 'alias/a' }),
      ['resourceConfig.volumeKmsKeyId'],
    ],
    [
      'a volume key with one preference with local storage',
      instances({
        InstanceCount: 1,
        InstancePreferences: prefer(['ml.m5.large'], ['ml.g5.xlarge']),
        VolumeKmsKeyId: 'a',
      }),
      ['resourceConfig.volumeKmsKeyId'],
    ],
    [
      'a spot job with a warm pool',
      { ...spot, ...stop(60, 60), ...instances({ ...one, KeepAlivePeriodInSeconds: 60 }) },
      ['resourceConfig.keepAlivePeriodInSeconds'],
    ],
    ['a serverless job with an algorithm', serverless(algorithm({ TrainingImage: 'a' })), ['serverlessJobConfig']],
    [
      'a serverless job with all that it excludes',
      serverless({
        ...algorithm({ TrainingImage: 'a' }),
        ...spot,
        ...stop(60, 60),
        Environment: {},
        RetryStrategy: { MaximumRetryAttempts: 1 },
        CheckpointConfig: { S3Uri: 's3://a/b' },
        DebugHookConfig: { S3OutputPath: 's3://a/b' },
        DebugRuleConfigurations: RULES,
        TensorBoardOutputConfig: { S3OutputPath: 's3://a/b' },
        ProfilerConfig: {},
        ProfilerRuleConfigurations: RULES,
      }),
      Array.from({ length: 10 }, () => 'serverlessJobConfig'),
    ],
    ['keys of AWS', tagged('AWS:x', 'a', 'aws:y'), ['tags.1.member.key', 'tags.3.member.key']],
    ['a key twice', tagged('a', 'b', 'a', 'a'), ['tags.3.member.key', 'tags.4.member.key']],
  ])('%s', (_name, changes, paths) => {
    expect(pathsIn(changes)).toEqual(paths);
  });

  it('is told all at once', () => {
    expect(pathsIn({ ...algorithm({}), ...stop(60, 60), ...tagged('a', 'a') })).toHaveLength(3);
  });
});

describe('a request that does not', () => {
  it.each<[string, object]>([
    ['an algorithm by name', algorithm({ AlgorithmName: 'a' })],
    ['28 days', stop(2_419_200)],
    ['no time', { StoppingCondition: undefined }],
    ['spot with a wait as long as the run', { ...spot, ...stop(60, 60) }],
    ['an augmented manifest through a pipe', manifest('Pipe')],
    [
      'an augmented manifest in a job of pipes',
      { ...manifest(), ...algorithm({ TrainingImage: 'a', TrainingInputMode: 'Pipe' }) },
    ],
    ['groups alone', instances({ InstanceGroups: [group] })],
    ['no groups beside a type', instances({ ...one, InstanceGroups: [] })],
    [
      'preferences with one count',
      instances({ InstanceCount: 2, InstancePreferences: prefer(['ml.m5.large'], ['ml.m4.xlarge']) }),
    ],
    [
      'preferences with all counts',
      instances({ InstancePreferences: prefer(['ml.m5.large', 2], ['ml.m4.xlarge', 1]) }),
    ],
    ['a volume key without local storage', instances({ ...one, VolumeKmsKeyId: 'alias/a' })],
    ['an empty volume key', instances({ InstanceType: 'ml.g5.xlarge', InstanceCount: 1, VolumeKmsKeyId: '' })],
    [
      'a spot job with a warm pool of 0',
      { ...spot, ...stop(60, 60), ...instances({ ...one, KeepAlivePeriodInSeconds: 0 }) },
    ],
    ['a serverless job', serverless()],
    ['a serverless job that says it is not on spot', serverless({ EnableManagedSpotTraining: false })],
    ['keys that differ in case', tagged('a', 'A')],
    ['a key that begins like one of AWS', tagged('aws', 'awsome:x')],
  ])('%s', (_name, changes) => {
    expect(pathsIn(changes)).toEqual([]);
  });
});

it('takes a volume key for exactly the types without local storage', () => {
  for (const InstanceType of INSTANCE_TYPES) {
    const paths = pathsIn(instances({ InstanceType, InstanceCount: 1, VolumeKmsKeyId: 'alias/a' }));
    expect([InstanceType, paths.length]).toEqual([InstanceType, instanceFacts(InstanceType)?.localStorage ? 1 : 0]);
  }
});
