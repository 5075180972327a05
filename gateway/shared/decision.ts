import type { Need } from './amount.ts';
import type { Json, JsonObject } from './json.ts';

/** What happens on a violation: refuse; tell the caller; only record. All three are listed alike. */
export type Enforcement = 'deny' | 'warn' | 'audit';
export const ENFORCEMENTS: readonly Enforcement[] = ['deny', 'warn', 'audit'];

export type Verdict = 'allow' | 'deny';

/** What a rule found, in a person's words: what was seen, what is allowed, what to do. */
export interface Finding {
  /** JSON Pointer into the request. */
  readonly path: string;
  /** One sentence, lower case, input in backticks. */
  readonly message: string;
  readonly observed: Json;
  readonly limit: Json;
  /** What the caller can do about it. */
  readonly remedy: string;
}

export interface Violation extends Finding {
  readonly policy: string;
  readonly rule: string;
  readonly enforcement: Enforcement;
  /** Where the organisation explains the policy; null when it names no page. */
  readonly link: string | null;
}

/** One operation of RFC 6902 that the gateway applied to the submitted request. */
export interface JsonPatch {
  readonly op: 'add' | 'replace';
  readonly path: string;
  readonly value: Json;
}

/** The whole answer to "may this run?". Pure in request, principal, bundle and time, but for `needs[].left`. */
export interface Decision {
  /** The admissionId where the request was admitted. */
  readonly id: string;
  readonly verdict: Verdict;
  /** Hash of the policy bundle that judged. */
  readonly policyVersion: string;
  /** All of them, warn and audit included, under any verdict. */
  readonly violations: readonly Violation[];
  readonly completed: readonly JsonPatch[];
  readonly corrected: JsonObject | null;
  readonly needs: readonly Need[];
}
