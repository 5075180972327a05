import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type HttpAnswer, problem } from '../gateway/adapters/http/answer.ts';
import { issuedKey, keyList, keyRequestOf, oneKey, overlapOf } from '../gateway/adapters/http/keys.ts';
import { disableKey, issueKey, type KeyManaging, listKeys, rotateKey } from '../gateway/flows/keys.ts';
import { KEY_TIMES } from '../gateway/shared/gateway-key.ts';
import type { Principal } from '../gateway/shared/principal.ts';
import { keyOffice } from './compose.ts';
import { bodyOf, rest } from './rest.ts';

const DAY_MS = 86_400_000;

/** GET and POST /v1/keys, POST /v1/keys/{accessKeyId}/disable and …/rotate */
export const handler = rest(keyOffice, async ({ keyPlace, bundle, ports }, principal, event) => {
  const managing = {
    ...keyPlace,
    organization: bundle.organization,
    audit: ports.audit,
    ids: ports.ids,
    now: ports.clock.now(),
  };
  switch (event.resource) {
    case '/v1/keys':
      return event.httpMethod === 'GET'
        ? keyList(await listKeys(managing, principal))
        : issue(managing, principal, event);
    case '/v1/keys/{accessKeyId}/disable': {
      const disabled = await disableKey(managing, principal, accessKeyIdOf(event));
      return disabled.ok ? oneKey(disabled.value) : problem(disabled.error);
    }
    case '/v1/keys/{accessKeyId}/rotate':
      return rotate(managing, principal, event);
    default:
      throw new Error(`no answer for the route ${event.resource}`);
  }
});

async function issue(managing: KeyManaging, principal: Principal, event: APIGatewayProxyEvent): Promise<HttpAnswer> {
  const wish = keyRequestOf(bodyOf(event));
  if (!wish.ok) return problem(wish.error);
  const { person, days } = wish.value;
  const lifetimeMs = days === null ? KEY_TIMES.usual : Math.round(days * DAY_MS);
  const issued = await issueKey(managing, principal, { person: person ?? principal.person, lifetimeMs });
  return issued.ok ? issuedKey(issued.value) : problem(issued.error);
}

async function rotate(managing: KeyManaging, principal: Principal, event: APIGatewayProxyEvent): Promise<HttpAnswer> {
  const overlap = overlapOf(bodyOf(event));
  if (!overlap.ok) return problem(overlap.error);
  const overlapMs = overlap.value ?? KEY_TIMES.overlap;
  const rotated = await rotateKey(managing, principal, { accessKeyId: accessKeyIdOf(event), overlapMs });
  return rotated.ok ? issuedKey(rotated.value) : problem(rotated.error);
}

const accessKeyIdOf = ({ pathParameters }: APIGatewayProxyEvent): string => pathParameters?.accessKeyId ?? '';
