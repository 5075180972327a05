import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  DescribeTrainingJobCommand,
  ListModelsCommand,
  ListTagsCommand,
  ListTrainingJobsCommand,
  type ListTrainingJobsCommandInput,
  paginateListTrainingJobs,
  SageMakerClient,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TrainingJobEvent } from '../../local/sagemaker/events.ts';
import { type Sagemaker, type SagemakerOptions, startSagemaker } from '../../local/sagemaker/server.ts';

const ARN = 'arn:aws:sagemaker:eu-west-1:111122223333:training-job/';
const REQUEST = {
  TrainingJobName: 'Churn-1',
  RoleArn: 'arn:aws:iam::111122223333:role/vision-training',
  AlgorithmSpecification: {
    TrainingImage: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/churn:1',
    TrainingInputMode: 'File',
  },
  OutputDataConfig: { S3OutputPath: 's3://example-models/churn/' },
  ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 10 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
  HyperParameters: { epochs: '3' },
  Tags: [
    { Key: 'cost-center', Value: 'cc-100' },
    { Key: 'traingate:admission', Value: 'a-1' },
  ],
} as const satisfies object;

let sagemaker: Sagemaker;
let client: SageMakerClient;
let events: TrainingJobEvent[];
let directory: string;

const clientOf = (endpoint: string, maxAttempts = 1): SageMakerClient =>
  new SageMakerClient({
    endpoint,
    region: 'eu-west-1',
    maxAttempts,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
  });

async function start(options: Partial<SagemakerOptions> = {}): Promise<void> {
  sagemaker = await startSagemaker({
    directory: null,
    accountId: '111122223333',
    region: 'eu-west-1',
    rate: 0,
    onEvent: async (event) => {
      events.push(event);
    },
    ...options,
  });
  client = clientOf(sagemaker.url);
}

async function stop(): Promise<void> {
  client.destroy();
  await sagemaker.close();
}

async function restart(options: Partial<SagemakerOptions> = {}): Promise<void> {
  await stop();
  await start(options);
}

// The SDK's own type wants mutable lists; the request is only read.
const createInput = (changes: object): CreateTrainingJobCommandInput =>
  ({ ...REQUEST, ...changes }) as unknown as CreateTrainingJobCommandInput;
const create = (changes: object = {}) => client.send(new CreateTrainingJobCommand(createInput(changes)));
const describeJob = (name = 'Churn-1') => client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
const stopJob = (name = 'Churn-1') => client.send(new StopTrainingJobCommand({ TrainingJobName: name }));
const listTags = (changes: object = {}) =>
  client.send(new ListTagsCommand({ ResourceArn: `${ARN}churn-1`, ...changes }));
const list = (input: object = {}) => client.send(new ListTrainingJobsCommand(input));
const namesOf = async (input: object): Promise<readonly (string | undefined)[]> =>
  (await list(input)).TrainingJobSummaries?.map(({ TrainingJobName }) => TrainingJobName) ?? [];

const seen = (): readonly string[] => events.map(({ detail }) => `${detail.TrainingJobName} ${detail.SecondaryStatus}`);

async function post(headers: Record<string, string>, body = '{}'): Promise<{ status: number; body: unknown }> {
  const response = await fetch(sagemaker.url, { method: 'POST', headers, body });
  expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  return { status: response.status, body: await response.json() };
}
const signed = (operation: string): Record<string, string> => ({
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': `SageMaker.${operation}`,
  authorization: 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE',
});

beforeEach(() => {
  events = [];
  directory = mkdtempSync(join(tmpdir(), 'traingate-'));
});
afterEach(async () => {
  await stop();
  rmSync(directory, { recursive: true });
});

