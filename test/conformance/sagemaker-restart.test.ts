import { beforeEach, describe, expect, it } from '@jest/globals';
import { ARN, embeddedSagemaker, LIFE } from '../support/sagemaker.ts';

const service = embeddedSagemaker();
const { create, describeJob, listTags, seen, start, restart, kill } = service;

describe('a restart of the embedded SageMaker', () => {
  beforeEach(() => start({ directory: service.directory }));

  it('keeps jobs, clock and faults, and goes on with the events', async () => {
    await create();
    await service.sagemaker.advance(40);
    service.sagemaker.faults.add({ operation: 'ListTags', kind: 'throttle', count: 2 });
    await expect(listTags()).rejects.toThrow();
    const before = {
      now: service.sagemaker.clock.now(),
      advancedMs: service.sagemaker.clock.advancedMs,
      job: await describeJob(),
    };

    await restart({ directory: service.directory });
    expect(service.sagemaker.clock.now()).toBe(before.now);
    expect(service.sagemaker.clock.advancedMs).toBe(before.advancedMs);
    expect({ ...(await describeJob()), $metadata: {} }).toEqual({ ...before.job, $metadata: {} });
    await expect(listTags()).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect((await listTags()).Tags).toHaveLength(2);
    await service.sagemaker.advance(130);
    expect(seen()).toEqual(LIFE.map((status) => `Churn-1 ${status}`));
    expect(service.sagemaker.clock.advancedMs).toBe(170_000);
  });

  it('keeps what was acknowledged though the process was killed', async () => {
    await create();
    const now = service.sagemaker.clock.now();
    await kill('["job-torn",{"na');
    expect(service.sagemaker.clock.now()).toBe(now);
    expect((await describeJob()).TrainingJobArn).toBe(`${ARN}churn-1`);
  });

  it('delivers what was not delivered before', async () => {
    let calls = 0;
    const onEvent = async (): Promise<void> => {
      calls += 1;
      throw new Error('down');
    };
    await restart({ directory: service.directory, onEvent });
    await create();
    while (calls === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await restart({ directory: service.directory });
    await service.sagemaker.advance(0);
    expect(seen()).toEqual(['Churn-1 Starting']);
  });
});
