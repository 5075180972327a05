import {
  type Balance,
  CURRENT,
  isInPlace,
  isOfBalance,
  type LedgerPlace,
  type Need,
  type Scope,
} from '../shared/amount.ts';
import { type FoundViolation, OWN_DENIAL } from '../shared/decision.ts';
import { fittingChanges } from '../shared/fitting.ts';
import type { Change } from '../shared/json-patch.ts';
import { secondsWithin } from '../shared/meter.ts';
import type { Workload } from '../shared/workload.ts';
import { periodOf, windowEnd } from './calendar.ts';
import { amountPerInstance, rateIn } from './dimensions/index.ts';
import { approversBeyond, type Quotas } from './quotas.ts';
import type { Demand, LimitedLine } from './reservation.ts';
import { amountText } from './units.ts';

/** Balances, and the places whose balances these all are. */
export interface LedgerReading {
  readonly places: readonly LedgerPlace[];
  readonly balances: readonly Balance[];
}

export interface QuotaAssessment {
  readonly needs: readonly Need[];
  /** Each with a smaller request that would fit now, where there is one. */
  readonly violations: readonly FoundViolation[];
}

/** What lines are for, the calendar that they count by, and who may let a job go beyond them. */
export type Purpose = Omit<Demand, 'owner'> & { readonly quotas: Pick<Quotas, 'timeZone' | 'overLimits'> };

/**
 * Holds a reservation against what the ledger says of some places; a dimension that it does not mention there is not
 * used. A line of a place that was not read has no `left` and violates nothing. Of two
 * balances of one dimension the first counts.
 */
export function assessQuota(
  lines: readonly LimitedLine[],
  { places, balances }: LedgerReading,
  purpose: Purpose,
): QuotaAssessment {
  const judged = lines.map((line) => ({
    line,
    used: places.some((place) => isInPlace(line, place)) ? usedIn(line, balances) : undefined,
  }));
  return {
    needs: judged.map(({ line, used }) => ({ ...line, left: used === undefined ? null : leftOf(line.limit, used) })),
    violations: judged.flatMap(({ line, used }) => (used === undefined ? [] : violationsOf(line, used, purpose))),
  };
}

/** What may still be taken, never below 0 (a limit may be lowered below what is used); null is unlimited. */
export const leftOf = (limit: number | null, used: number): number | null =>
  limit === null ? null : Math.max(0, limit - used);

/** Whether the line exceeds its limit even when nothing else is held. */
export const neverFits = ({ amount, limit }: LimitedLine): boolean => limit !== null && amount > limit;

const usedIn = (line: LimitedLine, balances: readonly Balance[]): number =>
  balances.find((balance) => isOfBalance(line, balance))?.used ?? 0;

function violationsOf(line: LimitedLine, used: number, purpose: Purpose): QuotaAssessment['violations'] {
  const { amount, limit, window } = line;
  if (limit === null || used + amount <= limit) return [];
  const [told, fix] =
    window === CURRENT ? heldFinding(line, used, purpose.workload) : consumedFinding(line, used, purpose);
  const approvals = approversBeyond(purpose.quotas, line.scope);
  return [
    {
      ...OWN_DENIAL,
      ...(approvals && { enforcement: 'hold' as const, approvals }),
      ...told,
      ...(fix && { fix }),
      policy: 'quotas',
      rule: 'quota',
      path: '',
      observed: used + amount,
      limit,
    },
  ];
}

type Told = Pick<FoundViolation, 'message' | 'remedy'>;
type Fix = readonly Change[] | null;

function heldFinding(line: LimitedLine, used: number, workload: Workload): readonly [Told, Fix] {
  const { scope, dimension, amount, limit } = line;
  const message = `the limit of \`${scope}\` is ${limit} \`${dimension}\`: ${used} in use, this job needs ${amount}`;
  return [{ message, remedy: heldRemedy(line, used) }, heldFix(line, (limit ?? 0) - used, workload)];
}

/** Jobs are jobs, however small. */
function heldFix({ dimension }: LimitedLine, most: number, workload: Workload): Fix {
  const perInstance = amountPerInstance(dimension);
  const groups = workload.groups.filter((group) => perInstance(group) > 0);
  return groups.length === 0 ? null : fittingChanges({ workload, groups, perInstance, most, isAllowed: () => true });
}

function heldRemedy(line: LimitedLine, used: number): string {
  const { scope, dimension, limit } = line;
  const left = leftOf(limit, used);
  const now = left === 0 ? [] : [`ask for at most ${left} \`${dimension}\` now`];
  const later = neverFits(line)
    ? `ask for at most ${limit} once running jobs have ended`
    : 'wait until running jobs have ended';
  return [...now, ...(left === limit ? [] : [later]), askFor(scope)].join(', or ');
}

const askFor = (scope: Scope): string => `ask the platform team to raise the limit of \`${scope}\` in quotas.yaml`;

function consumedFinding(line: LimitedLine, used: number, purpose: Purpose): readonly [Told, Fix] {
  const { scope, dimension, amount, limit, window } = line;
  const most = limit ?? 0;
  const text = (value: number, rounding: 'up' | 'down') => amountText(dimension, value, rounding);
  const message = `the budget of \`${scope}\` for ${window} is ${text(most, 'down')}: ${text(used, 'up')} are used or reserved, this job may take ${text(amount, 'up')}`;
  const seconds = shorterSeconds(line, most - used, purpose);
  const shorter = seconds === null ? [] : [`set \`MaxRuntimeInSeconds\` to at most ${seconds}`];
  const later = neverFits(line) ? [] : [`wait until ${renewal(line, purpose)}`, 'wait until running jobs have ended'];
  const fix = seconds === null ? null : [{ path: purpose.workload.maxRuntimeSeconds.path, value: seconds }];
  return [{ message, remedy: [...shorter, ...later, askFor(scope)].join(', or ') }, fix];
}

/** Less is no time to train: what starts within it does nothing. */
const LEAST_SECONDS = 60;

/** For how long the same job would fit; null: for too short a time. */
function shorterSeconds({ dimension }: LimitedLine, most: number, { workload, metered }: Purpose): number | null {
  const rateOf = rateIn(dimension, metered);
  const bound = { keptSeconds: workload.keepAliveSeconds.value, most };
  const seconds = (rateOf && secondsWithin(metered, bound, rateOf)) ?? 0;
  return seconds < LEAST_SECONDS ? null : seconds;
}

function renewal({ window }: LimitedLine, { at, quotas: { timeZone } }: Purpose): string {
  const period = periodOf(window);
  return period === null ? '' : `${new Date(windowEnd(period, at, timeZone)).toISOString()}, when the next begins`;
}
