import { describe, expect, it } from '@jest/globals';
import { ARN, embeddedSagemaker, LIFE } from '../support/sagemaker.ts';

const service = embeddedSagemaker();
const { create, describeJob, seen, start } = service;

describe('events of the embedded SageMaker', () => {
  it('tell each state change in order, with times in milliseconds and tags as a map', async () => {
    await start();
    const createdAt = service.sagemaker.clock.now();
    await create();
    await service.sagemaker.advance(170);
    expect(seen()).toEqual(LIFE.map((status) => `Churn-1 ${status}`));
    const last = service.events[4];
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
    expect(new Set(service.events.map(({ id }) => id)).size).toBe(5);
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
    await Promise.all([service.sagemaker.advance(60), service.sagemaker.advance(100_000)]);
    expect(statuses).toEqual(LIFE.map((status) => `${status} seen ${status}`));
  });

  it('are tried again when the callback fails', async () => {
    let calls = 0;
    await start({
      onEvent: async (event) => {
        calls += 1;
        if (calls % 2 === 1) throw new Error('busy');
        service.events.push(event);
      },
    });
    await create();
    await service.sagemaker.advance(170);
    expect(calls).toBe(10);
    expect(seen()).toHaveLength(5);
  });

  it('come by themselves as simulated time passes', async () => {
    await start({ rate: 2000 });
    await create();
    while (service.events.length < 5) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await describeJob()).toMatchObject({ TrainingJobStatus: 'Completed' });
    expect(service.sagemaker.clock.advancedMs).toBe(0);
  });
});
