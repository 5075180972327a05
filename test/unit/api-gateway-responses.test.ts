import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { GATEWAY_ERRORS, gatewayAnswer, readGatewayResponses } from '../../local/api-gateway/gateway-responses.ts';

const response = (type: string, rest: string) => `
      Type: AWS::ApiGateway::GatewayResponse
      Properties:
        RestApiId: !Ref ApiGatewayRestApi
        ResponseType: ${type}
        ${rest}`;

const TEMPLATE =
  '{"a":$context.error.messageString,"b":"$context.error.responseType","c":"$context.requestId","d":"$context.stage"}';

const FILES: Record<string, string> = {
  'deploy/answers.yml': `
Resources:
    Missing: ${response('MISSING_AUTHENTICATION_TOKEN', `ResponseTemplates: { application/json: '${TEMPLATE}' }`)}
    Timeout: ${response('INTEGRATION_TIMEOUT', "StatusCode: '503'")}
    Rest: ${response('DEFAULT_4XX', 'ResponseParameters: { gatewayresponse.header.x-type: context.error.responseType, gatewayresponse.header.x-fixed: "\'it\'" }')}
    Table: { Type: AWS::DynamoDB::Table }
`,
};
const SERVERLESS = ['functions: {}', 'resources:', `  - \${file(deploy/answers.yml)}`, '  - Resources: {}'].join('\n');
const CUSTOM = readGatewayResponses(SERVERLESS, (path) => FILES[path] ?? '');
const bodyOf = (answer: { body: string | Uint8Array }) => JSON.parse(answer.body.toString());

describe('gatewayAnswer', () => {
  it('fills in the template of its type', () => {
    const answer = gatewayAnswer(CUSTOM, 'MISSING_AUTHENTICATION_TOKEN', 'id-1', 'say "who"');
    expect(answer.statusCode).toBe(403);
    expect(bodyOf(answer)).toEqual({ a: 'say "who"', b: 'MISSING_AUTHENTICATION_TOKEN', c: 'id-1', d: '' });
  });

  it('takes a message for what it is, not for a template', () => {
    const answer = gatewayAnswer(CUSTOM, 'MISSING_AUTHENTICATION_TOKEN', 'id-1', '$context.requestId $& $1');
    expect(bodyOf(answer)).toMatchObject({ a: '$context.requestId $& $1' });
  });

  it('takes the status of its type, and the default body where that has no template', () => {
    const answer = gatewayAnswer(CUSTOM, 'INTEGRATION_TIMEOUT', 'id-1');
    expect(answer.statusCode).toBe(503);
    expect(bodyOf(answer)).toEqual({ message: 'Endpoint request timed out' });
  });

  it('falls back to the class of its type', () => {
    const { headers, statusCode } = gatewayAnswer(CUSTOM, 'REQUEST_TOO_LARGE', 'id-1');
    expect(statusCode).toBe(413);
    expect(Object.fromEntries(headers)).toMatchObject({ 'x-type': 'REQUEST_TOO_LARGE', 'x-fixed': 'it' });
  });

  it.each([
    ['MISSING_AUTHENTICATION_TOKEN', 403],
    ['INVALID_SIGNATURE', 403],
    ['REQUEST_TOO_LARGE', 413],
    ['INTEGRATION_FAILURE', 502],
    ['INTEGRATION_TIMEOUT', 504],
  ] as const)('without customisation: %s is %i', (type, status) => {
    const answer = gatewayAnswer(new Map(), type, 'id-1');
    expect(answer.statusCode).toBe(status);
    expect(bodyOf(answer)).toEqual({ message: GATEWAY_ERRORS[type].message });
    expect(Object.fromEntries(answer.headers)).toMatchObject({ 'x-amzn-RequestId': 'id-1' });
  });
});

describe('readGatewayResponses', () => {
  it.each([
    ['no resources', 'functions: {}', 0],
    ['inline resources', `resources:\n  Resources:\n    One: ${response('THROTTLED', '')}`, 1],
  ])('reads %s', (_name, yaml, count) => {
    expect(readGatewayResponses(yaml, () => '').size).toBe(count);
  });

  it('throws on a resources entry that it cannot follow', () => {
    expect(() => readGatewayResponses(`resources: ["\${self:custom.x}"]`, () => '')).toThrow('self:custom.x');
  });
});

describe("the project's own answers", () => {
  const own = readGatewayResponses(readFileSync('serverless.yml', 'utf8'), (path) => readFileSync(path, 'utf8'));

  it.each(Object.keys(GATEWAY_ERRORS) as (keyof typeof GATEWAY_ERRORS)[])('%s speaks both dialects', (type) => {
    const answer = gatewayAnswer(own, type, 'id-1', 'a "quoted" word');
    expect(bodyOf(answer)).toEqual({
      __type: expect.any(String),
      message: expect.any(String),
      Message: bodyOf(answer).message,
      type: expect.any(String),
      title: expect.any(String),
      status: answer.statusCode,
      detail: bodyOf(answer).message,
    });
    expect(Object.fromEntries(answer.headers)['x-amzn-ErrorType']).toBe(bodyOf(answer).__type);
  });
});
