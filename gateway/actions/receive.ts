import { canonicalHash } from '../shared/canonical.ts';
import type { RequestError } from '../shared/errors.ts';
import type { JsonObject } from '../shared/json.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { Action } from './action.ts';
import { type ParseProblem, parseBody } from './parse.ts';
import { awsMessage } from './request-errors.ts';

/** A valid request as its caller sent it. */
export interface SubmittedRequest {
  readonly request: JsonObject;
  /** canonicalHash of what the caller sent: tells a repeat from another request of the same name. */
  readonly hash: string;
}

/** Why a body cannot be judged. Everything in it may be shown to the caller. */
export interface RequestProblem {
  readonly code: ParseProblem['code'] | 'invalid-request';
  readonly detail: string;
  readonly errors: readonly RequestError[];
}

/** Parses a body and validates it by the action's model. Pure. */
export function receive(action: Action, body: Uint8Array): Result<SubmittedRequest, RequestProblem> {
  const parsed = parseRequest(body);
  if (!parsed.ok) return parsed;
  const request = parsed.value;
  const errors = action.validate(request);
  if (errors.length > 0) return err({ code: 'invalid-request', detail: awsMessage(errors), errors });
  return ok({ request, hash: canonicalHash(request) });
}

/** The JSON object in a body. Pure. */
export function parseRequest(body: Uint8Array): Result<JsonObject, RequestProblem> {
  const parsed = parseBody(body);
  return parsed.ok ? parsed : err({ ...parsed.error, errors: [{ path: '', message: parsed.error.detail }] });
}

/** What the members of a completed request say against each other, told as SageMaker tells it; null: nothing. */
export function contradictionOf(action: Action, completed: JsonObject): RequestProblem | null {
  const errors = action.contradictions(completed);
  if (errors.length === 0) return null;
  return { code: 'invalid-request', detail: errors.map(({ message }) => message).join('\n'), errors };
}
