import { describe, expect, it } from '@jest/globals';
import { validateRequest } from '../../gateway/actions/create-training-job/validate.ts';
import { awsMessage } from '../../gateway/actions/request-errors.ts';
import { cpuMs } from '../support/cpu-time.ts';
import { trainingJob } from '../support/training-job.ts';

const failed = (observed: string, path: string, constraint: string) => ({
  path,
  message: `Value ${observed} at '${path}' failed to satisfy constraint: ${constraint}`,
});
const resources = (changes: object) => ({
  ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, ...changes },
});
const channel = (changes: object) => ({
  InputDataConfig: [
    {
      ChannelName: 'train',
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bucket/a', ...changes } },
    },
  ],
});
const profiling = (interval: number) => ({ ProfilerConfig: { ProfilingIntervalInMilliseconds: interval } });
const tag = (index: number) => ({ Key: `key-${index}`, Value: '' });
const tags = (count: number) => Array.from({ length: count }, (_, index) => tag(index));
const S3_URI = 'Member must satisfy regular expression pattern: (https|s3)://([^/]+)/?(.*)';
const HYPER_PARAMETER_VALUE =
  'Map value must satisfy constraint: [Member must have length less than or equal to 2500, ' +
  'Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: .*]';
const ENVIRONMENT_KEYS =
  'Map keys must satisfy constraint: [Member must have length less than or equal to 512, ' +
  'Member must have length greater than or equal to 0, ' +
  'Member must satisfy regular expression pattern: [a-zA-Z_][a-zA-Z0-9_]*]';

describe('validateRequest accepts', () => {
  it.each([
    ['the least that the model demands', { AlgorithmSpecification: undefined, ResourceConfig: undefined }],
    ['49 tags', { Tags: tags(49) }],
    ['letters of any script in a tag', { Tags: [{ Key: 'équipe', Value: 'Größe 漢字' }] }],
    ['an empty list of tags', { Tags: [] }],
    ['the largest 32-bit integer', { StoppingCondition: { MaxRuntimeInSeconds: 2_147_483_647 } }],
    ['the least 64-bit integer that a double writes', profiling(-9_223_372_036_854_775_000)],
    ['names that objects inherit', { HyperParameters: { constructor: 'a', toString: 'b' } }],
    ['256 characters beyond the basic plane', { HyperParameters: { ['😀'.repeat(256)]: 'x' } }],
    ['line breaks where the model allows them', { Environment: { MOTD: 'a\nb' } }],
  ])('%s', (_name, changes) => {
    expect(validateRequest(trainingJob(changes))).toEqual([]);
  });
});

