import type { Need } from './amount.ts';
import type { Requirement } from './approval.ts';
import type { Json, JsonObject } from './json.ts';
import type { Change, JsonPatch } from './json-patch.ts';
import type { Estimate } from './prices.ts';

/** What happens on a violation: refuse; ask people; tell the caller; only record. All four are listed alike. */
export type Enforcement = 'deny' | 'hold' | 'warn' | 'audit';
export const ENFORCEMENTS: readonly Enforcement[] = ['deny', 'hold', 'warn', 'audit'];

/** `hold`: it may run once people have approved. */
export type Verdict = 'allow' | 'hold' | 'deny';
export const VERDICTS: readonly Verdict[] = ['allow', 'hold', 'deny'];

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
  /** The smallest change of the request after which this is no more found; none where the rule knows of none. */
  readonly fix?: readonly Change[];
  /** What stands at the path is not to be kept anywhere, though it is no secret by its place. */
  readonly secret?: true;
  /** The policy has the gateway make the fix itself: the request goes on, changed, with a warning. */
  readonly clamp?: true;
}

/** What a policy objects to, as a caller is told. */
export interface Violation extends Omit<Finding, 'fix' | 'clamp' | 'secret'> {
  readonly policy: string;
  readonly rule: string;
  readonly enforcement: Enforcement;
  /** Where the organisation explains the policy; null when it names no page. */
  readonly link: string | null;
  /** E-mail address of who may change the policy; null: it is built in, or a quota. */
  readonly owner: string | null;
  /** Id of the waiver that lifts it: it is told and kept, and refuses nothing. */
  readonly waiver: string | null;
  /** Where to ask for a waiver; null where none is possible, or the organisation names no place. */
  readonly waiverRequest: string | null;
  /** Who has to approve; there where the enforcement is `hold`. */
  readonly approvals?: readonly Requirement[];
}

/** A violation as it is found, with what would end it. */
export interface FoundViolation extends Omit<Violation, 'waiverRequest'>, Pick<Finding, 'fix' | 'clamp' | 'secret'> {
  /** Whether a waiver could lift it. */
  readonly waivable: boolean;
  /** Whether it is a team's own policy that objects. */
  readonly byTeam: boolean;
}

/** JSON Pointers into the request, at which secrets were found: nobody is shown what stands there. */
export const secretPathsOf = (found: readonly FoundViolation[]): readonly string[] =>
  found.filter(({ secret }) => secret).map(({ path }) => path);

/** What is the same of every denial of the gateway's own, which is no organisation's policy. */
export const OWN_DENIAL = {
  enforcement: 'deny',
  waivable: false,
  byTeam: false,
  waiver: null,
  link: null,
  owner: null,
} as const;

/** Whether a violation refuses its request. */
export const denies = ({ enforcement, waiver }: Pick<Violation, 'enforcement' | 'waiver'>): boolean =>
  enforcement === 'deny' && waiver === null;

/** Whether a violation has people asked. */
export const holds = ({ enforcement }: Pick<Violation, 'enforcement'>): boolean => enforcement === 'hold';

/** Whether a request does not simply go on for a violation. */
export const stops = (violation: Pick<Violation, 'enforcement' | 'waiver'>): boolean =>
  denies(violation) || holds(violation);

/** The whole answer to "may this run?". Pure in request, principal, bundle and time, but for `needs[].left`. */
export interface Decision {
  /** The admissionId where the request was admitted. */
  readonly id: string;
  readonly verdict: Verdict;
  /** Hash of the policy bundle that judged. */
  readonly policyVersion: string;
  /** All of them, warn and audit included, under any verdict. */
  readonly violations: readonly Violation[];
  /** Who has to approve for all of them together; none where nobody has to. */
  readonly approvals: readonly Requirement[];
  /** What makes the request that was judged of the one that was submitted. */
  readonly completed: readonly JsonPatch[];
  /** The submitted request, changed as little as it takes to pass; null where nothing is refused, or no change is known. */
  readonly corrected: JsonObject | null;
  /** What makes `corrected` of the submitted request. */
  readonly correction: readonly JsonPatch[];
  readonly needs: readonly Need[];
  /** What the job may cost at most; null where a price is not known. */
  readonly estimate: Estimate | null;
}

/** Ids of the waivers by which a decision allows, each once. */
export const waiversUsed = ({ violations }: Pick<Decision, 'violations'>): readonly string[] => [
  ...new Set(violations.flatMap(({ waiver }) => waiver ?? [])),
];

/** What the policies warn of, or let pass by a waiver: one sentence a violation. */
export const warningsOf = ({ violations }: Pick<Decision, 'violations'>): readonly string[] =>
  violations
    .filter(({ enforcement, waiver }) => enforcement === 'warn' || waiver)
    .map(({ policy, message, remedy, waiver }) => {
      return `${policy}: ${message}; ${!waiver ? remedy : `waiver \`${waiver}\` lets it pass`}`;
    });
