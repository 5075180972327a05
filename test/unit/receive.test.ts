import { describe, expect, it } from '@jest/globals';
import { createTrainingJob } from '../../gateway/actions/create-training-job/action.ts';
import { receive } from '../../gateway/actions/receive.ts';
import { canonicalHash } from '../../gateway/shared/canonical.ts';
import { bodyOf, trainingJob } from '../support/training-job.ts';

const received = (body: Uint8Array) => receive(createTrainingJob, body);

describe('receive', () => {
  it('has a valid body as it was sent, with its hash', () => {
    expect(received(bodyOf(trainingJob()))).toEqual({
      ok: true,
      value: { request: trainingJob(), hash: canonicalHash(trainingJob()) },
    });
  });

  it('gives bodies that differ in space and order alone the same hash', () => {
    const request = trainingJob();
    const other = Object.fromEntries(Object.entries(request).reverse());
    const [one, two] = [received(bodyOf(request)), received(Buffer.from(JSON.stringify(other, null, 2)))];
    expect(one.ok && two.ok && one.value.hash === two.value.hash).toBe(true);
  });

  it.each([
    [
      'text',
      Buffer.from('x'),
      'invalid-json',
      'the body is not JSON: expected a value, but found `x` (line 1, column 1)',
      '',
    ],
    ['600 KB', Buffer.alloc(600_000), 'request-too-large', 'the body has 600000 bytes', ''],
    [
      'a faulty request',
      bodyOf(trainingJob({ RoleArn: undefined })),
      'invalid-request',
      "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
      'roleArn',
    ],
  ])('refuses %s', (_name, body, code, detail, path) => {
    const error = { code, detail: expect.stringContaining(detail), errors: [{ path, message: expect.any(String) }] };
    expect(received(body)).toEqual({ ok: false, error });
  });
});

describe('the ARN of a job', () => {
  it.each([
    ['eu-west-1', 'arn:aws:sagemaker:eu-west-1:111122223333:training-job/churn-2026-11-23'],
    ['cn-north-1', 'arn:aws-cn:sagemaker:cn-north-1:111122223333:training-job/churn-2026-11-23'],
    ['us-gov-west-1', 'arn:aws-us-gov:sagemaker:us-gov-west-1:111122223333:training-job/churn-2026-11-23'],
  ])('names the partition of %s', (region, arn) => {
    expect(createTrainingJob.arnOf({ accountId: '111122223333', region }, 'Churn-2026-11-23')).toBe(arn);
  });
});
