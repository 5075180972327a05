import { ListModelsCommand } from '@aws-sdk/client-sagemaker';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { ARN, embeddedSagemaker, signed } from '../support/sagemaker.ts';

const service = embeddedSagemaker();
const { create, describeJob, stopJob, listTags, list, start } = service;

async function post(headers: Record<string, string>, body = '{}'): Promise<{ status: number; body: unknown }> {
  const response = await fetch(service.sagemaker.url, { method: 'POST', headers, body });
  expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  return { status: response.status, body: await response.json() };
}

describe('a refusal of the embedded SageMaker', () => {
  beforeEach(async () => {
    await start();
    await create();
  });

  const nameBreach = (value: string): string =>
    `Value '${value}' at 'trainingJobName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}`;
  const tags = (...keys: string[]) => ({ Tags: keys.map((Key) => ({ Key, Value: 'x' })) });
  const rows: readonly { name: string; call: () => Promise<unknown>; error: string; message: string }[] = [
    {
      name: 'of a name that is taken, in any letter case',
      call: () => create({ TrainingJobName: 'CHURN-1' }),
      error: 'ResourceInUse',
      message: `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${ARN}churn-1)`,
    },
    {
      name: 'of a malformed name',
      call: () => create({ TrainingJobName: 'x!' }),
      error: 'ValidationException',
      message: `1 validation error detected: ${nameBreach('x!')}`,
    },
    {
      name: 'of everything that is wrong',
      call: () => create({ TrainingJobName: 'x!', RoleArn: undefined, OutputDataConfig: undefined }),
      error: 'ValidationException',
      message: `3 validation errors detected: ${nameBreach('x!')}; Value null at 'roleArn' failed to satisfy constraint: Member must not be null; Value null at 'outputDataConfig' failed to satisfy constraint: Member must not be null`,
    },
    {
      name: 'of a name that is too long',
      call: () => create({ TrainingJobName: 'x'.repeat(64) }),
      error: 'ValidationException',
      message: `1 validation error detected: Value '${'x'.repeat(64)}' at 'trainingJobName' failed to satisfy constraint: Member must have length less than or equal to 63`,
    },
    {
      name: 'of 51 tags',
      call: () => create({ TrainingJobName: 'x', ...tags(...Array.from({ length: 51 }, (_, index) => `k${index}`)) }),
      error: 'ValidationException',
      message:
        "1 validation error detected: Value '[51 tags]' at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50",
    },
    {
      name: 'of a reserved tag',
      call: () => create({ TrainingJobName: 'x', ...tags('aws:owner') }),
      error: 'ValidationException',
      message: "System prefix 'aws:' reserved for AWS usage in tag key: aws:owner",
    },
    {
      name: 'of a tag given twice',
      call: () => create({ TrainingJobName: 'x', ...tags('a', 'a') }),
      error: 'ValidationException',
      message: 'Tag keys must be unique',
    },
    {
      name: 'of an algorithm without image or name',
      call: () => create({ TrainingJobName: 'x', AlgorithmSpecification: { TrainingInputMode: 'File' } }),
      error: 'ValidationException',
      message: 'Exactly one of AlgorithmName and TrainingImage must be specified in AlgorithmSpecification',
    },
    {
      name: 'of no runtime',
      call: () => create({ TrainingJobName: 'x', StoppingCondition: { MaxRuntimeInSeconds: 0 } }),
      error: 'ValidationException',
      message:
        "1 validation error detected: Value '0' at 'stoppingCondition.maxRuntimeInSeconds' failed to satisfy constraint: Member must have value greater than or equal to 1",
    },
    {
      name: 'to describe an unknown job',
      call: () => describeJob('nobody'),
      error: 'ValidationException',
      message: 'Requested resource not found.',
    },
    {
      name: 'to stop an unknown job',
      call: () => stopJob('nobody'),
      error: 'ValidationException',
      message: 'Requested resource not found.',
    },
    {
      name: 'to list the tags of an unknown job',
      call: () => listTags({ ResourceArn: `${ARN}nobody` }),
      error: 'ValidationException',
      message: 'Requested resource not found.',
    },
    {
      name: 'to list the tags of what is no ARN',
      call: () => listTags({ ResourceArn: '' }),
      error: 'ValidationException',
      message:
        "1 validation error detected: Value '' at 'resourceArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:.+",
    },
    {
      name: 'to stop a finished job',
      call: async () => {
        await service.sagemaker.advance(170);
        await stopJob();
      },
      error: 'ValidationException',
      message: 'The request was rejected because the training job is in status Completed.',
    },
    {
      name: 'of an unknown page of jobs',
      call: () => list({ NextToken: 'guess' }),
      error: 'ValidationException',
      message: 'The NextToken is not valid.',
    },
    {
      name: 'of an unknown page of tags',
      call: () => listTags({ NextToken: 'guess' }),
      error: 'ValidationException',
      message: 'The NextToken is not valid.',
    },
    {
      name: 'of a small page of tags',
      call: () => listTags({ MaxResults: 1 }),
      error: 'ValidationException',
      message:
        "1 validation error detected: Value '1' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 50",
    },
    {
      name: 'of a large page of jobs',
      call: () => list({ MaxResults: 101 }),
      error: 'ValidationException',
      message:
        "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100",
    },
    {
      name: 'of an unknown order',
      call: () => list({ SortBy: 'Age' }),
      error: 'ValidationException',
      message:
        "1 validation error detected: Value 'Age' at 'sortBy' failed to satisfy constraint: Member must satisfy enum value set: [Name, CreationTime, Status]",
    },
    {
      name: 'of an operation that is not served',
      call: () => service.client.send(new ListModelsCommand({})),
      error: 'UnknownOperationException',
      message: 'The requested operation is not recognized by the service.',
    },
  ];
  it.each(rows)('$name', async ({ call, error, message }) => {
    await expect(call()).rejects.toMatchObject({ name: error, message, $metadata: { httpStatusCode: 400 } });
    expect((await list()).TrainingJobSummaries).toHaveLength(1);
  });

  const unsigned = { 'x-amz-target': 'SageMaker.ListTrainingJobs' };
  it.each([
    { name: 'without a signature', headers: unsigned, body: '{}', error: 'MissingAuthenticationTokenException' },
    { name: 'without a target', headers: {}, body: '{}', error: 'UnknownOperationException' },
    { name: 'of a built-in name', headers: signed('constructor'), body: '{}', error: 'UnknownOperationException' },
    { name: 'that is no JSON', headers: signed('ListTrainingJobs'), body: '{', error: 'SerializationException' },
    { name: 'that is no object', headers: signed('ListTrainingJobs'), body: '[]', error: 'SerializationException' },
    {
      name: 'with a mistyped member',
      headers: signed('DescribeTrainingJob'),
      body: '{"TrainingJobName":7}',
      error: 'SerializationException',
    },
  ])('of a request $name', async ({ headers, body, error }) => {
    const answer = await post(headers, body);
    expect(answer).toMatchObject({ status: 400, body: { __type: error } });
  });

  it('has the shape that every SDK reads', async () => {
    const response = await fetch(service.sagemaker.url, {
      method: 'POST',
      headers: signed('DescribeTrainingJob'),
      body: '{"TrainingJobName":"nobody"}',
    });
    expect(response.headers.get('x-amzn-errortype')).toBe('ValidationException');
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    const message = 'Requested resource not found.';
    expect(await response.json()).toEqual({ __type: 'ValidationException', message, Message: message });
  });
});
