import type { RequestError } from '../../shared/errors.ts';
import type { JsonObject } from '../../shared/json.ts';
import { constraintErrors } from '../constraint-errors.ts';
import { reservedTagErrors } from './reserved-tags.ts';
import schema from './schema.json' with { type: 'json' };
import { validate } from './validator.generated.js';

/**
 * Everything by which a request breaks the CreateTrainingJob model or takes what the gateway keeps of the tags, in
 * AWS's wording and paths; empty for a request that SageMaker's own validation would accept.
 */
export function validateRequest(request: JsonObject): readonly RequestError[] {
  const own = reservedTagErrors(request);
  if (validate(request)) return own;
  return [...own, ...constraintErrors(schema, request, validate.errors ?? [])];
}
