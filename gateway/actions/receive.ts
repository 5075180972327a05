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

/** Parses and validates a body. Pure. */
export function receive(action: Action, body: Uint8Array): Result<SubmittedRequest, RequestProblem> {
  const parsed = parseBody(body);
  if (!parsed.ok) return err({ ...parsed.error, errors: [{ path: '', message: parsed.error.detail }] });
  const request = parsed.value;
  const problem = problemOf(action, request);
  return problem === null ? ok({ request, hash: canonicalHash(request) }) : err(problem);
}

/** Everything wrong with a request; null: nothing. What members say against each other is told once each is valid. */
export function problemOf(action: Action, request: JsonObject): RequestProblem | null {
  const errors = action.validate(request);
  if (errors.length > 0) return { code: 'invalid-request', detail: awsMessage(errors), errors };
  const against = action.contradictions(request);
  if (against.length === 0) return null;
  return { code: 'invalid-request', detail: against.map(({ message }) => message).join('\n'), errors: against };
}
