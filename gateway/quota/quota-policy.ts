import type { HeldDimension, Scope } from '../shared/amount.ts';
import type { Requirement } from '../shared/approval.ts';
import type { Period } from './calendar.ts';

/** What may be used up in a period, in people's units. */
export interface Budget {
  readonly usd?: number;
  readonly gpuHours?: number;
  readonly instanceHours?: number;
}

/** What one scope may take. What is not named is unlimited. */
export interface Limits {
  /** Or every one of a kind that has none of its own: `team:*`, `tag:Project=*`. */
  readonly scope: Scope;
  /** The most at the same time: integers of 0 or more. */
  readonly limits?: Readonly<Partial<Record<HeldDimension, number>>>;
  readonly budgets?: Readonly<Partial<Record<Period, Budget>>>;
}

/** Limits of one scope, as quotas.yaml says. */
export interface QuotaPolicy extends Limits {
  /** What happens with a running job whose cost goes beyond a budget of the scope; `warn` where nothing is said. */
  readonly overrun?: Overrun;
  /** What happens with a job that goes beyond a limit of the scope: people may let it; it is refused where this is absent. */
  readonly overLimit?: Approvable;
}

/** What people may let pass. */
export interface Approvable {
  readonly approvals: readonly Requirement[];
}

/** `warn`: people are told; `stop`: the job is stopped, too. */
export type Overrun = 'warn' | 'stop';
export const OVERRUNS: readonly Overrun[] = ['warn', 'stop'];

/** Higher limits for some time. They lower none, and give none to a scope that has none. */
export interface Raise extends Limits {
  /** ISO 8601; absent: at once. */
  readonly from?: string;
  /** ISO 8601. The limits of before count from then on. */
  readonly until: string;
  readonly reason: string;
}

/** What quotas.yaml says beside the limits. */
export interface QuotaTerms {
  /** Of the calendar by which budgets begin and end; UTC where nothing is said. */
  readonly timeZone?: string;
  /** Tags by whose values jobs are counted, beside those that limits name. */
  readonly tags?: readonly string[];
  /** What becomes of a job whose price is not known where a budget in USD counts; it is refused where nothing is said. */
  readonly unpriced?: 'deny' | Approvable;
  /** At how many percent of a budget people are told; 50, 80 and 100 where nothing is said. */
  readonly alertPercents?: readonly number[];
  readonly raises?: readonly Raise[];
}
