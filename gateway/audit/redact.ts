import type { Json, JsonObject } from '../shared/json.ts';

const MASK = '***';

/** Members of a request whose values are often credentials. Their keys stay, so that a person sees what was set. */
const SECRET_MAPS: readonly string[] = ['Environment', 'HyperParameters'];

/** The request as people may see it: the values of environment variables and hyperparameters are masked. */
export function redactRequest(request: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(request).map(([member, value]) => [member, SECRET_MAPS.includes(member) ? masked(value) : value]),
  );
}

/** Shorter values are words such as `true`: masking them would only garble a sentence. */
const SHORTEST_SECRET = 6;

/** A sentence of SageMaker's about the request, in which it may quote values that the request's readers do not see. */
export function redactText(text: string, request: JsonObject): string {
  const secrets = SECRET_MAPS.flatMap((member) => Object.values(request[member] ?? {}));
  return secrets
    .filter((secret): secret is string => typeof secret === 'string' && secret.length >= SHORTEST_SECRET)
    .reduce((shown, secret) => shown.replaceAll(secret, MASK), text);
}

const masked = (map: Json): Json =>
  typeof map === 'object' && map !== null ? Object.fromEntries(Object.keys(map).map((key) => [key, MASK])) : MASK;
