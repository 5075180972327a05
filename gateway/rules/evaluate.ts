import type { Enforcement, Finding, Verdict, Violation } from '../shared/decision.ts';
import { applies, type Match } from './match.ts';
import type { Check, Subject } from './rule.ts';

/** A rule with its params, ready to judge, and whom it is for. */
export interface Binding {
  readonly policy: string;
  /** Id of the rule. */
  readonly rule: string;
  readonly check: Check;
  readonly enforcement: Enforcement;
  /** null: everyone. */
  readonly match: Match | null;
  /** null: no one. */
  readonly except: Match | null;
  readonly link: string | null;
  /** E-mail address of who may change the policy; null: nobody of the organisation, it is built in. */
  readonly owner: string | null;
}

/** A violation with what would end it. */
export type FoundViolation = Violation & Pick<Finding, 'fix' | 'clamp'>;

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
 * Runs every binding that applies, without a short cut. Pure: the same bindings and subject give the same answer.
 * INVARIANT: enforcement decides nothing here but what each violation says of itself.
 */
export function evaluate(bindings: readonly Binding[], subject: Subject): Evaluation {
  const results = bindings.map((binding) => run(binding, subject));
  return {
    violations: results.flatMap(({ violations }) => violations),
    faults: results.flatMap(({ faults }) => faults),
  };
}

/** A single denial denies. */
export const verdictOf = (violations: readonly Pick<Violation, 'enforcement'>[]): Verdict =>
  violations.some(({ enforcement }) => enforcement === 'deny') ? 'deny' : 'allow';

function run(binding: Binding, subject: Subject): Evaluation {
  const { policy, rule, check, enforcement, link, owner } = binding;
  try {
    const findings = applies(binding, subject) ? check(subject) : [];
    return {
      violations: findings.map((finding) => ({ ...finding, policy, rule, enforcement, link, owner })),
      faults: [],
    };
  } catch (cause) {
    return {
      violations: [{ ...FAILED, policy, rule, enforcement: 'deny', link, owner }],
      faults: [{ policy, rule, cause }],
    };
  }
}

/** INVARIANT: doubt denies, whatever the binding's enforcement. */
const FAILED: Finding = {
  path: '',
  message: 'the rule failed on this request, so it is denied',
  observed: null,
  limit: null,
  remedy: 'tell the platform team: the cause is in the log of the gateway',
};
