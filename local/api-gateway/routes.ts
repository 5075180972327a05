import { parse } from 'yaml';
import { percentDecoded } from '../../gateway/identity/sigv4.ts';

/** One method of the REST API. */
export interface Route {
  readonly functionName: string;
  /** Upper case. */
  readonly method: string;
  /** Starts with a slash; a segment in braces is a parameter. */
  readonly path: string;
  readonly authorizer: 'AWS_IAM' | 'NONE';
}

/** The REST API's methods, from the `http` events of a serverless.yml; throws on one that this front cannot play. */
export function readRoutes(serverlessYaml: string): readonly Route[] {
  // The shape is osls's to check (`configValidationMode: error`); what is read here is checked again below.
  const { functions } = parse(serverlessYaml, PARSE_OPTIONS) as ServerlessFunctions;
  return Object.entries(functions).flatMap(([functionName, { events = [] }]) =>
    events.flatMap(({ http }) => (http === undefined ? [] : [routeOf(functionName, http)])),
  );
}

/** The route of a request and the values of its path parameters, decoded. A fixed segment wins over a parameter. */
export function matchRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { readonly route: Route; readonly pathParameters: Readonly<Record<string, string>> } | undefined {
  const matches = routes
    .filter((route) => route.method === method)
    .flatMap((route) => {
      const pathParameters = parametersOf(route.path, path);
      return pathParameters === undefined ? [] : [{ route, pathParameters }];
    });
  return matches.sort((a, b) => Object.keys(a.pathParameters).length - Object.keys(b.pathParameters).length)[0];
}

/** CloudFormation's short tags (`!Ref`) are left as plain values, without a warning for each. */
export const PARSE_OPTIONS = { logLevel: 'error' } as const;

interface ServerlessFunctions {
  readonly functions: Readonly<Record<string, { readonly events?: readonly { readonly http?: HttpEvent }[] }>>;
}

interface HttpEvent {
  readonly method?: unknown;
  readonly path?: unknown;
  readonly authorizer?: unknown;
}

function routeOf(functionName: string, { method, path, authorizer }: HttpEvent): Route {
  if (typeof method !== 'string' || typeof path !== 'string' || path.includes('+}')) {
    throw new Error(
      `an http event of function \`${functionName}\` has no method, or a path other than fixed and \`{name}\` segments`,
    );
  }
  const trimmed = path.replace(/^\/|\/$/g, '');
  return {
    functionName,
    method: method.toUpperCase(),
    path: `/${trimmed}`,
    authorizer: authorizerOf(functionName, authorizer),
  };
}

/** osls takes `authorizer: aws_iam` and `authorizer: { type: aws_iam }`. */
function authorizerOf(functionName: string, authorizer: unknown): Route['authorizer'] {
  if (authorizer === undefined) return 'NONE';
  const type =
    typeof authorizer === 'object' && authorizer !== null && 'type' in authorizer ? authorizer.type : authorizer;
  if (typeof type === 'string' && type.toLowerCase() === 'aws_iam') return 'AWS_IAM';
  throw new Error(
    `function \`${functionName}\` has the authorizer \`${JSON.stringify(authorizer)}\`, only \`aws_iam\` works here`,
  );
}

/** Segments that a signature does not see, since it is made of the normalised path: they are never a value. */
const DROPPED = ['', '.', '..'];

/** undefined where the path is not of this template. */
function parametersOf(template: string, path: string): Record<string, string> | undefined {
  const names = template.split('/');
  // SDKs write a path of an endpoint with a slash at its end, and API Gateway takes it for the same.
  const values = path.replace(/(?<=[^/])\/$/, '').split('/');
  if (names.length !== values.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [i, name] of names.entries()) {
    const value = values[i] ?? '';
    const parameter = /^\{(.+)\}$/.exec(name)?.[1];
    if (parameter === undefined ? name !== value : DROPPED.includes(value)) return undefined;
    if (parameter !== undefined) parameters[parameter] = percentDecoded(value);
  }
  return parameters;
}
