import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { validateRequest } from '../../gateway/actions/create-training-job/validate.ts';
import { jobQueryOf } from '../../gateway/adapters/http/job-query.ts';
import { keyRequestOf, overlapOf } from '../../gateway/adapters/http/keys.ts';
import { documentAt } from '../../gateway/adapters/http/openapi/answer.ts';
import { openapiDocument } from '../../gateway/adapters/http/openapi/document.ts';
import { objectOf, oneOf, TEXT } from '../../gateway/adapters/http/openapi/schema.ts';
import { ERRORS, REST_ERROR_CODES } from '../../gateway/shared/errors.ts';
import { gatewayAnswer, readGatewayResponses } from '../../local/api-gateway/gateway-responses.ts';
import { readRoutes } from '../../local/api-gateway/routes.ts';
import { generateOpenapi } from '../../scripts/generate-openapi.ts';
import { answerCheck, type OpenapiDocument, type OpenapiOperation, openapiAjv } from '../support/openapi.ts';

const text = (file: string) => readFile(file, 'utf8');
/** The same at once, for what serverless.yml includes. */
const readText = (file: string) => readFileSync(file, 'utf8');
const made = JSON.parse(await generateOpenapi());
const served = (path: string): OpenapiDocument => JSON.parse(documentAt(made, path).body);
const document = served('/v1/openapi.json');

const OPERATIONS: readonly (readonly [route: string, operation: OpenapiOperation])[] = Object.entries(
  document.paths,
).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
);
const operation = (route: string) => OPERATIONS.find(([known]) => known === route)?.[1];

/** Every `$ref` under a value. */
function refsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = '$ref' in value && typeof value.$ref === 'string' ? [value.$ref] : [];
  return [...own, ...Object.values(value).flatMap(refsIn)];
}

describe('the OpenAPI document', () => {
  it('is one, of version 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate({ ...document })).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('has every route of serverless.yml under /v1 and /healthz, signed where its authorizer is IAM, and no other', async () => {
    const all = readRoutes(await text('serverless.yml'));
    // The door of AWS SDKs speaks AWS JSON, which OpenAPI cannot say: one path, and the operation in a header.
    const ofAws = all.filter(({ path }) => ['/', '/iam'].includes(path));
    expect(ofAws.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /', 'POST /iam']);
    // Slack calls these, in Slack's words.
    const ofSlack = all.filter(({ path }) => path.startsWith('/slack/'));
    expect(ofSlack.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /slack/interactions',
      'POST /slack/commands',
    ]);
    const own = all.filter((route) => !ofAws.includes(route) && !ofSlack.includes(route));
    const routes = own.map(({ method, path, authorizer }) => {
      return [`${method} ${path}`, authorizer === 'AWS_IAM' ? [{ sigv4: [] }] : []];
    });
    const described = OPERATIONS.map(([route, { security }]) => [route, security]);
    expect(Object.fromEntries(described)).toEqual(Object.fromEntries(routes));
    expect(document.components.securitySchemes).toMatchObject({
      sigv4: { type: 'apiKey', in: 'header', name: 'Authorization', 'x-amazon-apigateway-authtype': 'awsSigv4' },
    });
  });

  it('names no operation twice', () => {
    const ids = OPERATIONS.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('refers to what it has, and has nothing else', () => {
    const schemas = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...new Set(refsIn(document))].sort()).toEqual(schemas.sort());
  });

  it('is served under whatever stands before its path', () => {
    expect(document.servers).toEqual([{ url: '/' }]);
    expect(served('/dev/v1/openapi.json').servers).toEqual([{ url: '/dev' }]);
    expect(documentAt(made, '/dev/v1/openapi.json').headers).toMatchObject({ 'content-type': 'application/json' });
  });

  it('refuses two schemas of one name', () => {
    const parts = { version: '1', example: {}, callersTags: 1, requestSchema: { $defs: { Decision: {} } } };
    expect(() => openapiDocument(parts)).toThrow('`Decision`');
  });
});

