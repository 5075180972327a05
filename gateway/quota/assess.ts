import type { Balance, Need, Scope } from '../shared/amount.ts';
import { type FoundViolation, OWN_DENIAL } from '../shared/decision.ts';
import { fittingChanges } from '../shared/fitting.ts';
import type { Workload } from '../shared/workload.ts';
import { amountPerInstance } from './dimensions/index.ts';
import type { LimitedLine } from './reservation.ts';

/** Balances, and the scopes whose balances these all are. */
export interface LedgerReading {
  readonly scopes: readonly Scope[];
  readonly balances: readonly Balance[];
}

export interface QuotaAssessment {
  readonly needs: readonly Need[];
  /** Each with the smaller counts that would fit now, where some would. */
  readonly violations: readonly FoundViolation[];
}

/**
 * Holds a reservation against what the ledger says of some scopes; a dimension that it does not mention there is not
 * used. A line of a scope that was not read has no `left` and violates nothing. Of two
 * balances of one dimension the first counts. `workload`: what the lines are for.
 */
export function assessQuota(
  lines: readonly LimitedLine[],
  { scopes, balances }: LedgerReading,
  workload: Workload,
): QuotaAssessment {
  const judged = lines.map((line) => ({
    line,
    used: scopes.includes(line.scope) ? usedIn(line, balances) : undefined,
  }));
  return {
    needs: judged.map(({ line, used }) => ({ ...line, left: used === undefined ? null : leftOf(line.limit, used) })),
    violations: judged.flatMap(({ line, used }) => (used === undefined ? [] : violationsOf(line, used, workload))),
  };
}

/** What may still be taken, never below 0 (a limit may be lowered below what is used); null is unlimited. */
export const leftOf = (limit: number | null, used: number): number | null =>
  limit === null ? null : Math.max(0, limit - used);

/** Whether the line exceeds its limit even when nothing else is held. */
export const neverFits = ({ amount, limit }: LimitedLine): boolean => limit !== null && amount > limit;

const usedIn = (line: LimitedLine, balances: readonly Balance[]): number =>
  balances.find(({ scope, dimension, window }) => {
    return scope === line.scope && dimension === line.dimension && window === line.window;
  })?.used ?? 0;

function violationsOf(line: LimitedLine, used: number, workload: Workload): QuotaAssessment['violations'] {
  const { scope, dimension, amount, limit } = line;
  if (limit === null || used + amount <= limit) return [];
  const fix = fixOf(line, limit - used, workload);
  return [
    {
      ...OWN_DENIAL,
      ...(fix && { fix }),
      policy: 'quotas',
      rule: 'quota',
      path: '',
      message: `the limit of \`${scope}\` is ${limit} \`${dimension}\`: ${used} in use, this job needs ${amount}`,
      observed: used + amount,
      limit,
      remedy: remedyOf(line, used),
    },
  ];
}

/** Jobs are jobs, however small. */
function fixOf({ dimension }: LimitedLine, most: number, workload: Workload) {
  const perInstance = amountPerInstance(dimension);
  const groups = workload.groups.filter((group) => perInstance(group) > 0);
  return groups.length === 0 ? null : fittingChanges({ workload, groups, perInstance, most, isAllowed: () => true });
}

function remedyOf(line: LimitedLine, used: number): string {
  const { scope, dimension, limit } = line;
  const left = leftOf(limit, used);
  const now = left === 0 ? [] : [`ask for at most ${left} \`${dimension}\` now`];
  const later = neverFits(line)
    ? `ask for at most ${limit} once running jobs have ended`
    : 'wait until running jobs have ended';
  return [
    ...now,
    ...(left === limit ? [] : [later]),
    `ask the platform team to raise the limit of \`${scope}\` in quotas.yaml`,
  ].join(', or ');
}