describe('a job in the embedded SageMaker', () => {
  beforeEach(() => start());

  it('runs to Completed on the simulated clock', async () => {
    const createdAt = sagemaker.clock.now();
    expect(await create()).toMatchObject({ TrainingJobArn: `${ARN}churn-1` });
    const statuses: (string | undefined)[] = [];
    for (let polls = 0; polls < 20; polls += 1) {
      const { TrainingJobStatus, SecondaryStatus } = await describeJob();
      statuses.push(SecondaryStatus);
      if (TrainingJobStatus !== 'InProgress') break;
      await sagemaker.advance(20);
    }
    expect([...new Set(statuses)]).toEqual(['Starting', 'Downloading', 'Training', 'Uploading', 'Completed']);

    const { $metadata, SecondaryStatusTransitions, ...job } = await describeJob();
    const { Tags, ...echoed } = REQUEST;
    const at = (seconds: number): Date => new Date(createdAt + seconds * 1000);
    expect(job).toEqual({
      ...echoed,
      TrainingJobArn: `${ARN}churn-1`,
      TrainingJobStatus: 'Completed',
      SecondaryStatus: 'Completed',
      ModelArtifacts: { S3ModelArtifacts: 's3://example-models/churn/Churn-1/output/model.tar.gz' },
      CreationTime: at(0),
      TrainingStartTime: at(30),
      TrainingEndTime: at(170),
      LastModifiedTime: at(170),
      TrainingTimeInSeconds: 140,
      BillableTimeInSeconds: 140,
      EnableNetworkIsolation: false,
      EnableInterContainerTrafficEncryption: false,
      EnableManagedSpotTraining: false,
    });
    expect(SecondaryStatusTransitions).toHaveLength(5);
    expect(SecondaryStatusTransitions?.[1]).toEqual({
      Status: 'Downloading',
      StartTime: at(30),
      EndTime: at(50),
      StatusMessage: 'Downloading input data',
    });
    expect(SecondaryStatusTransitions?.[4]).toEqual({
      Status: 'Completed',
      StartTime: at(170),
      EndTime: at(170),
      StatusMessage: 'Training job completed',
    });
  });

  it('shows no start, end, bill or model before there is one', async () => {
    await create({ StoppingCondition: undefined });
    const job = await describeJob();
    for (const member of ['TrainingStartTime', 'TrainingEndTime', 'BillableTimeInSeconds', 'ModelArtifacts']) {
      expect(job).not.toHaveProperty(member);
    }
    expect(job.StoppingCondition).toEqual({ MaxRuntimeInSeconds: 86_400 });
    expect(job.SecondaryStatusTransitions?.[0]).not.toHaveProperty('EndTime');
  });

  it('is stopped, once however often it is asked', async () => {
    await create();
    await sagemaker.advance(60);
    await stopJob();
    await sagemaker.advance(20);
    await stopJob('CHURN-1');
    expect(await describeJob()).toMatchObject({ TrainingJobStatus: 'Stopping', SecondaryStatus: 'Stopping' });
    await sagemaker.advance(10);
    expect(await describeJob()).toMatchObject({ TrainingJobStatus: 'Stopped', BillableTimeInSeconds: 60 });
    expect(seen().slice(-2)).toEqual(['Churn-1 Stopping', 'Churn-1 Stopped']);
  });

  it('bills nothing when it is stopped before it has instances', async () => {
    await create();
    await stopJob();
    await sagemaker.advance(30);
    const job = await describeJob();
    expect(job.TrainingJobStatus).toBe('Stopped');
    expect(job).not.toHaveProperty('BillableTimeInSeconds');
  });

  it('is cut at its longest runtime', async () => {
    await create({ StoppingCondition: { MaxRuntimeInSeconds: 60 } });
    await sagemaker.advance(200);
    expect(await describeJob()).toMatchObject({
      TrainingJobStatus: 'Stopped',
      SecondaryStatus: 'MaxRuntimeExceeded',
      BillableTimeInSeconds: 110,
    });
  });

  it.each([
    { name: 'of all', parts: { InstanceCount: 3 }, first: {} },
    { name: 'of its own', parts: {}, first: { InstanceCount: 3 } },
  ])('runs on the first instance type that it prefers, in the count $name', async ({ parts, first }) => {
    const InstancePreferences = ['ml.c5.large', 'ml.m5.large'].map((InstanceType) => ({ InstanceType, ...first }));
    const ResourceConfig = { ...parts, InstancePreferences };
    await create({ ResourceConfig });
    expect((await describeJob()).ResourceConfig).toEqual({
      ...ResourceConfig,
      SelectedInstanceType: 'ml.c5.large',
      SelectedInstanceCount: 3,
    });
  });

  it('has its tags listed, in order', async () => {
    await create();
    expect((await listTags()).Tags).toEqual(REQUEST.Tags);
    expect((await listTags({ MaxResults: 50 })).NextToken).toBeUndefined();
  });
});

