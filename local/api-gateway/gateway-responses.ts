import { parse } from 'yaml';
import { PARSE_OPTIONS } from './routes.ts';

/**
 * What API Gateway itself refuses with, and what it says and answers unless the API customises it. Types and statuses:
 * API Gateway Developer Guide, "Gateway response types" (2026-11). A function that fails shows as 502, as AWS's
 * "502 errors from REST APIs with Lambda proxy integration" has it; that its type is INTEGRATION_FAILURE is not stated.
 */
export const GATEWAY_ERRORS = {
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    name: 'MissingAuthenticationTokenException',
    message: 'Missing Authentication Token',
  },
  INVALID_SIGNATURE: { status: 403, name: 'InvalidSignatureException', message: 'Invalid Signature' },
  REQUEST_TOO_LARGE: { status: 413, name: 'RequestTooLongException', message: 'Request Too Long' },
  INTEGRATION_FAILURE: { status: 502, name: 'InternalServerErrorException', message: 'Internal server error' },
  INTEGRATION_TIMEOUT: { status: 504, name: 'InternalServerErrorException', message: 'Endpoint request timed out' },
} as const;

export type GatewayErrorType = keyof typeof GATEWAY_ERRORS;

/** How an API customises one of those, as AWS::ApiGateway::GatewayResponse has it. */
export interface GatewayResponse {
  readonly statusCode: number | undefined;
  /** The template of an application/json body. */
  readonly template: string | undefined;
  /** Header names and what they hold: a literal in single quotes, or a `context` variable. */
  readonly headers: Readonly<Record<string, string>>;
}

/** By response type. */
export type GatewayResponses = ReadonlyMap<string, GatewayResponse>;

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Uint8Array;
}

/** The customised answers in the resources of a serverless.yml; `readText` reads the files that it includes. */
export function readGatewayResponses(serverlessYaml: string, readText: (path: string) => string): GatewayResponses {
  const { resources = [] } = parse(serverlessYaml, PARSE_OPTIONS) as { resources?: Resources | readonly Resources[] };
  const included = [resources].flat().map((entry) => resourcesOf(entry, readText));
  return new Map(included.flatMap((resources) => Object.values(resources).flatMap(responseOf)));
}

/** The answer to an error of API Gateway's own. `message` overrides the type's usual one. */
export function gatewayAnswer(
  responses: GatewayResponses,
  type: GatewayErrorType,
  requestId: string,
  message: string = GATEWAY_ERRORS[type].message,
): HttpAnswer {
  const { status, name } = GATEWAY_ERRORS[type];
  const custom = responses.get(type) ?? responses.get(status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  const variables = new Map([
    ['context.error.message', message],
    // API Gateway gives this one with its quotes, ready for a JSON template.
    ['context.error.messageString', JSON.stringify(message)],
    ['context.error.responseType', type],
    ['context.requestId', requestId],
  ]);
  const headers = Object.entries(custom?.headers ?? {}).map(
    ([header, value]) => [header, headerText(value, variables)] as const,
  );
  const defaults = { 'Content-Type': 'application/json', 'x-amzn-RequestId': requestId, 'x-amzn-ErrorType': name };
  return {
    statusCode: custom?.statusCode ?? status,
    headers: Object.entries({ ...defaults, ...Object.fromEntries(headers) }),
    body: (custom?.template ?? DEFAULT_TEMPLATE).replace(VARIABLE, (whole) => variables.get(whole.slice(1)) ?? ''),
  };
}

const DEFAULT_TEMPLATE = '{"message":$context.error.messageString}';
const VARIABLE = /\$context(?:\.\w+)+/g;

const headerText = (value: string, variables: ReadonlyMap<string, string>): string =>
  /^'(.*)'$/.exec(value)?.[1] ?? variables.get(value) ?? '';

/** A resources section: inline, or `${file(path)}`. */
type Resources = string | { readonly Resources?: Readonly<Record<string, Resource>> };

interface Resource {
  readonly Type: string;
  readonly Properties?: {
    readonly ResponseType?: string;
    readonly StatusCode?: string | number;
    readonly ResponseTemplates?: Readonly<Record<string, string>>;
    readonly ResponseParameters?: Readonly<Record<string, string>>;
  };
}

function resourcesOf(entry: Resources, readText: (path: string) => string): Readonly<Record<string, Resource>> {
  if (typeof entry !== 'string') return entry.Resources ?? {};
  const [, path] = /^\$\{file\(([^)]+)\)\}$/.exec(entry) ?? [];
  if (path === undefined) throw new Error(`the resources entry \`${entry}\` is not of the form \`\${file(path)}\``);
  // CloudFormation checks the shape of resources when it deploys them.
  return (parse(readText(path), PARSE_OPTIONS) as { Resources?: Readonly<Record<string, Resource>> }).Resources ?? {};
}

function responseOf({
  Type,
  Properties = {},
}: Resource): readonly (readonly [type: string, response: GatewayResponse])[] {
  if (Type !== 'AWS::ApiGateway::GatewayResponse' || Properties.ResponseType === undefined) return [];
  const { StatusCode, ResponseTemplates = {}, ResponseParameters = {} } = Properties;
  const headers = Object.entries(ResponseParameters).map(([key, value]) => [
    key.replace('gatewayresponse.header.', ''),
    value,
  ]);
  const response = {
    statusCode: StatusCode === undefined ? undefined : Number(StatusCode),
    template: ResponseTemplates['application/json'],
    headers: Object.fromEntries(headers) as Record<string, string>,
  };
  return [[Properties.ResponseType, response]];
}
