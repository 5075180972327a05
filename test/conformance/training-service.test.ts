import { readFile } from 'node:fs/promises';
import { SageMakerClient, type SageMakerClientConfig } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from '@jest/globals';
import { sagemakerTrainingService } from '../../gateway/adapters/sagemaker/training-service.ts';
import { canonicalJson } from '../../gateway/shared/canonical.ts';

type Handler = Extract<NonNullable<SageMakerClientConfig['requestHandler']>, { handle: unknown }>;

/** An answer on the wire, or the error of a connection. */
type Answer = readonly [status: number, body: object] | Error;

/** The service over the real SDK client, whose connections give these answers in turn; `sent` is what went out. */
function serviceOver(...answers: readonly Answer[]) {
  const sent: { target: string; body: string }[] = [];
  const requestHandler: Handler = {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: Parameters<Handler['handle']>[0]) {
      const answer = answers[sent.length] ?? new Error('no more answers');
      sent.push({ target: request.headers['x-amz-target'] ?? '', body: new TextDecoder().decode(request.body) });
      if (answer instanceof Error) throw answer;
      const [statusCode, body] = answer;
      const headers = { 'content-type': 'application/x-amz-json-1.1' };
      return { response: { statusCode, headers, body: new TextEncoder().encode(JSON.stringify(body)) } };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SageMakerClient({ region: 'eu-west-1', credentials, requestHandler, maxAttempts: 1 });
  return { service: sagemakerTrainingService(client), sent };
}

const ARN = 'arn:aws:sagemaker:eu-west-1:111122223333:training-job/resnet-1';
const error = (__type: string, message = 'no') => ({ __type, message });
const compliant = async () => JSON.parse(await readFile('examples/requests/compliant.json', 'utf8'));

describe('create', () => {
  it('sends what was judged, canonically equal, in one attempt', async () => {
    const { service, sent } = serviceOver([200, { TrainingJobArn: ARN }]);
    const request = await compliant();
    expect(await service.create(request)).toEqual({ kind: 'accepted' });
    expect(sent.map(({ target }) => target)).toEqual(['SageMaker.CreateTrainingJob']);
    expect(canonicalJson(JSON.parse(sent[0]?.body ?? ''))).toBe(canonicalJson(request));
  });

  it.each([
    ['a validation error', 'refused', [400, error('ValidationException')]],
    ['a name in use', 'refused', [400, error('ResourceInUse')]],
    ['an account limit', 'refused', [400, error('ResourceLimitExceeded')]],
    ['throttling', 'busy', [400, error('ThrottlingException', 'Rate exceeded')]],
    ['a role that may not be passed', 'refused', [403, error('AccessDeniedException')]],
    ['an error that the SDK does not know', 'refused', [400, error('SomethingNew')]],
    ['a proxy’s refusal, with no code', 'unknown', [403, {}]],
    ['an internal failure', 'unknown', [500, error('InternalFailure')]],
    ['an overload', 'unknown', [503, error('ServiceUnavailable')]],
    ['a request timeout', 'unknown', [408, error('RequestTimeout')]],
    ['an empty success', 'unknown', [200, {}]],
    ['a connection that breaks', 'unknown', new Error('socket hang up')],
  ] as const)('%s is %s', async (_name, kind, answer) => {
    const { service, sent } = serviceOver(answer);
    expect((await service.create(await compliant())).kind).toBe(kind);
    expect(sent).toHaveLength(1);
  });

  it('keeps the code and the words of a refusal', async () => {
    const { service } = serviceOver([400, error('ResourceLimitExceeded', 'the limit is 0 Instances')]);
    expect(await service.create(await compliant())).toEqual({
      kind: 'refused',
      refusal: { code: 'ResourceLimitExceeded', message: 'the limit is 0 Instances' },
    });
  });
});

describe('look', () => {
  const description = {
    TrainingJobName: 'resnet-1',
    TrainingJobArn: ARN,
    TrainingJobStatus: 'InProgress',
    SecondaryStatus: 'Training',
    CreationTime: 1_763_000_000,
    LastModifiedTime: 1_763_000_100.5,
  };
  const tag = (Value: string) => ({ Key: 'traingate:admission', Value });
  const looked = (...answers: readonly Answer[]) =>
    serviceOver(...answers).service.look({ name: 'resnet-1', admissionId: 'a-1' });

  it('is ours by the admission tag, on whichever page of the tags it stands', async () => {
    const pages: readonly Answer[] = [
      [200, description],
      [200, { Tags: [{ Key: 'Project', Value: 'x' }], NextToken: 'more' }],
      [200, { Tags: [tag('a-1')] }],
    ];
    expect(await looked(...pages)).toEqual({
      kind: 'ours',
      status: {
        createdAt: 1_763_000_000_000,
        trainingJobStatus: 'InProgress',
        secondaryStatus: 'Training',
        lastModifiedAt: 1_763_000_100_500,
        failureReason: null,
      },
    });
  });

  it.each([
    [
      'another admission’s tag',
      'other',
      [
        [200, description],
        [200, { Tags: [tag('a-2')] }],
      ],
    ],
    [
      'no tag',
      'other',
      [
        [200, description],
        [200, { Tags: [] }],
      ],
    ],
    ['no job, in SageMaker’s words', 'none', [[400, error('ValidationException', 'Requested resource not found.')]]],
    ['no job, as the model says it', 'none', [[400, error('ResourceNotFound')]]],
    ['another validation error', 'unknown', [[400, error('ValidationException', 'the name is bad')]]],
    ['throttling', 'unknown', [[400, error('ThrottlingException')]]],
    [
      'throttling of the tags',
      'unknown',
      [
        [200, description],
        [400, error('ThrottlingException')],
      ],
    ],
    [
      'a status of the future',
      'ours',
      [
        [200, { ...description, TrainingJobStatus: 'Hibernating' }],
        [200, { Tags: [tag('a-1')] }],
      ],
    ],
    ['no answer', 'unknown', [new Error('socket hang up')]],
  ] as const)('%s: %s', async (_name, kind, answers) => {
    expect((await looked(...(answers as readonly Answer[]))).kind).toBe(kind);
  });
});

describe('stop', () => {
  it.each([
    ['taken', 'taken', [200, {}]],
    ['it is not there', 'unknown', [400, error('ValidationException', 'Requested resource not found.')]],
    ['it had ended', 'taken', [400, error('ValidationException', 'The request was rejected because …')]],
    ['throttled', 'unknown', [400, error('ThrottlingException')]],
    ['no answer', 'unknown', new Error('socket hang up')],
  ] as const)('%s: %s', async (_name, stopped, answer) => {
    expect((await serviceOver(answer).service.stop('resnet-1')).kind).toBe(stopped);
  });
});
