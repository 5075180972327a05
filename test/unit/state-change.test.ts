import { describe, expect, it } from '@jest/globals';
import { stateChangeOf } from '../../gateway/adapters/sagemaker/state-change.ts';

import { isTerminalStatus } from '../../gateway/shared/job.ts';

const SITE = { accountId: '111122223333', region: 'eu-west-1' };
const ARN = 'arn:aws:sagemaker:eu-west-1:111122223333:training-job/resnet-1';

const event = (detail: object = {}, envelope: object = {}) => ({
  version: '0',
  id: '844e2571-85d4-695f-b930-0153b71dcb42',
  'detail-type': 'SageMaker Training Job State Change',
  source: 'aws.sagemaker',
  account: '111122223333',
  region: 'eu-west-1',
  resources: [ARN],
  ...envelope,
  detail: {
    TrainingJobName: 'resnet-1',
    TrainingJobArn: ARN,
    TrainingJobStatus: 'Failed',
    SecondaryStatus: 'Failed',
    FailureReason: 'AlgorithmError',
    LastModifiedTime: 1_763_000_000_000,
    Tags: { 'traingate:admission': 'a-1', Project: 'x' },
    ...detail,
  },
});

describe('stateChangeOf', () => {
  it.each([
    ['numbers', 1_763_000_000_000],
    ['strings of digits', '1763000000000'],
    ['ISO 8601', '2025-11-13T02:13:20.000Z'],
  ])('reads times as %s', (_name, LastModifiedTime) => {
    const change = stateChangeOf(event({ LastModifiedTime }), SITE);
    expect(change).toEqual({
      ok: true,
      value: {
        arn: ARN,
        admissionId: 'a-1',
        status: {
          trainingJobStatus: 'Failed',
          secondaryStatus: 'Failed',
          lastModifiedAt: 1_763_000_000_000,
          failureReason: 'AlgorithmError',
        },
      },
    });
  });

  it.each([
    ['no tags', { Tags: undefined }],
    ['other tags only', { Tags: { Project: 'x' } }],
    ['an empty admission tag', { Tags: { 'traingate:admission': '' } }],
  ])('is nobody’s with %s', (_name, detail) => {
    const change = stateChangeOf(event(detail), SITE);
    expect(change.ok && change.value.admissionId).toBeNull();
  });

  it('takes a status of the future as it is: no end', () => {
    const change = stateChangeOf(event({ TrainingJobStatus: 'Hibernating' }), SITE);
    expect(change.ok && isTerminalStatus(change.value.status)).toBe(false);
    expect(change.ok && change.value.status.trainingJobStatus).toBe('Hibernating');
  });

  it.each([
    ['another source', event({}, { source: 'my.app' }), 'my.app'],
    ['another kind', event({}, { 'detail-type': 'SageMaker Endpoint State Change' }), 'SageMaker Endpoint'],
    ['another account', event({}, { account: '444455556666' }), '444455556666'],
    ['another region', event({}, { region: 'us-east-1' }), 'us-east-1'],
    ['no status', event({ TrainingJobStatus: null }), 'TrainingJobStatus'],
    ['no ARN', event({ TrainingJobArn: 7 }), 'TrainingJobArn'],
    ['no object', 'hello', 'expected'],
  ])('refuses %s and says what it saw', (_name, given, seen) => {
    const change = stateChangeOf(given, SITE);
    expect(change.ok ? '' : change.error).toContain(seen);
  });
});
