import { describe, expect, it } from '@jest/globals';
import type { HeaderPair } from '../../gateway/identity/sigv4.ts';
import { callerOf } from '../../handlers/sdk-caller.ts';
import { proxyEvent } from '../../local/api-gateway/event.ts';
import { sampleBundle } from '../support/examples.ts';

const BODY = '{"TrainingJobName":"a"}';
const SIGNED =
  'AWS4-HMAC-SHA256 Credential=AKIA/20261123/eu-west-1/execute-api/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=';
const TARGET: HeaderPair = ['X-Amz-Target', 'SageMaker.DeleteTrainingJob'];

/** What API Gateway hands on of a request at /iam whose signature AWS has found good. */
const atIam = (headers: readonly HeaderPair[], query = '') =>
  proxyEvent(
    {
      method: 'POST',
      path: '/iam',
      query,
      headers: [['Host', 'gateway.example.com'], TARGET, ...headers],
      body: Buffer.from(BODY),
    },
    {
      route: { functionName: 'sdk', method: 'POST', path: '/iam', authorizer: 'AWS_IAM' },
      pathParameters: {},
      caller: {
        accessKeyId: 'AKIA',
        userArn: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_DataScientist_0123456789abcdef/ada@example.com',
        userId: 'AROA',
      },
      accountId: '111122223333',
      requestId: 'id',
      receivedAt: 0,
      sourceIp: '192.0.2.1',
    },
  );

// At /iam AWS has verified the signature: of the door, only the bundle is asked.
const door = { bundle: sampleBundle } as unknown as Parameters<typeof callerOf>[0];
const codeOf = async (event: Parameters<typeof callerOf>[1]) => {
  const caller = await callerOf(door, event);
  return caller.ok ? caller.value.person : caller.error.code;
};

describe('behind the IAM authorizer', () => {
  it('is whom AWS says, where what is asked for was signed', async () => {
    expect(await codeOf(atIam([['Authorization', `${SIGNED}${'0'.repeat(64)}`]]))).toBe('ada@example.com');
  });

  it.each<[string, readonly HeaderPair[], string]>([
    [
      'a presigned query, with which nobody signs X-Amz-Target',
      [],
      'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00',
    ],
    ['any query beside a signature', [['Authorization', `${SIGNED}${'0'.repeat(64)}`]], 'a=b'],
    ['no Authorization header, so that it is not known what was signed', [], ''],
    ['an unsigned X-Amz-Target', [['Authorization', `${SIGNED.replace(';x-amz-target', '')}${'0'.repeat(64)}`]], ''],
    [
      'two Authorization headers',
      [
        ['Authorization', `${SIGNED}${'0'.repeat(64)}`],
        ['authorization', 'x'],
      ],
      '',
    ],
    [
      'two targets',
      [
        ['Authorization', `${SIGNED}${'0'.repeat(64)}`],
        ['x-amz-target', 'SageMaker.StopTrainingJob'],
      ],
      '',
    ],
  ])('refuses %s', async (_what, headers, query) => {
    expect(await codeOf(atIam(headers, query))).toBe('incomplete-signature');
  });
});
