import { beforeEach, describe, expect, it } from '@jest/globals';
import { ARN, embeddedSagemaker, LIFE, REQUEST } from '../support/sagemaker.ts';

const service = embeddedSagemaker();
const { create, describeJob, stopJob, listTags, seen, start } = service;

describe('a job in the embedded SageMaker', () => {
  beforeEach(() => start());

  it('runs to Completed on the simulated clock', async () => {
    const createdAt = service.sagemaker.clock.now();
    expect(await create()).toMatchObject({ TrainingJobArn: `${ARN}churn-1` });
    const statuses: (string | undefined)[] = [];
    for (let polls = 0; polls < 20; polls += 1) {
      const { TrainingJobStatus, SecondaryStatus } = await describeJob();
      statuses.push(SecondaryStatus);
      if (TrainingJobStatus !== 'InProgress') break;
      await service.sagemaker.advance(20);
    }
    expect([...new Set(statuses)]).toEqual(LIFE);

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
    await service.sagemaker.advance(60);
    await stopJob();
    await service.sagemaker.advance(20);
    await stopJob('CHURN-1');
    expect(await describeJob()).toMatchObject({ TrainingJobStatus: 'Stopping', SecondaryStatus: 'Stopping' });
    await service.sagemaker.advance(10);
    expect(await describeJob()).toMatchObject({ TrainingJobStatus: 'Stopped', BillableTimeInSeconds: 60 });
    expect(seen().slice(-2)).toEqual(['Churn-1 Stopping', 'Churn-1 Stopped']);
  });

  it('bills nothing when it is stopped before it has instances', async () => {
    await create();
    await stopJob();
    await service.sagemaker.advance(30);
    const job = await describeJob();
    expect(job.TrainingJobStatus).toBe('Stopped');
    expect(job).not.toHaveProperty('BillableTimeInSeconds');
  });

  it('is cut at its longest runtime', async () => {
    await create({ StoppingCondition: { MaxRuntimeInSeconds: 60 } });
    await service.sagemaker.advance(200);
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

describe('the clock of the embedded SageMaker', () => {
  beforeEach(() => start());

  it('starts at real time and, at rate 0, is moved by advance alone', async () => {
    const startedAt = service.sagemaker.clock.now();
    expect(Math.abs(startedAt - Date.now())).toBeLessThan(60_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(service.sagemaker.clock.now()).toBe(startedAt);
    await service.sagemaker.advance(1.5);
    await service.sagemaker.advance(0);
    expect(service.sagemaker.clock.now()).toBe(startedAt + 1500);
    expect(service.sagemaker.clock.advancedMs).toBe(1500);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses to advance by %d', async (seconds) => {
    await expect(service.sagemaker.advance(seconds)).rejects.toThrow(RangeError);
  });
});
