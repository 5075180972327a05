import { UpdateTrainingJobCommand, type UpdateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { ARN, embeddedSagemaker, REQUEST, signed } from '../support/sagemaker.ts';

const service = embeddedSagemaker();
const { create, deleteJob, describeJob, namesOf, restart, seen, start, stopJob } = service;

const update = (changes: object, TrainingJobName = 'Churn-1') =>
  // Some of the requests are wrong on purpose.
  service.client.send(new UpdateTrainingJobCommand({ TrainingJobName, ...changes } as UpdateTrainingJobCommandInput));
const rule = (RuleConfigurationName: string) => ({ RuleConfigurationName, RuleEvaluatorImage: 'example.com/rules:1' });
const keepAlive = (KeepAlivePeriodInSeconds: number) => ({ ResourceConfig: { KeepAlivePeriodInSeconds } });
const pooled = { ResourceConfig: { ...REQUEST.ResourceConfig, KeepAlivePeriodInSeconds: 600 } };
/** Until the job is in the stage. */
const reach = (stage: 'Downloading' | 'Training' | 'Uploading' | 'Completed') =>
  service.sagemaker.advance({ Downloading: 30, Training: 50, Uploading: 150, Completed: 170 }[stage]);

describe('updating a job of the embedded SageMaker', () => {
  beforeEach(() => start({ directory: service.directory }));

  it('changes the profiler: what is said of its configuration, and rules in addition', async () => {
    const S3OutputPath = 's3://example-models/profiler';
    const ProfilerConfig = { S3OutputPath, ProfilingIntervalInMilliseconds: 500 };
    await create({ ProfilerConfig, ProfilerRuleConfigurations: [rule('first')] });
    const { $metadata, ...answer } = await update({
      ProfilerConfig: { ProfilingIntervalInMilliseconds: 1000, DisableProfiler: false },
      ProfilerRuleConfigurations: [rule('second')],
    });
    expect(answer).toEqual({ TrainingJobArn: `${ARN}churn-1` });
    expect(await describeJob()).toMatchObject({
      ProfilerConfig: { S3OutputPath, ProfilingIntervalInMilliseconds: 1000, DisableProfiler: false },
      ProfilerRuleConfigurations: [rule('first'), rule('second')],
    });
  });

  it('gives a profiler to a job that had none, and leaves all else as it is', async () => {
    await create();
    const { $metadata: _, ...before } = await describeJob();
    await update({ ProfilerConfig: { DisableProfiler: true }, ProfilerRuleConfigurations: [rule('first')] }, 'CHURN-1');
    const { $metadata, ...after } = await describeJob();
    expect(after).toEqual({
      ...before,
      ProfilerConfig: { DisableProfiler: true },
      ProfilerRuleConfigurations: [rule('first')],
    });
  });

  it.each(['Downloading', 'Training'] as const)('changes remote debugging while it is %s', async (stage) => {
    await create({ RemoteDebugConfig: { EnableRemoteDebug: false } });
    await reach(stage);
    await update({ RemoteDebugConfig: { EnableRemoteDebug: true } });
    expect((await describeJob()).RemoteDebugConfig).toEqual({ EnableRemoteDebug: true });
  });

  it('takes nothing of ResourceConfig but how long the warm pool is kept', async () => {
    await create(pooled);
    await reach('Completed');
    // The SDK would not send the second member.
    const ResourceConfig = { KeepAlivePeriodInSeconds: 60, InstanceCount: 8 };
    const body = JSON.stringify({ TrainingJobName: 'Churn-1', ResourceConfig });
    await fetch(service.sagemaker.url, { method: 'POST', headers: signed('UpdateTrainingJob'), body });
    expect((await describeJob()).ResourceConfig).toEqual({ ...REQUEST.ResourceConfig, KeepAlivePeriodInSeconds: 60 });
  });

  it('outlives a restart, tells no event, and shows in those that come after', async () => {
    await create();
    await reach('Training');
    await update({ RemoteDebugConfig: { EnableRemoteDebug: true } });
    await restart({ directory: service.directory });
    expect((await describeJob()).RemoteDebugConfig).toEqual({ EnableRemoteDebug: true });
    expect(seen()).toHaveLength(3);
    await service.sagemaker.advance(100);
    expect(service.events.map(({ detail }) => detail.RemoteDebugConfig)).toEqual([
      ...[undefined, undefined, undefined],
      { EnableRemoteDebug: true },
    ]);
  });
});

describe('the warm pool of a job in the embedded SageMaker', () => {
  beforeEach(() => start());
  const poolOf = async (): Promise<string | undefined> => (await describeJob()).WarmPoolStatus?.Status;

  it('is kept for its time after the job has completed, as lists tell as well', async () => {
    await create(pooled);
    await create({ TrainingJobName: 'without' });
    expect(await poolOf()).toBe('InUse');
    await reach('Completed');
    expect(await poolOf()).toBe('Available');
    expect(await namesOf({ WarmPoolStatusEquals: 'Available' })).toEqual(['Churn-1']);
    await service.sagemaker.advance(599);
    expect(await poolOf()).toBe('Available');
    await service.sagemaker.advance(1);
    expect(await poolOf()).toBe('Terminated');
    expect(await namesOf({ WarmPoolStatusEquals: 'Available' })).toEqual([]);
    expect(await describeJob('without')).not.toHaveProperty('WarmPoolStatus');
  });

  it('is kept for longer, or ended, by an update', async () => {
    await create(pooled);
    await reach('Completed');
    await update(keepAlive(700));
    await service.sagemaker.advance(699);
    expect(await poolOf()).toBe('Available');
    await update(keepAlive(0));
    expect(await poolOf()).toBe('Terminated');
    await expect(update(keepAlive(700))).rejects.toThrow('and the warm pool is Terminated');
    await deleteJob();
  });

  it('is not kept of a job that was stopped', async () => {
    await create(pooled);
    await stopJob();
    await service.sagemaker.advance(30);
    expect(await poolOf()).toBe('Terminated');
  });
});

describe('a refusal to update a job of the embedded SageMaker', () => {
  beforeEach(() => start());

  const breach = (path: string, value: string, constraint: string): string =>
    `1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: Member must ${constraint}`;
  const debug = { RemoteDebugConfig: { EnableRemoteDebug: true } };
  const onlyWhile = 'RemoteDebugConfig can only be updated while SecondaryStatus is Downloading or Training, and it is';
  const onlyAvailable = 'KeepAlivePeriodInSeconds can only be updated while the warm pool is Available, and';
  const rows: readonly {
    name: string;
    of?: object;
    reached?: () => Promise<unknown>;
    changes: object;
    message: string;
  }[] = [
    { name: 'without a change', changes: {}, message: 'Invalid UpdateTrainingJobRequest, the request cannot be empty' },
    {
      name: 'of the profiler after the end',
      reached: () => reach('Completed'),
      changes: { ProfilerConfig: { DisableProfiler: true } },
      message: 'The request was rejected because the training job is in status Completed.',
    },
    {
      name: 'of its rules while it is stopped',
      reached: () => stopJob(),
      changes: { ProfilerRuleConfigurations: [rule('first')] },
      message: 'The request was rejected because the training job is in status Stopping.',
    },
    {
      name: 'of a rule that is there',
      of: { ProfilerRuleConfigurations: [rule('first')] },
      changes: { ProfilerRuleConfigurations: [rule('second'), rule('first')] },
      message: 'Profiler rules can only be added, and there is one named first already',
    },
    { name: 'of remote debugging at the start', changes: debug, message: `${onlyWhile} Starting` },
    {
      name: 'of remote debugging after the training',
      reached: () => reach('Uploading'),
      changes: debug,
      message: `${onlyWhile} Uploading`,
    },
    {
      name: 'of a warm pool that is not there',
      reached: () => reach('Completed'),
      changes: keepAlive(60),
      message: `${onlyAvailable} the training job has no warm pool`,
    },
    {
      name: 'of a warm pool in use',
      of: pooled,
      changes: keepAlive(60),
      message: `${onlyAvailable} the warm pool is InUse`,
    },
    {
      name: 'of all where a part is refused',
      of: pooled,
      reached: () => reach('Training'),
      changes: { ...debug, ProfilerConfig: { DisableProfiler: true }, ...keepAlive(60) },
      message: `${onlyAvailable} the warm pool is InUse`,
    },
    {
      name: 'of a warm pool without a time',
      changes: { ResourceConfig: {} },
      message: breach('resourceConfig.keepAlivePeriodInSeconds', 'null', 'not be null'),
    },
    {
      name: 'of a warm pool for less than no time',
      changes: keepAlive(-1),
      message: breach('resourceConfig.keepAlivePeriodInSeconds', "'-1'", 'have value greater than or equal to 0'),
    },
    {
      name: 'of a warm pool for over six hours',
      changes: keepAlive(21_601),
      message: breach('resourceConfig.keepAlivePeriodInSeconds', "'21601'", 'have value less than or equal to 21600'),
    },
    {
      name: 'of 21 rules',
      changes: { ProfilerRuleConfigurations: Array.from({ length: 21 }, (_, index) => rule(`r${index}`)) },
      message: breach('profilerRuleConfigurations', "'[21 rules]'", 'have length less than or equal to 20'),
    },
    {
      name: 'of rules without image and name',
      changes: { ProfilerRuleConfigurations: [{ ...rule('first'), RuleEvaluatorImage: undefined }, {}] },
      message: `3 validation errors detected: ${[
        '1.member.ruleEvaluatorImage',
        '2.member.ruleConfigurationName',
        '2.member.ruleEvaluatorImage',
      ]
        .map(
          (path) =>
            `Value null at 'profilerRuleConfigurations.${path}' failed to satisfy constraint: Member must not be null`,
        )
        .join('; ')}`,
    },
  ];
  it.each(rows)('$name', async ({ of = {}, reached, changes, message }) => {
    await create(of);
    await reached?.();
    const before = await describeJob();
    await expect(update(changes)).rejects.toMatchObject({
      name: 'ValidationException',
      message,
      $metadata: { httpStatusCode: 400 },
    });
    expect({ ...(await describeJob()), $metadata: {} }).toEqual({ ...before, $metadata: {} });
  });

  it('that is not there', async () => {
    await expect(update(debug, 'nobody')).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Requested resource not found.',
    });
  });
});
