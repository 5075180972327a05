import { type ListTrainingJobsCommandInput, paginateListTrainingJobs } from '@aws-sdk/client-sagemaker';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { ARN, embeddedSagemaker } from '../support/sagemaker.ts';

const service = embeddedSagemaker();
const { create, deleteJob, list, namesOf, start } = service;

describe('listing jobs of the embedded SageMaker', () => {
  let firstAt: number;

  beforeEach(async () => {
    await start();
    firstAt = service.sagemaker.clock.now();
    for (const name of ['b-two', 'a-one', 'c-one']) {
      await create({ TrainingJobName: name });
      await service.sagemaker.advance(100);
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
    { name: 'with a part from its middle', input: () => ({ NameContains: '-t' }), listed: ['b-two'] },
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
    const pagination = paginateListTrainingJobs(
      { client: service.client, pageSize: 1 },
      { SortBy: 'Name', SortOrder: 'Descending' },
    );
    for await (const page of pagination) {
      pages.push(page.TrainingJobSummaries?.map(({ TrainingJobName }) => TrainingJobName) ?? []);
      if (pages.length === 1) await create({ TrainingJobName: 'd-late' });
    }
    expect(pages).toEqual([['c-one'], ['b-two'], ['a-one']]);
  });

  const orders = ['Name', 'CreationTime', 'Status'].flatMap((SortBy) =>
    ['Ascending', 'Descending'].map((SortOrder) => ({ SortBy, SortOrder })),
  );
  it.each(orders)('goes on by $SortBy, $SortOrder, though the last job of the page was deleted', async (order) => {
    await service.sagemaker.advance(170);
    const expected = await namesOf(order);
    const { TrainingJobSummaries: page = [], NextToken } = await list({ ...order, MaxResults: 2 });
    expect(page).toHaveLength(2);
    for (const { TrainingJobName } of page) await deleteJob(TrainingJobName);
    expect(await namesOf({ ...order, NextToken })).toEqual(expected.slice(2));
  });

  it('refuses a token of another order', async () => {
    const { NextToken } = await list({ SortBy: 'Name', MaxResults: 1 });
    await expect(list({ NextToken })).rejects.toMatchObject({ message: 'The NextToken is not valid.' });
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
