import type { Requirement } from '../shared/approval.ts';
import {
  denies,
  type Enforcement,
  type Finding,
  type FoundViolation,
  holds,
  type Verdict,
} from '../shared/decision.ts';
import { applies, type Match } from './match.ts';
import type { Check, Subject } from './rule.ts';
import type { Waiver, WaiverState } from './waiver.ts';

/** A rule with its params, ready to judge, and whom it is for. */
export interface Binding {
  readonly policy: string;
  /** Id of the rule. */
  readonly rule: string;
  readonly check: Check;
  readonly enforcement: Enforcement;
  /** Who has to approve, where the enforcement is `hold`. */
  readonly approvals?: readonly Requirement[] | undefined;
  /** null: everyone. */
  readonly match: Match | null;
  /** null: no one. */
  readonly except: Match | null;
  /** Whether a waiver can lift it. */
  readonly waivable: boolean;
  /** The name by which a waiver may mean it alone. */
  readonly name?: string | undefined;
  /** Whether it is in a team's own policy. */
  readonly byTeam?: boolean;
  readonly link: string | null;
  /** E-mail address of who may change the policy; null: nobody of the organisation, it is built in. */
  readonly owner: string | null;
}

/** A rule that threw. For the log only: the cause may hold anything. */
export interface RuleFault {
  readonly policy: string;
  readonly rule: string;
  readonly cause: unknown;
}

export interface Evaluation {
  /** In the order of the bindings. */
  readonly violations: readonly FoundViolation[];
  /** Each has denied the request. */
  readonly faults: readonly RuleFault[];
}

/**
 * Runs every binding that applies, without a short cut. Pure: the same bindings, subject and waivers give the same answer.
 * INVARIANT: enforcement decides nothing here but what each violation says of itself.
 */
export function evaluate(
  bindings: readonly Binding[],
  subject: Subject,
  waivers: readonly WaiverState[] = [],
): Evaluation {
  const violations: FoundViolation[] = [];
  const faults: RuleFault[] = [];
  for (const binding of bindings) {
    try {
      if (!applies(binding, subject)) continue;
      const findings = binding.check(subject);
      if (findings.length > 0) violations.push(...found(binding, findings, subject, waivers));
    } catch (cause) {
      violations.push(violationOf({ ...binding, enforcement: 'deny', waivable: false }, FAILED));
      faults.push({ policy: binding.policy, rule: binding.rule, cause });
    }
  }
  return { violations, faults };
}

/** A single denial that nothing waives denies; else people are asked where a single violation has them asked. */
export function verdictOf(violations: readonly Pick<FoundViolation, 'enforcement' | 'waiver'>[]): Verdict {
  if (violations.some(denies)) return 'deny';
  return violations.some(holds) ? 'hold' : 'allow';
}

function found(
  binding: Binding,
  findings: readonly Finding[],
  subject: Subject,
  waivers: readonly WaiverState[],
): readonly FoundViolation[] {
  const violations = findings.map((finding) => violationOf(binding, finding));
  const state = waiverFor(binding, subject, waivers);
  if (state === undefined) return violations;
  const id = state.waiver.waiver;
  if (state.over === null) return violations.map((violation) => ({ ...violation, waiver: id }));
  return violations.map((each) => ({ ...each, remedy: `${each.remedy} (waiver \`${id}\` is ${state.over})` }));
}

/** The first that is in force, else the first that was. What it depends on is judged only where a rule found something. */
function waiverFor(binding: Binding, subject: Subject, waivers: readonly WaiverState[]): WaiverState | undefined {
  const fitting = waivers.filter(
    ({ waiver }) =>
      isWaiverOf(waiver, binding) &&
      applies({ match: waiver.for, except: null }, subject) &&
      isWithin(waiver.checks, subject),
  );
  return fitting.find(({ over }) => over === null) ?? fitting[0];
}

/** Whether what a binding finds is what a waiver is there to lift, whoever asks for what. */
export const isWaiverOf = ({ policy, rule, binding: name }: Waiver, binding: Binding): boolean =>
  canBeLifted(binding) &&
  policy === binding.policy &&
  rule === binding.rule &&
  (name === undefined || name === binding.name);

/** Only what denies needs lifting. */
const canBeLifted = ({ waivable, enforcement }: Pick<Binding, 'waivable' | 'enforcement'>): boolean =>
  waivable && enforcement === 'deny';

const isWithin = (checks: readonly Check[], subject: Subject): boolean =>
  checks.every((check) => check(subject).length === 0);

const violationOf = (
  { policy, rule, enforcement, approvals, waivable, byTeam = false, link, owner }: Binding,
  finding: Finding,
): FoundViolation => ({
  ...finding,
  policy,
  rule,
  enforcement,
  waivable: canBeLifted({ waivable, enforcement }),
  byTeam,
  waiver: null,
  link,
  owner,
  ...(enforcement === 'hold' && { approvals: approvals ?? [] }),
});

/** INVARIANT: doubt denies, whatever the binding's enforcement. */
const FAILED: Finding = {
  path: '',
  message: 'the rule failed on this request, so it is denied',
  observed: null,
  limit: null,
  remedy: 'tell the platform team: the cause is in the log of the gateway',
};