describe('validateRequest refuses, in the words of AWS,', () => {
  it.each([
    ['a missing member', { RoleArn: undefined }, [failed('null', 'roleArn', 'Member must not be null')]],
    ['null for a required member', { RoleArn: null }, [failed('null', 'roleArn', 'Member must not be null')]],
    ['null for an optional member', { VpcConfig: null }, [failed('null', 'vpcConfig', 'Member must not be null')]],
    [
      'null for an enum',
      resources({ InstanceType: null }),
      [failed('null', 'resourceConfig.instanceType', 'Member must not be null')],
    ],
    [
      'a missing member of a list item',
      { Tags: [tag(1), { Key: 'a' }] },
      [failed('null', 'tags.2.member.value', 'Member must not be null')],
    ],
    [
      'text that is too short and of the wrong form',
      { RoleArn: 'role/x' },
      [
        failed("'role/x'", 'roleArn', 'Member must have length greater than or equal to 20'),
        failed(
          "'role/x'",
          'roleArn',
          'Member must satisfy regular expression pattern: arn:aws[a-z\\-]*:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+',
        ),
      ],
    ],
    [
      'text that is too long, shortened',
      { TrainingJobName: 'a'.repeat(300) },
      [
        failed(`'${'a'.repeat(200)}…'`, 'trainingJobName', 'Member must have length less than or equal to 63'),
        failed(
          `'${'a'.repeat(200)}…'`,
          'trainingJobName',
          'Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}',
        ),
      ],
    ],
    [
      'control and direction characters, escaped',
      { OutputDataConfig: { S3OutputPath: 'x\n\u202e\u001b[31m' } },
      [failed("'x\\u000a\\u202e\\u001b[31m'", 'outputDataConfig.s3OutputPath', S3_URI)],
    ],
    [
      'a line break that Java, not ECMAScript, ends a line with',
      channel({ S3Uri: 's3://bucket/a\u0085b' }),
      [failed("'s3://bucket/a\\u0085b'", 'inputDataConfig.1.member.dataSource.s3DataSource.s3Uri', S3_URI)],
    ],
    [
      'a value that is not in an enum',
      channel({ S3DataDistributionType: 'Sharded' }),
      [
        failed(
          "'Sharded'",
          'inputDataConfig.1.member.dataSource.s3DataSource.s3DataDistributionType',
          'Member must satisfy enum value set: [FullyReplicated, ShardedByS3Key]',
        ),
      ],
    ],
    [
      'a number that is too small',
      { StoppingCondition: { MaxRuntimeInSeconds: 0 } },
      [failed("'0'", 'stoppingCondition.maxRuntimeInSeconds', 'Member must have value greater than or equal to 1')],
    ],
    [
      'a number that is too large',
      resources({ KeepAlivePeriodInSeconds: 21_601 }),
      [
        failed(
          "'21601'",
          'resourceConfig.keepAlivePeriodInSeconds',
          'Member must have value less than or equal to 21600',
        ),
      ],
    ],
    [
      'an integer of more than 32 bits',
      resources({ InstanceCount: 2 ** 31 }),
      [
        failed(
          "'2147483648'",
          'resourceConfig.instanceCount',
          'Member must have value less than or equal to 2147483647',
        ),
      ],
    ],
    [
      'an integer that is of 64 bits as a double, but not as it is written',
      profiling(-9_223_372_036_854_776_000),
      [
        failed(
          "'-9223372036854776000'",
          'profilerConfig.profilingIntervalInMilliseconds',
          'Member must have value greater than or equal to -9223372036854775000',
        ),
      ],
    ],
    [
      'a list that is too short',
      { InputDataConfig: [] },
      [failed("'[]'", 'inputDataConfig', 'Member must have length greater than or equal to 1')],
    ],
    [
      'a list that is too long',
      { VpcConfig: { Subnets: ['subnet-a'], SecurityGroupIds: ['a', 'b', 'c', 'd', 'e', 'f'] } },
      [failed("'[6 items]'", 'vpcConfig.securityGroupIds', 'Member must have length less than or equal to 5')],
    ],
    [
      'an item of a list of text',
      { VpcConfig: { Subnets: ['subnet-a', 'subnet b'], SecurityGroupIds: ['sg-a'] } },
      [
        failed(
          "'subnet b'",
          'vpcConfig.subnets.2.member',
          'Member must satisfy regular expression pattern: [-0-9a-zA-Z]+',
        ),
      ],
    ],
    [
      'values of a map, all in one sentence that shows none of them',
      { HyperParameters: { lr: 'a\nb', ok: '1', token: 's3cret'.repeat(500) } },
      [failed("'{lr=***, token=***}'", 'hyperParameters', HYPER_PARAMETER_VALUE)],
    ],
    [
      'names of a map',
      { Environment: { '1st': 'a', ok: 'b', 'a-b': 'c' } },
      [failed("'{1st=***, a-b=***}'", 'environment', ENVIRONMENT_KEYS)],
    ],
    [
      'a map with too many entries',
      { HyperParameters: Object.fromEntries(tags(101).map(({ Key }) => [Key, 's3cret'])) },
      [
        failed(
          `'{${tags(101)
            .map(({ Key }) => `${Key}=***`)
            .join(', ')
            .slice(0, 199)}…'`,
          'hyperParameters',
          'Member must have length less than or equal to 100',
        ),
      ],
    ],
    [
      'a value of a map that is not text',
      { HyperParameters: { epochs: 10, 'a/b~c': null } },
      [
        failed(
          "'{epochs=***}'",
          'hyperParameters',
          'Map value must satisfy constraint: [Member must be a string, not a number]',
        ),
        failed("'{a/b~c=***}'", 'hyperParameters', 'Map value must satisfy constraint: [Member must not be null]'),
      ],
    ],
    [
      'text for a map, unshown',
      { Environment: 'TOKEN=s3cret' },
      [failed("'***'", 'environment', 'Member must be an object, not a string')],
    ],
    [
      'text for an integer',
      resources({ InstanceCount: '2' }),
      [failed("'2'", 'resourceConfig.instanceCount', 'Member must be an integer, not a string')],
    ],
    [
      'a fraction for an integer',
      resources({ InstanceCount: 1.5 }),
      [failed("'1.5'", 'resourceConfig.instanceCount', 'Member must be an integer, not a fraction')],
    ],
    [
      'text for a boolean',
      { EnableManagedSpotTraining: 'true' },
      [failed("'true'", 'enableManagedSpotTraining', 'Member must be a boolean, not a string')],
    ],
    [
      'a number for an enum',
      resources({ InstanceType: 4 }),
      [failed("'4'", 'resourceConfig.instanceType', 'Member must be a string, not a number')],
    ],
    [
      'an object for a list',
      { Tags: { a: 'b' } },
      [failed("'{a=***}'", 'tags', 'Member must be a list, not an object')],
    ],
    [
      'a list for an object',
      { OutputDataConfig: ['s3://a'] },
      [failed("'[1 items]'", 'outputDataConfig', 'Member must be an object, not a list')],
    ],
  ])('%s', (_name, changes, errors) => {
    expect(validateRequest(trainingJob(changes))).toEqual(errors);
  });
});

