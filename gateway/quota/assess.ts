import type { Balance, Need, Scope } from '../shared/amount.ts';
import type { Violation } from '../shared/decision.ts';
import type { LimitedLine } from './reservation.ts';

/** Balances, and the scopes whose balances these all are. */
export interface LedgerReading {
  readonly scopes: readonly Scope[];
  readonly balances: readonly Balance[];
}

export interface QuotaAssessment {
  readonly needs: readonly Need[];
  readonly violations: readonly Violation[];
}

/**
 * Holds a reservation against what the ledger says of some scopes; a dimension that it does not mention there is not
 * used. A line of a scope that was not read has no `left` and violates nothing.
 */
export function assessQuota(lines: readonly LimitedLine[], { scopes, balances }: LedgerReading): QuotaAssessment {
  const judged = lines.map((line) => ({
    line,
    used: scopes.includes(line.scope) ? usedIn(line, balances) : undefined,
  }));
  return {
    needs: judged.map(({ line, used }) => ({ ...line, left: used === undefined ? null : leftOf(line.limit, used) })),
    violations: judged.flatMap(({ line, used }) => (used === undefined ? [] : violationsOf(line, used))),
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

function violationsOf(line: LimitedLine, used: number): readonly Violation[] {
  const { scope, dimension, amount, limit } = line;
  if (limit === null || used + amount <= limit) return [];
  return [
    {
      policy: 'quotas',
      rule: 'quota',
      enforcement: 'deny',
      path: '',
      message: `the limit of \`${scope}\` is ${limit} \`${dimension}\`: ${used} in use, this job needs ${amount}`,
      observed: used + amount,
      limit,
      remedy: remedyOf(line, used),
      link: null,
    },
  ];
}

function remedyOf(line: LimitedLine, used: number): string {
  const { scope, dimension, limit } = line;
  const left = leftOf(limit, used);
  const now = left === 0 ? [] : [`ask for at most ${left} \`${dimension}\` now`];
  const later = neverFits(line)
    ? `ask for at most ${limit} once running jobs have ended`
    : 'wait until running jobs have ended';
  return [...now, ...(left === limit ? [] : [later]), `have the limit of \`${scope}\` raised in quotas.yaml`].join(
    ', or ',
  );
}
