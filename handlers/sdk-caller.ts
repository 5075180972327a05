import type { APIGatewayProxyEvent } from 'aws-lambda';
import { classOf, isServed } from '../gateway/actions/operations/table.ts';
import { unserved } from '../gateway/actions/operations/unserved.ts';
import { authenticateByKey } from '../gateway/flows/authenticate.ts';
import { principalOf } from '../gateway/identity/principal-of.ts';
import { headerValues, parseAuthorization } from '../gateway/identity/sigv4.ts';
import type { ErrorCode, Refusal } from '../gateway/shared/errors.ts';
import type { Principal } from '../gateway/shared/principal.ts';
import { err, type Result } from '../gateway/shared/result.ts';
import type { Door } from './compose.ts';
import { bodyOf, headersOf } from './rest.ts';

/** How far X-Amz-Date may be off, either way: what AWS allows. */
const MAX_SKEW_MS = 300_000;

/** Who calls: behind the IAM authorizer whom AWS says, at `/` whoever holds a gateway key. */
export function callerOf(door: Door, event: APIGatewayProxyEvent): Promise<Result<Principal, Refusal<ErrorCode>>> {
  return event.resource === '/iam' ? Promise.resolve(callerByIam(door, event)) : callerByKey(door, event);
}

function callerByIam({ bundle }: Door, event: APIGatewayProxyEvent): Result<Principal, Refusal<ErrorCode>> {
  const open = leftOpen(event);
  if (open !== undefined) {
    const detail = `it is not known that \`${open}\` was signed: send one Authorization header that names \`x-amz-target\` and \`content-type\` among the signed headers, each header once, and no query`;
    return err({ code: 'incomplete-signature', detail });
  }
  const caller = principalOf(bundle.organization, event.requestContext.identity.userArn ?? '');
  return caller.ok ? caller : err({ code: 'unmapped-caller', detail: caller.error });
}

/**
 * Headers on which the meaning of a call hangs, as one that is left open; undefined: none is. AWS verifies what is signed
 * and lets the rest pass, and of two operations with one body an unsigned target picks either.
 * INVARIANT: what is not known to have been signed counts as unsigned: a signature in the query, which browsers can be
 * given, and a request whose Authorization header did not arrive, are refused.
 */
function leftOpen(event: APIGatewayProxyEvent): string | undefined {
  const headers = headersOf(event);
  if (event.multiValueQueryStringParameters !== null) return 'authorization';
  const [header = '', ...more] = headerValues(headers, 'authorization');
  const authorization = parseAuthorization(header);
  if (!authorization.ok || more.length > 0) return 'authorization';
  const isOpen = (name: string) =>
    !authorization.value.signedHeaders.includes(name) || headerValues(headers, name).length !== 1;
  return ['x-amz-target', 'content-type'].filter((name) => headerValues(headers, name).length > 0).find(isOpen);
}

function callerByKey({ keys, ports, bundle, site }: Door, event: APIGatewayProxyEvent) {
  const query = event.multiValueQueryStringParameters === null ? '' : '?';
  const { path, domainName = '', requestTimeEpoch } = event.requestContext;
  const request = { method: event.httpMethod, path, query, headers: headersOf(event), body: bodyOf(event) };
  const { clock, log } = ports;
  return authenticateByKey({ keys, organization: bundle.organization, clock, log }, request, {
    region: site.region,
    service: 'sagemaker',
    // When API Gateway received it: waiting for a function, and a local stack's simulated time, age no signature.
    now: requestTimeEpoch,
    maxSkewMs: MAX_SKEW_MS,
    // API Gateway serves no other host than its own: what it says is the list.
    hosts: [domainName],
    refuseTarget: (target) => refuseUnknown(operationOf(target)),
  });
}

/** Operations that are refused for what they do are told so once it is known who asks. */
const refuseUnknown = (operation: string): string | null =>
  isServed(operation) || classOf(operation) !== 'unknown' ? null : unserved(operation).detail;

/** The operation that X-Amz-Target names; empty where it names none of SageMaker's. */
export const operationIn = (event: APIGatewayProxyEvent): string =>
  operationOf(headerValues(headersOf(event), 'x-amz-target')[0] ?? '');

const operationOf = (target: string): string => /^SageMaker\.(\w+)$/.exec(target)?.[1] ?? '';
