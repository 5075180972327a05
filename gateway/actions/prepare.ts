import { canonicalHash } from '../shared/canonical.ts';
import type { Finding, JsonPatch } from '../shared/decision.ts';
import type { RequestError } from '../shared/errors.ts';
import type { AdmissionId } from '../shared/ids.ts';
import type { JsonObject } from '../shared/json.ts';
import type { Site } from '../shared/organization.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { Workload } from '../shared/workload.ts';
import type { Action } from './action.ts';
import { type ParseProblem, parseBody } from './parse.ts';
import { awsMessage } from './request-errors.ts';

/** A request that is valid, completed and described: ready to be judged. */
export interface PreparedRequest {
  readonly action: Action['name'];
  readonly name: string;
  /** The ARN that the job will have. */
  readonly arn: string;
  /** The completed request: exactly this is judged, and forwarded if admitted. */
  readonly request: JsonObject;
  /** What the gateway changed in the submitted request. */
  readonly patches: readonly JsonPatch[];
  readonly workload: Workload;
  readonly unsupported: readonly Finding[];
  /** canonicalHash of what the caller sent: tells a repeat from another request of the same name. */
  readonly submittedHash: string;
  readonly completedHash: string;
}

/** Why a body cannot be judged. Everything in it may be shown to the caller. */
export interface PrepareProblem {
  readonly code: ParseProblem['code'] | 'invalid-request';
  readonly detail: string;
  readonly errors: readonly RequestError[];
}

/** Parses, validates, completes and describes a body. Pure; the id is that of the admission it may become. */
export function prepare(
  action: Action,
  body: Uint8Array,
  admissionId: AdmissionId,
  site: Site,
): Result<PreparedRequest, PrepareProblem> {
  const parsed = parseBody(body);
  if (!parsed.ok) return err({ ...parsed.error, errors: [{ path: '', message: parsed.error.detail }] });
  const submitted = parsed.value;
  const errors = action.validate(submitted);
  if (errors.length > 0) return err({ code: 'invalid-request', detail: awsMessage(errors), errors });
  const { request, patches } = action.complete(submitted, admissionId);
  const name = action.resourceName(request);
  return ok({
    action: action.name,
    name,
    arn: action.arnOf(site, name),
    request,
    patches,
    ...action.describe(request),
    submittedHash: canonicalHash(submitted),
    completedHash: canonicalHash(request),
  });
}