describe('validateRequest names', () => {
  it.each([
    [
      'a misspelt member with the nearest known one',
      resources({ InstanceTyp: 'x' }),
      'resourceConfig.InstanceTyp',
      "Unknown member 'InstanceTyp' at 'resourceConfig': did you mean 'InstanceType'?",
    ],
    [
      'a member in the wrong case',
      { trainingJobName: 'x' },
      'trainingJobName',
      "Unknown member 'trainingJobName' at the request: did you mean 'TrainingJobName'?",
    ],
    [
      'a member like no other with all that are known',
      { StoppingCondition: { Zz: 1 } },
      'stoppingCondition.Zz',
      "Unknown member 'Zz' at 'stoppingCondition': known members are MaxRuntimeInSeconds, MaxWaitTimeInSeconds, MaxPendingTimeInSeconds",
    ],
    [
      'a member called as something that objects inherit',
      { CheckpointConfig: { S3Uri: 's3://a', constructor: 1 } },
      'checkpointConfig.constructor',
      "Unknown member 'constructor' at 'checkpointConfig': known members are S3Uri, LocalPath",
    ],
  ])('%s', (_name, changes, path, message) => {
    expect(validateRequest(trainingJob(changes))).toEqual([{ path, message }]);
  });

  it('a very long member, shortened and without a guess', () => {
    const [error] = validateRequest(trainingJob({ [`x${'y'.repeat(400_000)}`]: 1 }));
    expect(error?.path).toBe(`x${'y'.repeat(199)}…`);
    expect(error?.message).toContain('known members are TrainingJobName,');
  });
});

describe('validateRequest keeps one tag for the gateway', () => {
  it('refuses 50 tags', () => {
    const constraint = 'Member must have length less than or equal to 49, as the gateway adds one tag of its own';
    expect(validateRequest(trainingJob({ Tags: tags(50) }))).toEqual([failed("'[50 items]'", 'tags', constraint)]);
  });

  it('refuses tags of its own prefix', () => {
    const errors = validateRequest(trainingJob({ Tags: [tag(1), { Key: 'traingate:admission', Value: 'x' }] }));
    const constraint = "Member must not start with 'traingate:', which the gateway keeps for itself";
    expect(errors).toEqual([failed("'traingate:admission'", 'tags.2.member.key', constraint)]);
  });
});

describe('validateRequest reports', () => {
  it('every violation at once', () => {
    const errors = validateRequest(
      trainingJob({
        TrainingJobName: '-',
        RoleArn: undefined,
        ResourceConfig: { InstanceType: 'ml.huge', InstanceCount: -1, Volume: 1 },
        Tags: [{ Key: 'traingate:x', Value: 'a' }],
        InputDataConfig: [],
      }),
    );
    expect(errors.map(({ path }) => path).sort()).toEqual([
      'inputDataConfig',
      'resourceConfig.Volume',
      'resourceConfig.instanceCount',
      'resourceConfig.instanceType',
      'roleArn',
      'tags.1.member.key',
      'trainingJobName',
    ]);
  });

  it('a hundred violations and how many more there are', () => {
    const unknown = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`Unknown${index}`, 1]));
    const errors = validateRequest(trainingJob(unknown));
    expect(errors).toHaveLength(101);
    expect(errors.at(-1)).toEqual({ path: '', message: 'and 50 more' });
    expect(awsMessage(errors)).toMatch(/^more than 100 validation errors detected: Unknown member .*; and 50 more$/);
  });

  it('ten thousand faulty items without quadratic work', () => {
    const groups = Array.from({ length: 9_900 }, () => ({ InstanceType: 'x' }));
    const request = trainingJob(resources({ InstanceGroups: groups }));
    expect(cpuMs(() => expect(validateRequest(request)).toHaveLength(101))).toBeLessThan(2_000);
  });
});

describe('awsMessage', () => {
  it.each([
    ['one error', ['a'], '1 validation error detected: a'],
    ['two errors', ['a', 'b'], '2 validation errors detected: a; b'],
  ])('%s', (_name, messages, text) => {
    expect(awsMessage(messages.map((message) => ({ path: 'x', message })))).toBe(text);
  });
});