describe('listing jobs of the embedded SageMaker', () => {
  let firstAt: number;

  beforeEach(async () => {
    await start();
    firstAt = sagemaker.clock.now();
    for (const name of ['b-two', 'a-one', 'c-one']) {
      await create({ TrainingJobName: name });
      await sagemaker.advance(100);
    }
  });

  // The jobs are then 300, 200 and 100 s old: Completed, Completed, Training; last changed 170, 270 and 250 s in.
  const at = (seconds: number): Date => new Date(firstAt + seconds * 1000);
  const rows: readonly { name: string; input: () => ListTrainingJobsCommandInput; listed: readonly string[] }[] = [
    { name: 'by creation', input: () => ({}), listed: ['b-two', 'a-one', 'c-one'] },
    { name: 'downwards', input: () => ({ SortOrder: 'Descending' }), listed: ['c-one', 'a-one', 'b-two'] },
    { name: 'by name', input: () => ({ SortBy: 'Name' }), listed: ['a-one', 'b-two', 'c-one'] },
    {
      name: 'by status, downwards',
      input: () => ({ SortBy: 'Status', SortOrder: 'Descending' }),
      listed: ['c-one', 'b-two', 'a-one'],
    },
    { name: 'with a part of the name', input: () => ({ NameContains: 'one' }), listed: ['a-one', 'c-one'] },
    { name: 'with a status', input: () => ({ StatusEquals: 'InProgress' }), listed: ['c-one'] },
    { name: 'created after', input: () => ({ CreationTimeAfter: at(0) }), listed: ['a-one', 'c-one'] },
    { name: 'created before', input: () => ({ CreationTimeBefore: at(200) }), listed: ['b-two', 'a-one'] },
    { name: 'modified after', input: () => ({ LastModifiedTimeAfter: at(250) }), listed: ['a-one'] },
    { name: 'modified before', input: () => ({ LastModifiedTimeBefore: at(250) }), listed: ['b-two'] },
    { name: 'in a warm pool', input: () => ({ WarmPoolStatusEquals: 'Available' }), listed: [] },
    {
      name: 'with a status after the page was cut, as SageMaker documents',
      input: () => ({ StatusEquals: 'InProgress', MaxResults: 2 }),
      listed: [],
    },
  ];
  it.each(rows)('$name', async ({ input, listed }) => {
    expect(await namesOf(input())).toEqual(listed);
  });

  it('goes page by page, whatever is created meanwhile', async () => {
    const pages: (readonly (string | undefined)[])[] = [];
    const pagination = paginateListTrainingJobs({ client, pageSize: 1 }, { SortBy: 'Name', SortOrder: 'Descending' });
    for await (const page of pagination) {
      pages.push(page.TrainingJobSummaries?.map(({ TrainingJobName }) => TrainingJobName) ?? []);
      if (pages.length === 1) await create({ TrainingJobName: 'd-late' });
    }
    expect(pages).toEqual([['c-one'], ['b-two'], ['a-one']]);
  });

  it('summarizes', async () => {
    expect((await list({ MaxResults: 1 })).TrainingJobSummaries).toEqual([
      {
        TrainingJobName: 'b-two',
        TrainingJobArn: `${ARN}b-two`,
        CreationTime: at(0),
        LastModifiedTime: at(170),
        TrainingEndTime: at(170),
        TrainingJobStatus: 'Completed',
        SecondaryStatus: 'Completed',
      },
    ]);
  });
});

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
      message: 'Tag keys must not start with aws: which is reserved for AWS use',
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
      name: 'to stop a finished job',
      call: async () => {
        await sagemaker.advance(170);
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
      call: () => client.send(new ListModelsCommand({})),
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
    const response = await fetch(sagemaker.url, {
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

describe('events of the embedded SageMaker', () => {
  it('tell each state change in order, with times in milliseconds and tags as a map', async () => {
    await start();
    const createdAt = sagemaker.clock.now();
    await create();
    await sagemaker.advance(170);
    expect(seen()).toEqual(
      ['Starting', 'Downloading', 'Training', 'Uploading', 'Completed'].map((status) => `Churn-1 ${status}`),
    );
    const last = events[4];
    expect(last).toMatchObject({
      version: '0',
      'detail-type': 'SageMaker Training Job State Change',
      source: 'aws.sagemaker',
      account: '111122223333',
      region: 'eu-west-1',
      time: `${new Date(createdAt + 170_000).toISOString().slice(0, 19)}Z`,
      resources: [`${ARN}churn-1`],
      detail: {
        TrainingJobArn: `${ARN}churn-1`,
        TrainingJobStatus: 'Completed',
        HyperParameters: { epochs: '3' },
        Tags: { 'cost-center': 'cc-100', 'traingate:admission': 'a-1' },
        CreationTime: createdAt,
        TrainingEndTime: createdAt + 170_000,
        LastModifiedTime: createdAt + 170_000,
      },
    });
    expect(last?.detail).not.toHaveProperty('BillableTimeInSeconds');
    expect(new Set(events.map(({ id }) => id)).size).toBe(5);
  });

  it('are handled at their own time while the clock is advanced', async () => {
    const statuses: string[] = [];
    let asked = 0;
    await start({
      onEvent: async ({ detail }) => {
        asked += 1;
        const { SecondaryStatus } = await describeJob(String(detail.TrainingJobName));
        statuses.push(`${detail.SecondaryStatus} seen ${SecondaryStatus}`);
      },
    });
    await create();
    while (asked === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await Promise.all([sagemaker.advance(60), sagemaker.advance(100_000)]);
    expect(statuses).toEqual(
      ['Starting', 'Downloading', 'Training', 'Uploading', 'Completed'].map((status) => `${status} seen ${status}`),
    );
  });

  it('are tried again when the callback fails', async () => {
    let calls = 0;
    await start({
      onEvent: async (event) => {
        calls += 1;
        if (calls % 2 === 1) throw new Error('busy');
        events.push(event);
      },
    });
    await create();
    await sagemaker.advance(170);
    expect(calls).toBe(10);
    expect(seen()).toHaveLength(5);
  });

  it('come by themselves as simulated time passes', async () => {
    await start({ rate: 2000 });
    await create();
    while (events.length < 5) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await describeJob()).toMatchObject({ TrainingJobStatus: 'Completed' });
    expect(sagemaker.clock.advancedMs).toBe(0);
  });
});

describe('the clock of the embedded SageMaker', () => {
  beforeEach(() => start());

  it('starts at real time and, at rate 0, is moved by advance alone', async () => {
    const startedAt = sagemaker.clock.now();
    expect(Math.abs(startedAt - Date.now())).toBeLessThan(60_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sagemaker.clock.now()).toBe(startedAt);
    await sagemaker.advance(1.5);
    await sagemaker.advance(0);
    expect(sagemaker.clock.now()).toBe(startedAt + 1500);
    expect(sagemaker.clock.advancedMs).toBe(1500);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses to advance by %d', async (seconds) => {
    await expect(sagemaker.advance(seconds)).rejects.toThrow(RangeError);
  });
});

describe('a fault in the embedded SageMaker', () => {
  beforeEach(() => start());
  const isThere = async (): Promise<boolean> => (await namesOf({})).includes('Churn-1');

  it.each([
    { kind: 'refuse', error: 'ValidationException', status: 400 },
    { kind: 'throttle', error: 'ThrottlingException', status: 400 },
    { kind: 'error', error: 'InternalFailure', status: 500 },
  ])('$kind is answered without effect, as often as was said', async ({ kind, error, status }) => {
    expect(sagemaker.faults.add({ operation: 'CreateTrainingJob', kind, count: 2 })).toMatchObject({ ok: true });
    for (const _ of [1, 2]) {
      await expect(create()).rejects.toMatchObject({ name: error, $metadata: { httpStatusCode: status } });
      expect(await isThere()).toBe(false);
    }
    await create();
    expect(await isThere()).toBe(true);
  });

  it('timeout never answers and has no effect', async () => {
    sagemaker.faults.add({ operation: 'CreateTrainingJob', kind: 'timeout' });
    const command = new CreateTrainingJobCommand(createInput({}));
    const attempt = client.send(command, { abortSignal: AbortSignal.timeout(200) });
    await expect(attempt).rejects.toMatchObject({ name: 'AbortError' });
    expect(await isThere()).toBe(false);
  });

  it('timeout does not hold up close', async () => {
    sagemaker.faults.add({ operation: 'DescribeTrainingJob', kind: 'timeout' });
    const attempt = expect(describeJob()).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await restart();
    await attempt;
  });

  it('lose-answer takes effect and breaks the connection, so that a retry meets the job', async () => {
    sagemaker.faults.add({ operation: 'CreateTrainingJob', kind: 'lose-answer' });
    const retrying = clientOf(sagemaker.url, 2);
    await expect(retrying.send(new CreateTrainingJobCommand(createInput({})))).rejects.toMatchObject({
      name: 'ResourceInUse',
      $metadata: { attempts: 2 },
    });
    retrying.destroy();
    expect(await isThere()).toBe(true);
  });

  it('fail-job lets the next job that is created fail in training', async () => {
    sagemaker.faults.add({ operation: 'CreateTrainingJob', kind: 'fail-job' });
    await expect(create({ TrainingJobName: 'x!' })).rejects.toThrow();
    await create();
    await create({ TrainingJobName: 'churn-2' });
    await sagemaker.advance(170);
    expect(await describeJob()).toMatchObject({
      TrainingJobStatus: 'Failed',
      SecondaryStatus: 'Failed',
      FailureReason: expect.stringMatching(/^AlgorithmError/),
      BillableTimeInSeconds: 70,
    });
    expect(await describeJob('churn-2')).toMatchObject({ TrainingJobStatus: 'Completed' });
    expect(events.filter(({ detail }) => detail.FailureReason !== undefined)).toHaveLength(1);
  });

  it('no-capacity lets the next job fail before it has instances, at no cost', async () => {
    sagemaker.faults.add({ operation: 'CreateTrainingJob', kind: 'no-capacity' });
    await create();
    await sagemaker.advance(170);
    const job = await describeJob();
    expect(job).toMatchObject({
      TrainingJobStatus: 'Failed',
      FailureReason:
        'CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.',
    });
    expect(job).not.toHaveProperty('TrainingStartTime');
    expect(job).not.toHaveProperty('BillableTimeInSeconds');
    expect(seen()).toEqual(['Churn-1 Starting', 'Churn-1 Failed']);
  });

  it('befalls its own operation only, the oldest first', async () => {
    sagemaker.faults.add({ operation: 'ListTags', kind: 'throttle' });
    sagemaker.faults.add({ operation: 'ListTags', kind: 'error' });
    await create();
    await expect(listTags()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(listTags()).rejects.toMatchObject({ name: 'InternalFailure' });
    expect((await listTags()).Tags).toHaveLength(2);
  });

  it.each([
    { name: 'operation', fault: { operation: 'AddTags', kind: 'error' }, says: /`AddTags`.*ListTags/ },
    { name: 'kind', fault: { operation: 'ListTags', kind: 'explode' }, says: /`explode`.*lose-answer/ },
    { name: 'count', fault: { operation: 'ListTags', kind: 'error', count: 0 }, says: /`0`.*whole number/ },
    { name: 'fail-job', fault: { operation: 'ListTags', kind: 'fail-job' }, says: /`fail-job`.*ListTags/ },
    { name: 'nothing', fault: null, says: /operation/ },
  ])('is refused for a wrong $name, saying what is allowed', ({ fault, says }) => {
    expect(sagemaker.faults.add(fault)).toEqual({ ok: false, message: expect.stringMatching(says) });
  });
});

describe('a restart of the embedded SageMaker', () => {
  beforeEach(() => start({ directory }));

  it('keeps jobs, clock and faults, and goes on with the events', async () => {
    await create();
    await sagemaker.advance(40);
    sagemaker.faults.add({ operation: 'ListTags', kind: 'throttle', count: 2 });
    await expect(listTags()).rejects.toThrow();
    const before = { now: sagemaker.clock.now(), advancedMs: sagemaker.clock.advancedMs, job: await describeJob() };

    await restart({ directory });
    expect(sagemaker.clock.now()).toBe(before.now);
    expect(sagemaker.clock.advancedMs).toBe(before.advancedMs);
    expect({ ...(await describeJob()), $metadata: {} }).toEqual({ ...before.job, $metadata: {} });
    await expect(listTags()).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect((await listTags()).Tags).toHaveLength(2);
    await sagemaker.advance(130);
    expect(seen()).toEqual(
      ['Starting', 'Downloading', 'Training', 'Uploading', 'Completed'].map((status) => `Churn-1 ${status}`),
    );
    expect(sagemaker.clock.advancedMs).toBe(170_000);
  });

  it('keeps what was acknowledged though the process was killed', async () => {
    await create();
    const found = mkdtempSync(join(tmpdir(), 'traingate-'));
    cpSync(directory, found, { recursive: true });
    appendFileSync(join(found, 'records.jsonl'), '["job-torn",{"na');
    const { now } = sagemaker.clock;
    await restart({ directory: found });
    rmSync(directory, { recursive: true });
    directory = found;
    expect(sagemaker.clock.now()).toBe(now());
    expect((await describeJob()).TrainingJobArn).toBe(`${ARN}churn-1`);
  });

  it('delivers what was not delivered before', async () => {
    let calls = 0;
    const onEvent = async (): Promise<void> => {
      calls += 1;
      throw new Error('down');
    };
    await restart({ directory, onEvent });
    await create();
    while (calls === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await restart({ directory });
    await sagemaker.advance(0);
    expect(seen()).toEqual(['Churn-1 Starting']);
  });
});
