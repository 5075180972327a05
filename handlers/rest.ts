import middy from '@middy/core';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { faultProblem, type HttpAnswer, problem } from '../gateway/adapters/http/answer.ts';
import { HOLD_HEADER, onHoldOf } from '../gateway/adapters/http/approvals.ts';
import type { Governance } from '../gateway/flows/assess.ts';
import { principalOf } from '../gateway/identity/principal-of.ts';
import { type HeaderPair, headerValues } from '../gateway/identity/sigv4.ts';
import type { Principal } from '../gateway/shared/principal.ts';
import { transport } from './transport.ts';

/** What a route does for a caller who is known. */
type Route<G> = (gateway: G, principal: Principal, event: APIGatewayProxyEvent) => Promise<HttpAnswer>;

/** A handler of a route behind the IAM authorizer; a caller whom organization.yaml does not know is refused. */
export const rest = <G extends Governance>(composed: () => Promise<G>, route: Route<G>) =>
  middy<APIGatewayProxyEvent, HttpAnswer>()
    .use(transport(faultProblem))
    .handler(async (event) => {
      const gateway = await composed();
      const caller = principalOf(gateway.bundle.organization, event.requestContext.identity.userArn ?? '');
      if (!caller.ok) return problem({ code: 'unmapped-caller', detail: caller.error });
      return route(gateway, caller.value, event);
    });

/** The body's bytes. API Gateway takes bodies for UTF-8 text, so others do not arrive whole; they are refused as JSON. */
export const bodyOf = ({ body, isBase64Encoded }: APIGatewayProxyEvent): Uint8Array =>
  Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');

/** What the caller wants where a request needs approval. */
export const holdIn = (event: APIGatewayProxyEvent) => onHoldOf(headerValues(headersOf(event), HOLD_HEADER));

/** Each header as often as it was sent. */
export const headersOf = ({ multiValueHeaders }: APIGatewayProxyEvent): readonly HeaderPair[] =>
  Object.entries(multiValueHeaders ?? {}).flatMap(([name, values = []]) =>
    values.map((value): HeaderPair => [name, value]),
  );

/** The `{name}` of the path. */
export const nameOf = ({ pathParameters }: APIGatewayProxyEvent): string => pathParameters?.name ?? '';
