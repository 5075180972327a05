import type { FoundViolation } from '../shared/decision.ts';
import { isJsonList, type Json, type JsonObject, objectIn, textIn } from '../shared/json.ts';
import { applyChanges, type JsonPatch, valueAt } from '../shared/json-patch.ts';
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
export const redactFound = (request: JsonObject, found: readonly FoundViolation[]): JsonObject =>
  redactAt(
    request,
    found.filter(({ secret }) => secret).map(({ path }) => path),
  );

/** A request without what stands at these JSON Pointers. */
export const redactAt = (request: JsonObject, paths: readonly string[]): JsonObject =>
  applyChanges(
    request,
    paths.filter((path) => valueAt(request, path) !== undefined).map((path) => ({ path, value: MASK })),
  ).request;

/** Changes of a request as people may see them. */
export const redactPatches = (patches: readonly JsonPatch[], paths: readonly string[]): readonly JsonPatch[] =>
  patches.map((patch) =>
    patch.op !== 'remove' && isSecretPlace(patch.path, paths) ? { ...patch, value: MASK } : patch,
  );

const isSecretPlace = (path: string, paths: readonly string[]): boolean =>
  paths.includes(path) || SECRET_MAPS.some((member) => path === `/${member}` || path.startsWith(`/${member}/`));

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
