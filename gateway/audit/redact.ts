import type { FoundViolation } from '../shared/decision.ts';
import { isJsonList, type Json, type JsonObject, objectIn, textIn } from '../shared/json.ts';
import { applyChanges, valueAt } from '../shared/json-patch.ts';
import { MASK, maskOf } from '../shared/mask.ts';

/** Members of a request whose values are often credentials. Their keys stay, so that a person sees what was set. */
const SECRET_MAPS: readonly string[] = ['Environment', 'HyperParameters'];

/** The request as people may see it: the values of environment variables and hyperparameters are masked. */
export function redactRequest(request: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(request).map(([member, value]) => [member, SECRET_MAPS.includes(member) ? masked(value) : value]),
  );
}

/** A request without the secrets that rules have found elsewhere in it. */
export function redactFound(request: JsonObject, found: readonly FoundViolation[]): JsonObject {
  const places = found.filter(({ secret, path }) => secret && valueAt(request, path) !== undefined);
  return applyChanges(
    request,
    places.map(({ path }) => ({ path, value: MASK })),
  ).request;
}

/** What DescribeTrainingJob answers, as people of other teams may see it: its sentences, too, may quote such values. */
export function redactDescription(described: JsonObject): JsonObject {
  const { FailureReason: reason, SecondaryStatusTransitions: transitions, ...others } = described;
  const text = (value: Json | undefined) => redactText(textIn(value), described);
  return {
    ...redactRequest(others),
    ...(reason !== undefined && { FailureReason: text(reason) }),
    ...(isJsonList(transitions) && {
      SecondaryStatusTransitions: transitions.map((each) => ({
        ...objectIn(each),
        StatusMessage: text(objectIn(each).StatusMessage),
      })),
    }),
  };
}

/** A sentence of SageMaker's about the request, in which it may quote values that the request's readers do not see. */
export const redactText = (text: string, request: JsonObject): string =>
  maskOf(SECRET_MAPS.map((member) => objectIn(request[member])))(text);

const masked = (map: Json): Json =>
  typeof map === 'object' && map !== null ? Object.fromEntries(Object.keys(map).map((key) => [key, MASK])) : MASK;
