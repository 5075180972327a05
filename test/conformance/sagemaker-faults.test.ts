import { CreateTrainingJobCommand, DeleteTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { OPERATION_NAMES } from '../../local/sagemaker/operations.ts';
import { clientOf, createInput, embeddedSagemaker, signed } from '../support/sagemaker.ts';

const service = embeddedSagemaker();
const { create, describeJob, listTags, namesOf, seen, start, restart } = service;

describe('a fault in the embedded SageMaker', () => {
  beforeEach(() => start());
  const isThere = async (): Promise<boolean> => (await namesOf({})).includes('Churn-1');

  it.each([
    { kind: 'refuse', error: 'ValidationException', status: 400 },
    { kind: 'throttle', error: 'ThrottlingException', status: 400 },
    { kind: 'error', error: 'InternalFailure', status: 500 },
  ])('$kind is answered without effect, as often as was said', async ({ kind, error, status }) => {
    expect(service.sagemaker.faults.add({ operation: 'CreateTrainingJob', kind, count: 2 })).toMatchObject({
      ok: true,
    });
    for (const _ of [1, 2]) {
      await expect(create()).rejects.toMatchObject({ name: error, $metadata: { httpStatusCode: status } });
      expect(await isThere()).toBe(false);
    }
    await create();
    expect(await isThere()).toBe(true);
  });

  it('timeout never answers and has no effect', async () => {
    service.sagemaker.faults.add({ operation: 'CreateTrainingJob', kind: 'timeout' });
    const command = new CreateTrainingJobCommand(createInput({}));
    const attempt = service.client.send(command, { abortSignal: AbortSignal.timeout(200) });
    await expect(attempt).rejects.toMatchObject({ name: 'AbortError' });
    expect(await isThere()).toBe(false);
  });

  it('timeout does not hold up close', async () => {
    service.sagemaker.faults.add({ operation: 'DescribeTrainingJob', kind: 'timeout' });
    const attempt = expect(describeJob()).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await restart();
    await attempt;
  });

  it('lose-answer takes effect and breaks the connection, so that a retry meets the job', async () => {
    service.sagemaker.faults.add({ operation: 'CreateTrainingJob', kind: 'lose-answer' });
    const retrying = clientOf(service.sagemaker.url, 2);
    await expect(retrying.send(new CreateTrainingJobCommand(createInput({})))).rejects.toMatchObject({
      name: 'ResourceInUse',
      $metadata: { attempts: 2 },
    });
    retrying.destroy();
    expect(await isThere()).toBe(true);
  });

  it('fail-job lets the next job that is created fail in training', async () => {
    service.sagemaker.faults.add({ operation: 'CreateTrainingJob', kind: 'fail-job' });
    await expect(create({ TrainingJobName: 'x!' })).rejects.toThrow();
    await create();
    await create({ TrainingJobName: 'churn-2' });
    await service.sagemaker.advance(170);
    expect(await describeJob()).toMatchObject({
      TrainingJobStatus: 'Failed',
      SecondaryStatus: 'Failed',
      FailureReason: expect.stringMatching(/^AlgorithmError/),
      BillableTimeInSeconds: 70,
    });
    expect(await describeJob('churn-2')).toMatchObject({ TrainingJobStatus: 'Completed' });
    expect(service.events.filter(({ detail }) => detail.FailureReason !== undefined)).toHaveLength(1);
  });

  it('no-capacity lets the next job fail before it has instances, at no cost', async () => {
    service.sagemaker.faults.add({ operation: 'CreateTrainingJob', kind: 'no-capacity' });
    await create();
    await service.sagemaker.advance(170);
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

  it.each(OPERATION_NAMES)('error befalls %s once', async (operation) => {
    service.sagemaker.faults.add({ operation, kind: 'error' });
    const call = () => fetch(service.sagemaker.url, { method: 'POST', headers: signed(operation), body: '{}' });
    expect((await call()).headers.get('x-amzn-errortype')).toBe('InternalFailure');
    expect((await call()).headers.get('x-amzn-errortype')).not.toBe('InternalFailure');
  });

  it('lose-answer deletes a job all the same, so that a retry finds none', async () => {
    await create();
    await service.sagemaker.advance(170);
    service.sagemaker.faults.add({ operation: 'DeleteTrainingJob', kind: 'lose-answer' });
    const retrying = clientOf(service.sagemaker.url, 2);
    await expect(retrying.send(new DeleteTrainingJobCommand({ TrainingJobName: 'Churn-1' }))).rejects.toMatchObject({
      message: 'Requested resource not found.',
      $metadata: { attempts: 2 },
    });
    retrying.destroy();
    expect(await isThere()).toBe(false);
  });

  it('befalls its own operation only, the oldest first', async () => {
    service.sagemaker.faults.add({ operation: 'ListTags', kind: 'throttle' });
    service.sagemaker.faults.add({ operation: 'ListTags', kind: 'error' });
    await create();
    await expect(listTags()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(listTags()).rejects.toMatchObject({ name: 'InternalFailure' });
    expect((await listTags()).Tags).toHaveLength(2);
  });

  it.each([
    { name: 'operation', fault: { operation: 'ListModels', kind: 'error' }, says: /`ListModels`.*ListTags/ },
    { name: 'kind', fault: { operation: 'ListTags', kind: 'explode' }, says: /`explode`.*lose-answer/ },
    { name: 'count', fault: { operation: 'ListTags', kind: 'error', count: 0 }, says: /`0`.*whole number/ },
    { name: 'fail-job', fault: { operation: 'ListTags', kind: 'fail-job' }, says: /`fail-job`.*ListTags/ },
    { name: 'nothing', fault: null, says: /operation/ },
  ])('is refused for a wrong $name, saying what is allowed', ({ fault, says }) => {
    expect(service.sagemaker.faults.add(fault)).toEqual({ ok: false, message: expect.stringMatching(says) });
  });
});
