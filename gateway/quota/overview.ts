import type { Balance, Scope, Window } from '../shared/amount.ts';
import type { EpochMs } from '../shared/clock.ts';
import { leftOf } from './assess.ts';
import type { QuotaPolicy } from './quota-policy.ts';
import { limitOf } from './reservation.ts';

/** One row of "what have I left?". */
export interface QuotaRow extends Balance {
  readonly window: Window;
  /** null: unlimited. */
  readonly limit: number | null;
  readonly left: number | null;
  /** When the window ends; null for what is held now. */
  readonly resetsAt: EpochMs | null;
}

/** A row for each dimension that is limited or used in one of the scopes. */
export function quotaOverview(
  scopes: readonly Scope[],
  quotas: readonly QuotaPolicy[],
  balances: readonly Balance[],
): readonly QuotaRow[] {
  return scopes.flatMap((scope) => {
    const known = balances.filter((balance) => balance.scope === scope);
    return dimensionsOf(scope, quotas, known).map((dimension) => {
      const { used, settled } = known.find((balance) => balance.dimension === dimension) ?? { used: 0, settled: 0 };
      const limit = limitOf(quotas, scope, dimension);
      return { scope, dimension, window: 'current', limit, used, settled, left: leftOf(limit, used), resetsAt: null };
    });
  });
}

function dimensionsOf(scope: Scope, quotas: readonly QuotaPolicy[], balances: readonly Balance[]) {
  const everyone = scope.replace(/:.*/, ':*');
  const limited = quotas.filter((quota) => quota.scope === scope || quota.scope === everyone);
  const names = limited.flatMap(({ limits }) => Object.keys(limits) as (keyof typeof limits)[]);
  const used = balances.filter((balance) => balance.used > 0).map(({ dimension }) => dimension);
  return [...new Set([...names, ...used])].sort();
}
