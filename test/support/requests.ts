import fc from 'fast-check';
import { contradictions } from '../../gateway/actions/create-training-job/contradictions.ts';
import { validateRequest } from '../../gateway/actions/create-training-job/validate.ts';
import type { JsonObject } from '../../gateway/shared/json.ts';
import { trainingJob } from './training-job.ts';

const TYPES = ['ml.m5.xlarge', 'ml.m5.24xlarge', 'ml.g5.xlarge', 'ml.g5.12xlarge', 'ml.p4d.24xlarge', 'ml.p3.2xlarge'];
const type = fc.constantFrom(...TYPES);
const count = fc.integer({ min: 0, max: 9 });
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 });

const group = fc.record({ InstanceGroupName: fc.constantFrom('a', 'b'), InstanceType: type, InstanceCount: count });
const preference = fc.record(
  { InstanceType: type, InstanceCount: optional(count) },
  { requiredKeys: ['InstanceType'] },
);

/** One way or another to ask for instances, mostly the plain one. */
const instances = fc.oneof(
  { weight: 6, arbitrary: fc.record({ InstanceType: type, InstanceCount: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ InstanceType: type, InstanceCount: fc.constantFrom(0, undefined) }) },
  { weight: 2, arbitrary: fc.record({ InstanceGroups: fc.array(group, { minLength: 1, maxLength: 2 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      InstanceCount: optional(count),
      InstancePreferences: fc.array(preference, { minLength: 1, maxLength: 2 }),
    }),
  },
);
const resources = fc
  .tuple(
    instances,
    fc.record(
      {
        VolumeSizeInGB: fc.constantFrom(1, 100, 900),
        VolumeKmsKeyId: optional(fc.constantFrom('alias/other', 'alias/vision-training')),
        KeepAlivePeriodInSeconds: fc.constantFrom(undefined, undefined, undefined, 60),
      },
      { requiredKeys: ['VolumeSizeInGB'] },
    ),
  )
  .map(([of, others]) => ({ ...of, ...others }));

/** Mostly what a request should have. */
const tag = (key: string, good: string, ...others: string[]) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant([{ Key: key, Value: good }]) },
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.constantFrom(...others).map((Value) => [{ Key: key, Value }]) },
  );
const tags = fc
  .tuple(
    tag('Project', 'shelf-detection', '', 'X'),
    tag('Environment', 'prod', 'dev', 'Prod', 'test'),
    tag('CostCenter', 'CC-1410', 'CC-1420', ''),
    tag('Owner', 'ada@example.com', 'ben'),
    tag('Note', 'a', 'b'),
  )
  .map((each) => each.flat());

/**
 * Requests that SageMaker would accept, many of which the sample organisation refuses: for this reason, that reason, or
 * several at once.
 */
export const validRequests: fc.Arbitrary<JsonObject> = fc
  .record({
    RoleArn: fc.constantFrom(
      'arn:aws:iam::111122223333:role/vision-training',
      'arn:aws:iam::111122223333:role/language-training',
    ),
    ResourceConfig: resources,
    OutputDataConfig: fc.record(
      {
        S3OutputPath: fc.constant('s3://example-corp-vision/models/'),
        KmsKeyId: optional(fc.constantFrom('', 'alias/vision-training', 'x')),
      },
      { requiredKeys: ['S3OutputPath'] },
    ),
    VpcConfig: optional(
      fc.record({
        Subnets: fc.subarray(['subnet-0a1410aaaa0000001', 'subnet-0b1420aaaa0000001'], { minLength: 1 }),
        SecurityGroupIds: fc.subarray(['sg-0a1410cccc0000003', 'sg-0b1420cccc0000003'], { minLength: 1 }),
      }),
    ),
    StoppingCondition: optional(
      fc.record({
        MaxRuntimeInSeconds: fc.constantFrom(undefined, 60, 90_000, 500_000),
        MaxWaitTimeInSeconds: fc.constantFrom(undefined, 3600, 600_000),
      }),
    ),
    EnableManagedSpotTraining: optional(fc.boolean()),
    EnableNetworkIsolation: optional(fc.boolean()),
    EnableInterContainerTrafficEncryption: optional(fc.boolean()),
    CheckpointConfig: optional(fc.constant({ S3Uri: 's3://example-corp-vision/checkpoints/' })),
    Tags: fc.option(tags, { nil: undefined, freq: 9 }),
  })
  .map((parts) => trainingJob({ TrainingJobName: 'churn-2026-11-23', ...parts }))
  .filter((request) => validateRequest(request).length === 0 && contradictions(request).length === 0);
