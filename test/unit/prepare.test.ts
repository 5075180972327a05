import { describe, expect, it } from '@jest/globals';
import { createTrainingJob } from '../../gateway/actions/create-training-job/action.ts';
import { prepare } from '../../gateway/actions/prepare.ts';
import { canonicalHash } from '../../gateway/shared/canonical.ts';
import { bodyOf, trainingJob } from '../support/training-job.ts';

const SITE = { accountId: '111122223333', region: 'eu-west-1' };
const ID = '2f1c7a52-7b1e-4c39-9a8e-6f0d7f4f2b11';
const prepared = (body: Uint8Array, site = SITE) => prepare(createTrainingJob, body, ID, site);

describe('prepare', () => {
  it('completes and describes a valid body', () => {
    const result = prepared(bodyOf(trainingJob()));
    const completed = { ...trainingJob(), Tags: [{ Key: 'traingate:admission', Value: ID }] };
    expect(result).toMatchObject({
      ok: true,
      value: {
        action: 'CreateTrainingJob',
        name: 'Churn-2026-11-23',
        arn: 'arn:aws:sagemaker:eu-west-1:111122223333:training-job/churn-2026-11-23',
        request: completed,
        patches: [{ op: 'add', path: '/Tags' }],
        workload: { groups: [{ type: 'ml.m5.xlarge', count: 1 }], tags: { value: [{ key: 'traingate:admission' }] } },
        unsupported: [],
        submittedHash: canonicalHash(trainingJob()),
        completedHash: canonicalHash(completed),
      },
    });
  });

  it('gives bodies that differ in space and order alone the same hash', () => {
    const request = trainingJob();
    const other = Object.fromEntries(Object.entries(request).reverse());
    const [one, two] = [prepared(bodyOf(request)), prepared(Buffer.from(JSON.stringify(other, null, 2)))];
    expect(one.ok && two.ok && one.value.submittedHash === two.value.submittedHash).toBe(true);
  });

  it.each([
    ['cn-north-1', 'arn:aws-cn:sagemaker:cn-north-1:111122223333:training-job/churn-2026-11-23'],
    ['us-gov-west-1', 'arn:aws-us-gov:sagemaker:us-gov-west-1:111122223333:training-job/churn-2026-11-23'],
  ])('names the partition of %s', (region, arn) => {
    expect(prepared(bodyOf(trainingJob()), { ...SITE, region })).toMatchObject({ ok: true, value: { arn } });
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
    expect(prepared(body)).toEqual({ ok: false, error });
  });
});
