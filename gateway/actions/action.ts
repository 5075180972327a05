import type { Finding, JsonPatch } from '../shared/decision.ts';
import type { RequestError } from '../shared/errors.ts';
import type { AdmissionId } from '../shared/ids.ts';
import type { JsonObject } from '../shared/json.ts';
import type { Site } from '../shared/organization.ts';
import type { Workload } from '../shared/workload.ts';

/**
 * An operation that callers may ask for and that starts compute. All its functions are pure; all but `validate` may
 * rely on a request in which `validate` found nothing.
 */
export interface Action {
  /** As SageMaker calls it. */
  readonly name: string;
  /** Everything wrong with the request, empty if nothing. Takes any JSON object. */
  validate(request: JsonObject): readonly RequestError[];
  /** The name of what would be created. */
  resourceName(request: JsonObject): string;
  /** Adds what the gateway adds, with each change as a patch. Idempotent for one id. */
  complete(
    request: JsonObject,
    admissionId: AdmissionId,
  ): { readonly request: JsonObject; readonly patches: readonly JsonPatch[] };
  /** What would run, and what of it a Workload cannot express. */
  describe(request: JsonObject): { readonly workload: Workload; readonly unsupported: readonly Finding[] };
  /** The ARN that SageMaker will give it. */
  arnOf(site: Site, name: string): string;
}

/** Declares an action where it stands. */
export const defineAction = (action: Action): Action => action;
