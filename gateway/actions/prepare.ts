import type { Finding } from '../shared/decision.ts';
import type { AdmissionId } from '../shared/ids.ts';
import type { JsonObject } from '../shared/json.ts';
import type { Setting } from '../shared/settings.ts';
import type { Workload } from '../shared/workload.ts';
import type { Action, Completion } from './action.ts';

/** A request that is valid, completed and described: ready to be judged. Its `request` is what is forwarded. */
export interface PreparedRequest extends Completion {
  readonly workload: Workload;
  readonly unsupported: readonly Finding[];
}

/** Completes and describes a valid request. Pure; the id is that of the admission it may become. */
export function prepare(
  action: Action,
  request: JsonObject,
  admissionId: AdmissionId,
  settings: readonly Setting[],
): PreparedRequest {
  const completion = action.complete(request, admissionId, settings);
  return { ...completion, ...action.describe(completion.request) };
}
