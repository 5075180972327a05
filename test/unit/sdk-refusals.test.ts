import { describe, expect, it } from '@jest/globals';
import { authenticateByKey } from '../../gateway/flows/authenticate.ts';
import type { HeldKey } from '../../gateway/identity/keys/key-ring.ts';
import { secretKeyOf } from '../../gateway/identity/secret-key.ts';
import type { HeaderPair, WireRequest } from '../../gateway/identity/sigv4.ts';
import type { GatewayKey } from '../../gateway/shared/gateway-key.ts';
import type { Organization } from '../../gateway/shared/organization.ts';
import { type SignAs, signedHeaders } from '../../local/sigv4-signer.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const PAIR = { accessKeyId: 'AKGWEXAMPLEEXAMPLE22', secretAccessKey: 'example-secret' };
const BODY = '{"TrainingJobName":"a"}';
const SITE = {
  region: 'eu-west-1',
  service: 'sagemaker',
  now: NOW,
  maxSkewMs: 300_000,
  hosts: ['gateway.example.com'],
  refuseTarget: (target: string) =>
    ['SageMaker.DescribeTrainingJob', 'SageMaker.StopTrainingJob'].includes(target) ? null : 'no such operation',
};
const KEY: GatewayKey = {
  accessKeyId: PAIR.accessKeyId,
  person: 'ada@example.com',
  createdAt: NOW - 1,
  createdBy: 'ada@example.com',
  expiresAt: NOW + 1,
  disabledAt: null,
  lastUsedAt: null,
  replacedBy: null,
};
const ORGANIZATION: Organization = {
  name: 'Example',
  accounts: [],
  teams: [],
  people: [{ id: 'ada@example.com', name: 'Ada', team: 'vision', roles: [], groups: [] }],
  principals: [],
};

const HEADERS = {
  host: 'gateway.example.com',
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'SageMaker.DescribeTrainingJob',
};

/** Signed by AWS's own signer for JavaScript. */
async function signed(
  as: Partial<SignAs> = {},
  headers: Record<string, string> = HEADERS,
  body = BODY,
): Promise<WireRequest> {
  const unsigned = { method: 'POST', path: '/', headers, body };
  const sent = await signedHeaders(unsigned, { ...PAIR, at: NOW, service: 'sagemaker', ...as });
  return { method: 'POST', path: '/', query: '', headers: Object.entries(sent), body: Buffer.from(body) };
}

async function answerTo(request: WireRequest, key: GatewayKey | null = KEY) {
  const uses: string[] = [];
  const held: HeldKey | null = key && { key, secret: secretKeyOf(PAIR.secretAccessKey) };
  const keys = {
    find: async (id: string) => (id === PAIR.accessKeyId ? held : null),
    noteUse: async () => void uses.push('use'),
  };
  const log = { info: () => {}, error: () => {}, count: () => {} };
  const answer = await authenticateByKey(
    { keys, organization: ORGANIZATION, clock: { now: () => NOW }, log },
    request,
    SITE,
  );
  return {
    code: answer.ok ? answer.value.person : answer.error.code,
    detail: answer.ok ? '' : answer.error.detail,
    uses,
  };
}

const plus = (request: WireRequest, ...more: HeaderPair[]): WireRequest => ({
  ...request,
  headers: [...request.headers, ...more],
});
const edit = (request: WireRequest, name: string, change: (value: string) => string): WireRequest => ({
  ...request,
  headers: request.headers.map(([each, value]) =>
    each.toLowerCase() === name ? [each, change(value)] : [each, value],
  ),
});
const unsigning = (request: WireRequest, name: string) =>
  edit(request, 'authorization', (value) => value.replace(new RegExp(`${name};|;${name}(?=,)`), ''));
const authorization = (request: WireRequest, change: (value: string) => string) =>
  edit(request, 'authorization', change);

type Make = () => Promise<WireRequest>;
const from =
  (change: (request: WireRequest) => WireRequest, ...of: Parameters<typeof signed>): Make =>
  async () =>
    change(await signed(...of));

