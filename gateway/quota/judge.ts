import type { Balance, Need } from '../shared/amount.ts';
import type { Violation } from '../shared/decision.ts';
import type { LimitedLine } from './reservation.ts';

export interface QuotaJudgement {
  readonly needs: readonly Need[];
  readonly violations: readonly Violation[];
}

/** Holds a reservation against what the ledger says. A line whose balance was not read has no `left`. */
export function judgeQuota(lines: readonly LimitedLine[], balances: readonly Balance[]): QuotaJudgement {
  const judged = lines.map((line) => ({ line, used: usedIn(line, balances) }));
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

const usedIn = (line: LimitedLine, balances: readonly Balance[]): number | undefined =>
  balances.find(({ scope, dimension, window }) => {
    return scope === line.scope && dimension === line.dimension && window === line.window;
  })?.used;

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
  const raise = `ask for a higher limit of \`${scope}\` in quotas.yaml`;
  if (neverFits(line)) return `ask for at most ${limit} \`${dimension}\`, or ${raise}`;
  const left = leftOf(limit, used);
  const fewer = left === 0 ? '' : `ask for at most ${left}, `;
  return `${fewer}wait until running jobs end, or ${raise}`;
}
