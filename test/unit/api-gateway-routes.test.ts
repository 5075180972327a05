import { describe, expect, it } from '@jest/globals';
import { matchRoute, readRoutes } from '../../local/api-gateway/routes.ts';

const serverlessYaml = (http: string) => `
service: traingate
functions:
  stop:
    role: !GetAtt StopRole.Arn
    environment: { TABLE: !Ref Table }
    events:
      - http: ${http}
  observe:
    events:
      - eventBridge: { pattern: { source: [aws.sagemaker] } }
  idle: {}
`;

describe('readRoutes', () => {
  it.each([
    ['an authorizer by name', '{ method: post, path: /v1/x, authorizer: aws_iam }', 'POST', '/v1/x', 'AWS_IAM'],
    [
      'an authorizer by type',
      '{ method: post, path: /v1/x, authorizer: { type: AWS_IAM } }',
      'POST',
      '/v1/x',
      'AWS_IAM',
    ],
    ['no authorizer', '{ method: GET, path: /healthz }', 'GET', '/healthz', 'NONE'],
    ['a path without its first slash', '{ method: get, path: v1/x/ }', 'GET', '/v1/x', 'NONE'],
    ['the root', '{ method: post, path: / }', 'POST', '/', 'NONE'],
  ])('reads %s', (_name, http, method, path, authorizer) => {
    expect(readRoutes(serverlessYaml(http))).toEqual([{ functionName: 'stop', method, path, authorizer }]);
  });

  it.each([
    ['an authorizer that is not IAM', '{ method: get, path: /x, authorizer: custom }'],
    ['an authorizer of another type', '{ method: get, path: /x, authorizer: { type: COGNITO_USER_POOLS } }'],
    ['the short form', 'GET /x'],
    ['a greedy parameter', '{ method: get, path: "/x/{rest+}" }'],
  ])('throws on %s', (_name, http) => {
    expect(() => readRoutes(serverlessYaml(http))).toThrow('`stop`');
  });
});

describe('matchRoute', () => {
  const route = (functionName: string, method: string, path: string) =>
    ({ functionName, method, path, authorizer: 'AWS_IAM' }) as const;
  const ROUTES = [
    route('root', 'POST', '/'),
    route('read', 'GET', '/v1/jobs/{name}'),
    route('check', 'GET', '/v1/jobs/check'),
    route('stop', 'POST', '/v1/jobs/{name}/stop'),
  ];

  it.each([
    ['the root', 'POST', '/', 'root', {}],
    ['a parameter', 'GET', '/v1/jobs/a', 'read', { name: 'a' }],
    ['an encoded parameter', 'GET', '/v1/jobs/a%20b%2Fc', 'read', { name: 'a b/c' }],
    ['an encoding that is none', 'GET', '/v1/jobs/%zz', 'read', { name: '%zz' }],
    ['a fixed segment before a parameter', 'GET', '/v1/jobs/check', 'check', {}],
    ['a parameter in the middle', 'POST', '/v1/jobs/a/stop', 'stop', { name: 'a' }],
  ])('finds %s', (_name, method, path, functionName, pathParameters) => {
    expect(matchRoute(ROUTES, method, path)).toMatchObject({ route: { functionName }, pathParameters });
  });

  it.each([
    ['another method', 'DELETE', '/v1/jobs/a'],
    ['a longer path', 'GET', '/v1/jobs/a/b'],
    ['a path in other case', 'GET', '/V1/jobs/a'],
    ['an empty parameter', 'GET', '/v1/jobs/'],
    ['a parameter that a signature does not see', 'POST', '/v1/jobs/../stop'],
    ['a parameter that is one dot', 'POST', '/v1/jobs/./stop'],
    ['an absolute URL', 'POST', 'http://other.example.com/'],
  ])('finds nothing for %s', (_name, method, path) => {
    expect(matchRoute(ROUTES, method, path)).toBeUndefined();
  });
});
