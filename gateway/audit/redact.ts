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

const masked = (map: Json): Json =>
  typeof map === 'object' && map !== null ? Object.fromEntries(Object.keys(map).map((key) => [key, MASK])) : MASK;
