import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { TrainingJobEvent } from '../../local/sagemaker/events.ts';
import { embeddedSagemaker, LIFE, signed } from '../support/sagemaker.ts';

const service = embeddedSagemaker();
const { create, deleteJob, describeJob, kill, list, listTags, namesOf, restart, seen, start, stopJob } = service;

const NOT_FOUND = { name: 'ValidationException', message: 'Requested resource not found.' };
const life = (name: string): readonly string[] => LIFE.map((status) => `${name} ${status}`);

describe('deleting a job of the embedded SageMaker', () => {
  beforeEach(() => start({ directory: service.directory }));

  const ends = [
    { status: 'Completed', disturb: async () => {} },
    { status: 'Stopped', disturb: () => stopJob() },
    {
      status: 'Failed',
      before: () => service.sagemaker.faults.add({ operation: 'CreateTrainingJob', kind: 'fail-job' }),
    },
  ];
  it.each(ends)('takes it away when it is $status', async ({ status, disturb, before }) => {
    before?.();
    await create();
    await disturb?.();
    await service.sagemaker.advance(170);
    expect((await describeJob()).TrainingJobStatus).toBe(status);
    await deleteJob('CHURN-1');
    for (const call of [describeJob, stopJob, deleteJob, listTags])
      await expect(call()).rejects.toMatchObject(NOT_FOUND);
    expect(await namesOf({})).toEqual([]);
  });

  it('answers with an empty body', async () => {
    await create();
    await service.sagemaker.advance(170);
    const response = await fetch(service.sagemaker.url, {
      method: 'POST',
      headers: signed('DeleteTrainingJob'),
      body: '{"TrainingJobName":"Churn-1"}',
    });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('frees its name for a job of its own', async () => {
    await create();
    await service.sagemaker.advance(170);
    await deleteJob();
    await create({ TrainingJobName: 'CHURN-1', HyperParameters: { epochs: '4' } });
    expect(await describeJob()).toMatchObject({ SecondaryStatus: 'Starting', HyperParameters: { epochs: '4' } });
    await service.sagemaker.advance(170);
    expect(seen()).toEqual([...life('Churn-1'), ...life('CHURN-1')]);
    expect(await namesOf({})).toEqual(['CHURN-1']);
  });

  it.each([
    { status: 'InProgress', reach: () => service.sagemaker.advance(169) },
    { status: 'Stopping', reach: () => stopJob() },
  ])('is refused while it is $status', async ({ status, reach }) => {
    await create();
    await reach();
    await expect(deleteJob()).rejects.toMatchObject({
      name: 'ResourceInUse',
      message: `The request was rejected because the training job is in status ${status}.`,
      $metadata: { httpStatusCode: 400 },
    });
    expect((await describeJob()).TrainingJobStatus).toBe(status);
  });

  it('is refused while its warm pool is Available', async () => {
    await create({ ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, KeepAlivePeriodInSeconds: 60 } });
    await service.sagemaker.advance(229);
    await expect(deleteJob()).rejects.toMatchObject({
      name: 'ResourceInUse',
      message: 'The request was rejected because the warm pool of the training job is Available.',
    });
    await service.sagemaker.advance(1);
    await deleteJob();
  });

  it('is refused of a malformed name', async () => {
    await expect(deleteJob('x!')).rejects.toThrow("Value 'x!' at 'trainingJobName' failed to satisfy constraint");
  });

  it('outlives restarts and a kill', async () => {
    await create();
    await create({ TrainingJobName: 'kept' });
    await service.sagemaker.advance(170);
    await deleteJob();
    await kill();
    for (const _ of [1, 2]) {
      expect(await namesOf({})).toEqual(['kept']);
      await restart({ directory: service.directory });
    }
    await create();
    await restart({ directory: service.directory });
    expect((await list()).TrainingJobSummaries?.map((job) => job.TrainingJobStatus)).toEqual([
      'Completed',
      'InProgress',
    ]);
  });
});

describe('events of a deleted job of the embedded SageMaker', () => {
  const isEnd = ({ detail }: TrainingJobEvent): boolean =>
    detail.TrainingJobName === 'Churn-1' && detail.SecondaryStatus === 'Completed';
  let reachedEnd: Promise<void>;
  let tellEnd: () => void;

  beforeEach(() => {
    reachedEnd = new Promise((resolve) => {
      tellEnd = resolve;
    });
  });

  it('that are under way arrive, and count for no job that has its name after it', async () => {
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await start({
      onEvent: async (event) => {
        if (isEnd(event)) {
          tellEnd();
          await released;
        }
        service.events.push(event);
      },
    });
    await create();
    const advanced = service.sagemaker.advance(170);
    await reachedEnd;
    await deleteJob();
    await create({ TrainingJobName: 'CHURN-1' });
    while (!seen().includes('CHURN-1 Starting')) await new Promise((resolve) => setTimeout(resolve, 1));
    release();
    await advanced;
    expect(await namesOf({})).toEqual(['CHURN-1']);
    expect((await describeJob()).TrainingJobName).toBe('CHURN-1');
    await service.sagemaker.advance(170);
    const of = (name: string) => seen().filter((event) => event.startsWith(`${name} `));
    expect([of('Churn-1'), of('CHURN-1')]).toEqual([life('Churn-1'), life('CHURN-1')]);
  });

  it('that could not be delivered are, after a restart, and then no more', async () => {
    await start({
      directory: service.directory,
      onEvent: async (event) => {
        if (isEnd(event)) {
          tellEnd();
          throw new Error('down');
        }
        service.events.push(event);
      },
    });
    await create();
    const advanced = service.sagemaker.advance(170);
    await reachedEnd;
    await deleteJob();
    await restart({ directory: service.directory });
    await advanced;
    expect(await namesOf({})).toEqual([]);
    for (const _ of [1, 2]) {
      await service.sagemaker.advance(0);
      expect(seen()).toEqual(life('Churn-1'));
      await restart({ directory: service.directory });
    }
    expect(readFileSync(join(service.directory, 'records.jsonl'), 'utf8')).not.toContain('Churn-1');
  });
});
