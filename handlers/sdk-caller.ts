import type { APIGatewayProxyEvent } from 'aws-lambda';
import { classOf, isServed } from '../gateway/actions/operations/table.ts';
import { authenticateByKey } from '../gateway/flows/authenticate.ts';
import { principalOf } from '../gateway/identity/principal-of.ts';
import { type HeaderPair, headerValues, parseAuthorization } from '../gateway/identity/sigv4.ts';
import type { ErrorCode, Refusal } from '../gateway/shared/errors.ts';
import type { Principal } from '../gateway/shared/principal.ts';
import { err, type Result } from '../gateway/shared/result.ts';
import type { Door } from './compose.ts';
import { bodyOf } from './rest.ts';

/** How far X-Amz-Date may be off, either way: what AWS allows. */
const MAX_SKEW_MS = 300_000;

/** Who calls: behind the IAM authorizer whom AWS says, at `/` whoever holds a gateway key. */
export function callerOf(door: Door, event: APIGatewayProxyEvent): Promise<Result<Principal, Refusal<ErrorCode>>> {
  return event.resource === '/iam' ? Promise.resolve(callerByIam(door, event)) : callerByKey(door, event);
}

function callerByIam({ bundle }: Door, event: APIGatewayProxyEvent): Result<Principal, Refusal<ErrorCode>> {
  const open = leftOpen(event);
  if (open !== undefined) {
    const detail = `the header \`${open}\` is not signed: name it among the signed headers`;
    return err({ code: 'incomplete-signature', detail });
  }
  const caller = principalOf(bundle.organization, event.requestContext.identity.userArn ?? '');
  return caller.ok ? caller : err({ code: 'unmapped-caller', detail: caller.error });
}

/** AWS verifies what is signed and lets the rest pass; of two operations with one body, an unsigned target picks either. */
function leftOpen(event: APIGatewayProxyEvent): string | undefined {
  const [header] = headerValues(headersOf(event), 'authorization');
  // That API Gateway passes the header on behind an IAM authorizer is not documented: where it does not, AWS has verified it.
  if (header === undefined) return undefined;
  const authorization = parseAuthorization(header);
  const signed = authorization.ok ? authorization.value.signedHeaders : [];
  return ['x-amz-target', 'content-type'].find((name) => !signed.includes(name));
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
    isTarget: (target) => isKnown(operationOf(target)),
  });
}

const isKnown = (operation: string): boolean => isServed(operation) || classOf(operation) !== 'unknown';

/** The operation that X-Amz-Target names; empty where it names none of SageMaker's. */
export const operationIn = (event: APIGatewayProxyEvent): string =>
  operationOf(headerValues(headersOf(event), 'x-amz-target')[0] ?? '');

const operationOf = (target: string): string => /^SageMaker\.(\w+)$/.exec(target)?.[1] ?? '';

const headersOf = ({ multiValueHeaders }: APIGatewayProxyEvent): readonly HeaderPair[] =>
  Object.entries(multiValueHeaders ?? {}).flatMap(([name, values = []]) =>
    values.map((value): HeaderPair => [name, value]),
  );