/** The twelve refusals, each with every shape it has. */
const REFUSALS: Readonly<Record<string, readonly (readonly [what: string, make: Make, code: string])[]>> = {
  '1 only AWS4-HMAC-SHA256 in the headers': [
    ['another algorithm', from((r) => authorization(r, (v) => v.replace('SHA256', 'SHA1'))), 'incomplete-signature'],
    [
      'a presigned query',
      from((r) => ({ ...r, query: 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00' })),
      'incomplete-signature',
    ],
    ['any query', from((r) => ({ ...r, query: 'a=b' })), 'incomplete-signature'],
    ['no signature', from((r) => ({ ...r, headers: r.headers.filter(([n]) => n !== 'authorization') })), 'not-signed'],
  ],
  '2 the fields of Authorization': [
    ['one missing', from((r) => authorization(r, (v) => v.replace(/, Signature=\w+/, ''))), 'incomplete-signature'],
    ['one twice', from((r) => authorization(r, (v) => `${v}, Signature=${'0'.repeat(64)}`)), 'incomplete-signature'],
    ['white space that is none of HTTP', from((r) => authorization(r, (v) => `\u00a0${v}`)), 'incomplete-signature'],
    ['one unknown', from((r) => authorization(r, (v) => `${v}, More=1`)), 'incomplete-signature'],
    [
      'a malformed scope',
      from((r) => authorization(r, (v) => v.replace('/aws4_request', '/aws4'))),
      'incomplete-signature',
    ],
  ],
  '3 what must be signed': ['host', 'x-amz-date', 'x-amz-target', 'content-type'].map((name) => [
    `${name} is not`,
    from((r) => unsigning(r, name)),
    'incomplete-signature',
  ]),
  '4 no unsigned x-amz- header': [
    ['one more', from((r) => plus(r, ['x-amz-meta', 'x'])), 'incomplete-signature'],
    ['a token', from((r) => plus(r, ['X-Amz-Security-Token', 'x'])), 'incomplete-signature'],
  ],
  '5 nothing twice': [
    'Authorization',
    'HOST',
    'X-AMZ-TARGET',
    'Content-type',
    'X-Amz-date',
    'x-amz-content-sha256',
  ].map((name) => [
    `${name} again`,
    from((r) => plus(r, [name, r.headers.find(([n]) => n === name.toLowerCase())?.[1] ?? 'x'])),
    'incomplete-signature',
  ]),
  '6 the signed headers': [
    [
      'unsorted',
      from((r) => authorization(r, (v) => v.replace('content-type;host', 'host;content-type'))),
      'incomplete-signature',
    ],
    [
      'one twice',
      from((r) => authorization(r, (v) => v.replace('content-type;', 'content-type;content-type;'))),
      'incomplete-signature',
    ],
    [
      'upper case',
      from((r) => authorization(r, (v) => v.replace('=content-type', '=Content-Type'))),
      'incomplete-signature',
    ],
    [
      'one that did not come',
      from((r) => authorization(r, (v) => v.replace('=content-type', '=accept;content-type'))),
      'incomplete-signature',
    ],
  ],
  '7 where and when': [
    [
      'another day in the scope',
      from((r) => authorization(r, (v) => v.replace('/20261123/', '/20261122/'))),
      'invalid-signature',
    ],
    ['another region', () => signed({ region: 'us-east-1' }), 'invalid-signature'],
    ['another service', () => signed({ service: 'execute-api' }), 'invalid-signature'],
    ['an hour that no day has', from((r) => edit(r, 'x-amz-date', () => '20261122T240000Z')), 'incomplete-signature'],
    ['301 seconds old', () => signed({ at: NOW - 301_000 }), 'invalid-signature'],
    ['301 seconds ahead', () => signed({ at: NOW + 301_000 }), 'invalid-signature'],
    ['another host', () => signed({}, { ...HEADERS, host: 'other.example.com' }), 'invalid-signature'],
  ],
  '8 the hash of the body': [
    [
      'UNSIGNED-PAYLOAD',
      () => signed({}, { ...HEADERS, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }),
      'invalid-signature',
    ],
    [
      'STREAMING',
      () => signed({}, { ...HEADERS, 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' }),
      'invalid-signature',
    ],
    ['another body', from((r) => ({ ...r, body: Buffer.from('{"TrainingJobName":"b"}') })), 'invalid-signature'],
    [
      'another body, no hash declared',
      from((r) => ({ ...r, body: Buffer.from('{}') }), { checksum: false }),
      'unknown-key',
    ],
  ],
  '9 the body as it is': [
    ['content-encoding', from((r) => plus(r, ['content-encoding', 'gzip'])), 'incomplete-signature'],
    ['another content-length', () => signed({}, { ...HEADERS, 'content-length': '1' }), 'incomplete-signature'],
  ],
  '10 keys and their tokens': [
    ['a session token', () => signed({ sessionToken: 'token' }), 'unknown-key'],
    ['an empty secret', () => signed({ secretAccessKey: '' }), 'unknown-key'],
  ],
  '11 a wrong secret': [['guessed', () => signed({ secretAccessKey: 'guessed' }), 'unknown-key']],
  '12 a target that is not served': [
    [
      'another operation',
      () => signed({}, { ...HEADERS, 'x-amz-target': 'SageMaker.ListModels' }),
      'unknown-operation',
    ],
    [
      'another service',
      () => signed({}, { ...HEADERS, 'x-amz-target': 'DynamoDB_20120810.GetItem' }),
      'unknown-operation',
    ],
    [
      'the target of another request',
      from((r) => edit(r, 'x-amz-target', () => 'SageMaker.StopTrainingJob')),
      'unknown-key',
    ],
  ],
};

describe('the SDK door', () => {
  it('knows who signed with a gateway key, and notes the use', async () => {
    expect(await answerTo(await signed())).toEqual({ code: 'ada@example.com', detail: '', uses: ['use'] });
    expect((await answerTo(await signed({ checksum: false }))).code).toBe('ada@example.com');
    expect((await answerTo(await signed({ at: NOW - 300_000 }))).code).toBe('ada@example.com');
  });

  describe.each(Object.entries(REFUSALS))('refuses by %s', (_name, rows) => {
    it.each(rows)('%s', async (_what, make, code) => {
      const answer = await answerTo(await make());
      expect(answer).toMatchObject({ code, uses: [] });
      expect(answer.detail).not.toContain(PAIR.secretAccessKey);
    });
  });

  it('10 tells who holds the secret, and nobody else, that a key is over', async () => {
    const disabled = { ...KEY, disabledAt: NOW - 1 };
    const expired = { ...KEY, expiresAt: NOW };
    expect((await answerTo(await signed(), disabled)).detail).toContain('is disabled');
    expect((await answerTo(await signed(), expired)).detail).toContain('is expired');
    const guessed = await signed({ secretAccessKey: 'guessed' });
    expect(await answerTo(guessed, disabled)).toEqual(await answerTo(guessed));
  });

  it('11 answers an unknown key as it answers a wrong signature', async () => {
    const guessed = await signed({ secretAccessKey: 'guessed' });
    expect(await answerTo(guessed, null)).toEqual(await answerTo(guessed));
  });

  it('10 has no key of an empty secret', () => {
    expect(() => secretKeyOf('')).toThrow('empty');
  });

  it('takes no key of somebody whom organization.yaml does not know', async () => {
    const gone = { ...KEY, person: 'gone@example.com' };
    expect((await answerTo(await signed(), gone)).code).toBe('unmapped-caller');
  });

  it('takes a request although its use cannot be noted', async () => {
    const keys = {
      find: async () => ({ key: KEY, secret: secretKeyOf(PAIR.secretAccessKey) }),
      noteUse: () => Promise.reject(new Error('DynamoDB does not answer')),
    };
    const logged: string[] = [];
    const log = { info: () => {}, error: (message: string) => void logged.push(message), count: () => {} };
    const answer = await authenticateByKey(
      { keys, organization: ORGANIZATION, clock: { now: () => NOW }, log },
      await signed(),
      SITE,
    );
    expect([answer.ok, logged]).toEqual([true, ['the use of a key was not noted']]);
  });
});