describe('requests', () => {
  const allowed = openapiAjv(document).compile({ $ref: 'openapi#/components/schemas/SubmittedTrainingJob' });
  const tags = (count: number) => Array.from({ length: count }, (_, i) => ({ Key: `key-${i}`, Value: 'value' }));

  it('are those of the schema that validates them', async () => {
    const { $defs } = JSON.parse(await text('gateway/actions/create-training-job/schema.json'));
    for (const [name, shape] of Object.entries($defs)) {
      const moved = JSON.parse(JSON.stringify(shape).replaceAll('"#/$defs/', '"#/components/schemas/'));
      expect({ name, schema: document.components.schemas[name] }).toEqual({ name, schema: moved });
    }
    const bodies = OPERATIONS.filter(([, { requestBody }]) => requestBody).map(([route]) => route);
    expect(bodies).toEqual([
      'POST /v1/training-jobs',
      'POST /v1/training-jobs/check',
      'POST /v1/approvals/{admissionId}/approve',
      'POST /v1/approvals/{admissionId}/deny',
      'POST /v1/keys',
      'POST /v1/keys/{accessKeyId}/rotate',
    ]);
    expect(refsIn(operation('POST /v1/training-jobs')?.requestBody)).toEqual([
      '#/components/schemas/SubmittedTrainingJob',
    ]);
  });

  it('have an example that it allows', async () => {
    const example = JSON.parse(await text('examples/requests/compliant.json'));
    expect(allowed(example)).toBe(true);
    expect(operation('POST /v1/training-jobs/check')?.requestBody).toMatchObject({
      content: { 'application/json': { examples: { compliant: { value: example } } } },
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ['what is compliant', {}],
    ['a member that is not known', { Volume: 1 }],
    ['as many tags as are left to the caller', { Tags: tags(49) }],
    ['a tag more', { Tags: tags(50) }],
    ['a tag of the gateway', { Tags: [{ Key: 'traingate:admission', Value: 'a' }] }],
  ])('are valid exactly where the gateway validates them: %s', async (_name, parts) => {
    const request = { ...JSON.parse(await text('examples/requests/compliant.json')), ...parts };
    expect(allowed(request)).toBe(validateRequest(request).length === 0);
  });

  it.each([
    {},
    { person: 'ada@example.com', days: 30 },
    { person: null, days: null },
    { days: '30' },
    { person: 1 },
    { role: 'operator' },
    [],
  ])('for keys are valid exactly where they are read: %j', (request) => {
    const ajv = openapiAjv(document);
    const wish = ajv.compile({ $ref: 'openapi#/components/schemas/GatewayKeyRequest' });
    expect(wish(request)).toBe(keyRequestOf(Buffer.from(JSON.stringify(request))).ok);
  });

  it.each([{}, { overlapHours: 0 }, { overlapHours: null }, { overlapHours: -1 }, { overlapHours: '1' }, { hours: 1 }])(
    'for rotations are valid exactly where they are read: %j',
    (request) => {
      const rotation = openapiAjv(document).compile({ $ref: 'openapi#/components/schemas/GatewayKeyRotation' });
      expect(rotation(request)).toBe(overlapOf(Buffer.from(JSON.stringify(request))).ok);
    },
  );

  it('for lists have the query parameters that are read, with their bounds', () => {
    const parameters = operation('GET /v1/training-jobs')?.parameters ?? [];
    const refusal = jobQueryOf({ other: '' });
    const known = refusal.ok ? '' : refusal.error.detail.split('known are ')[1];
    expect(parameters.map(({ name }) => name).join(', ')).toBe(known);
    const limit = parameters.find(({ name }) => name === 'limit')?.schema as { maximum: number; default: number };
    expect(jobQueryOf({})).toMatchObject({ value: { limit: limit.default } });
    expect([jobQueryOf({ limit: `${limit.maximum}` }).ok, jobQueryOf({ limit: `${limit.maximum + 1}` }).ok]).toEqual([
      true,
      false,
    ]);
  });
});

describe('refusals', () => {
  /** `400 urn:traingate:invalid-json` for each code of a route. */
  const codesOf = ({ responses }: OpenapiOperation): readonly string[] =>
    Object.entries(responses).flatMap(([status, { content }]) => {
      const schema = content['application/problem+json']?.schema;
      const [, own] = (schema as { allOf?: [object, { properties: { type: { enum: string[] } } }] })?.allOf ?? [];
      return (own?.properties.type.enum ?? []).map((type) => `${status} ${type}`);
    });

  it('are every error there is, each with its status', () => {
    const all = REST_ERROR_CODES.map((code) => `${ERRORS[code].status} urn:traingate:${code}`);
    expect([...new Set(OPERATIONS.flatMap(([, described]) => codesOf(described)))].sort()).toEqual(all.sort());
  });

  it('of API Gateway itself have the statuses of deploy/answers.yml, and its bodies fit', async () => {
    const validate = openapiAjv(document).compile({ $ref: 'openapi#/components/schemas/GatewayProblem' });
    const responses = readGatewayResponses(await text('serverless.yml'), readText);
    for (const [type, response] of responses) {
      const { body } = gatewayAnswer(new Map([['INVALID_SIGNATURE', response]]), 'INVALID_SIGNATURE', 'id', 'why');
      expect({ type, fits: validate(JSON.parse(String(body))) }).toEqual({ type, fits: true });
    }
    const statuses = [...responses.values()].flatMap(({ statusCode }) => statusCode ?? []);
    const described = Object.entries(operation('POST /v1/training-jobs')?.responses ?? {})
      .filter(([, { content }]) => refsIn(content['application/json']).includes('#/components/schemas/GatewayProblem'))
      .map(([status]) => Number(status));
    expect(described).toEqual([...new Set(statuses)].sort());
  });
});

describe('the check of answers, which every test with a stack uses', () => {
  const stopping = { trainingJobArn: 'arn', state: 'submitted' };
  const answer = (status: number, body: object, headers: Record<string, string> = {}) => ({
    status,
    body,
    headers: new Headers({ 'content-type': 'application/json', 'x-traingate-request-id': 'id', ...headers }),
  });
  const problem = { type: 'urn:traingate:job-not-found', title: 'a', status: 404, detail: 'b' };
  const asProblem = { 'content-type': 'application/problem+json' };
  const unnamed = { ...answer(202, stopping), headers: new Headers({ 'content-type': 'application/json' }) };

  it.each([
    ['another status', answer(200, stopping), 'not documented'],
    ['another media type', answer(202, stopping, { 'content-type': 'text/html' }), 'not documented'],
    ['a header too few', unnamed, 'x-traingate-request-id'],
    ['a member too many', answer(202, { ...stopping, extra: 1 }), 'additionalProperties'],
    ['a member too few', answer(202, { state: 'submitted' }), 'required'],
    ['another state', answer(202, { ...stopping, state: 'asleep' }), 'enum'],
    ['a problem of another route', answer(404, { ...problem, type: 'urn:traingate:name-taken' }, asProblem), 'enum'],
  ])('finds %s', (_name, seen, why) => {
    const check = answerCheck(document);
    const call = { method: 'POST', path: '/v1/training-jobs/a/stop' } as const;
    expect(() => check(call, answer(202, stopping))).not.toThrow();
    expect(() => check(call, answer(404, problem, asProblem))).not.toThrow();
    expect(() => check(call, seen)).toThrow(why);
  });
});

describe('a schema of an object', () => {
  it('asks for every member but those that may be left out, and allows no other', () => {
    expect(objectOf<{ a: string; b?: string }>({ a: TEXT, b: TEXT }, ['b'])).toEqual({
      type: 'object',
      properties: { a: TEXT, b: TEXT },
      required: ['a'],
      additionalProperties: false,
    });
  });

  it('does not compile where its type has another member, or a union another word', () => {
    // @ts-expect-error: `b` is missing
    objectOf<{ a: string; b: string }>({ a: TEXT });
    // @ts-expect-error: there is no `b`
    objectOf<{ a: string }>({ a: TEXT, b: TEXT });
    // @ts-expect-error: `a` may not be left out
    objectOf<{ a: string }>({ a: TEXT }, ['a']);
    // @ts-expect-error: `b` is missing
    expect(oneOf<'a' | 'b'>({ a: true }).enum).toEqual(['a']);
  });
});
