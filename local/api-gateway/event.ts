import { isUtf8 } from 'node:buffer';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { type HeaderPair, headerValues, queryParameters, type WireRequest } from '../../gateway/identity/sigv4.ts';
import type { HttpAnswer } from './gateway-responses.ts';
import type { Route } from './routes.ts';

/** Who signed, as the IAM authorizer says. */
export interface Caller {
  readonly accessKeyId: string;
  /** Of the IAM user, or of the assumed role with its session name. */
  readonly userArn: string;
  /** AWS's unique id: `AIDA…`, or `AROA…:<session name>`. */
  readonly userId: string;
}

/** What API Gateway knows of a request besides what was sent. */
export interface RequestFacts {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** null on a route without authorizer. */
  readonly caller: Caller | null;
  readonly accountId: string;
  readonly requestId: string;
  readonly receivedAt: number;
  readonly sourceIp: string;
}

/** A request as a REST API gives it to a Lambda function (proxy integration, payload 1.0). */
export function proxyEvent(request: WireRequest, facts: RequestFacts): APIGatewayProxyEvent {
  const { method, path, headers, body } = request;
  const multiValueHeaders = valuesByName(headers.filter(([name]) => !HOP_HEADERS.includes(name.toLowerCase())));
  const multiValueQuery = valuesByName(queryParameters(request.query));
  const isBase64Encoded = !isUtf8(body);
  return {
    resource: facts.route.path,
    path,
    httpMethod: method,
    headers: lastValues(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: orNull(lastValues(multiValueQuery)),
    multiValueQueryStringParameters: orNull(multiValueQuery),
    pathParameters: orNull(facts.pathParameters),
    stageVariables: null,
    requestContext: requestContext(request, facts),
    body: body.length === 0 ? null : Buffer.from(body).toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  };
}

/** What API Gateway sends of a function's answer; undefined where the function gave none that it can read. */
export function httpAnswer(result: unknown, requestId: string): HttpAnswer | undefined {
  if (!isProxyResult(result)) return undefined;
  const lists = Object.entries(result.multiValueHeaders ?? {}).flatMap(([name, values]) =>
    values.map((value) => [name, value] as const),
  );
  const listed = new Set(lists.map(([name]) => name.toLowerCase()));
  const singles = Object.entries(result.headers ?? {}).filter(([name]) => !listed.has(name.toLowerCase()));
  const sent = [...singles, ...lists].map(
    ([name, value]) => [REMAPPED.get(name.toLowerCase()) ?? name, String(value)] as const,
  );
  const contentType =
    headerValues(sent, 'content-type').length > 0 ? [] : [['Content-Type', 'application/json'] as const];
  return {
    statusCode: Number(result.statusCode),
    headers: [...contentType, ...sent, ['x-amzn-RequestId', requestId]],
    body: Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** Headers of the connection, which no recorded event shows: a signed content-length is rebuilt from the body. */
const HOP_HEADERS = ['connection', 'content-length', 'transfer-encoding'];

/** Headers that API Gateway sets itself. Developer Guide, "Important notes" on header names of REST APIs (2026-11). */
const REMAPPED = new Map(
  ['Connection', 'Content-Length', 'Date', 'x-amzn-RequestId'].map((name) => [
    name.toLowerCase(),
    `x-amzn-Remapped-${name}`,
  ]),
);

function requestContext(request: WireRequest, facts: RequestFacts): APIGatewayProxyEvent['requestContext'] {
  const { caller, route, accountId, requestId, receivedAt } = facts;
  return {
    accountId,
    apiId: 'local',
    authorizer: undefined,
    protocol: 'HTTP/1.1',
    httpMethod: request.method,
    // No stage before it, as under a custom domain: this is the path that the client called, and so signed.
    path: request.path,
    stage: 'local',
    requestId,
    requestTimeEpoch: receivedAt,
    resourceId: route.path,
    resourcePath: route.path,
    domainName: headerValues(request.headers, 'host')[0] ?? '',
    identity: {
      ...NO_IDENTITY,
      accessKey: caller?.accessKeyId ?? null,
      accountId: caller?.userArn.split(':')[4] ?? null,
      caller: caller?.userId ?? null,
      user: caller?.userId ?? null,
      userArn: caller?.userArn ?? null,
      sourceIp: facts.sourceIp,
      userAgent: headerValues(request.headers, 'user-agent')[0] ?? null,
    },
  };
}

const NO_IDENTITY = {
  apiKey: null,
  apiKeyId: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
};

const valuesByName = (pairs: readonly HeaderPair[]): Record<string, string[]> =>
  Object.fromEntries(
    [...Map.groupBy(pairs, ([name]) => name)].map(([name, same]) => [name, same.map(([, value]) => value)]),
  );

const lastValues = (values: Readonly<Record<string, string[]>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']));

/** API Gateway gives null, not an empty map. */
const orNull = <T extends object>(map: T): T | null => (Object.keys(map).length === 0 ? null : map);

const isProxyResult = (result: unknown): result is APIGatewayProxyResult =>
  typeof result === 'object' &&
  result !== null &&
  'statusCode' in result &&
  /^[2-5]\d\d$/.test(String(result.statusCode)) &&
  (!('body' in result) || result.body === undefined || typeof result.body === 'string');
