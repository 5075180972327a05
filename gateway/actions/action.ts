import type { Finding } from '../shared/decision.ts';
import type { RequestError } from '../shared/errors.ts';
import type { AdmissionId } from '../shared/ids.ts';
import type { JsonObject } from '../shared/json.ts';
import type { JsonPatch } from '../shared/json-patch.ts';
import type { Site } from '../shared/organization.ts';
import type { Setting } from '../shared/settings.ts';
import type { Workload } from '../shared/workload.ts';

/** A request with what the organisation and the gateway add to it. */
export interface Completion {
  readonly request: JsonObject;
  /** RFC 6902: what makes the completed request of the submitted one. */
  readonly patches: readonly JsonPatch[];
  /** Where each setting that changed something stands in the completed request, as JSON Pointer. */
  readonly filled: readonly { readonly setting: Setting; readonly path: string }[];
  /** Keys of tags that are to be in every request and have no room in this one. */
  readonly unsetTags: readonly string[];
}

/**
 * An operation that callers may ask for and that starts compute. All its functions are pure; all but `validate` may
 * rely on a request in which `validate` found nothing.
 */
export interface Action {
  /** As SageMaker calls it. */
  readonly name: string;
  /** Everything wrong with the request, empty if nothing. Takes any JSON object. */
  validate(request: JsonObject): readonly RequestError[];
  /** What members of the completed request say against each other, empty if nothing. */
  contradictions(request: JsonObject): readonly RequestError[];
  /** The name of what would be created. */
  resourceName(request: JsonObject): string;
  /** Adds what the organisation and the gateway add, with each change as a patch. Idempotent for one id. */
  complete(request: JsonObject, admissionId: AdmissionId, settings: readonly Setting[]): Completion;
  /** What would run, and what of it a Workload cannot express. */
  describe(request: JsonObject): { readonly workload: Workload; readonly unsupported: readonly Finding[] };
  /** The ARN that SageMaker will give it. */
  arnOf(site: Site, name: string): string;
}

/** Declares an action where it stands. */
export const defineAction = (action: Action): Action => action;
