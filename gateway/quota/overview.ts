import { type Balance, CURRENT, type Dimension, type Scope, type Window } from '../shared/amount.ts';
import type { EpochMs } from '../shared/clock.ts';
import { leftOf } from './assess.ts';
import { periodOf, windowEnd, windowsAt } from './calendar.ts';
import { limitedDimensions, limitOf, type Quotas, windowsOf } from './quotas.ts';

/** One row of "what have I left?". */
export interface QuotaRow extends Omit<Balance, 'toldAmount' | 'lifted'> {
  readonly window: Window;
  /** null: unlimited. */
  readonly limit: number | null;
  /** What jobs that live may yet use up, or hold. */
  readonly reserved: number;
  readonly left: number | null;
  /** When the window ends; null for what is held now. */
  readonly resetsAt: EpochMs | null;
}

/** A row for each dimension that is limited or used in one of the scopes, now and in the calendar windows of the moment. */
export function quotaOverview(
  scopes: readonly Scope[],
  quotas: Quotas,
  balances: readonly Balance[],
  at: EpochMs,
): readonly QuotaRow[] {
  const windowOf = windowsAt(at, quotas.timeZone);
  return scopes.flatMap((scope) =>
    [CURRENT, ...windowsOf(quotas, scope, windowOf)].flatMap((window) => {
      const known = balances.filter((balance) => balance.scope === scope && balance.window === window);
      const period = periodOf(window);
      const resetsAt = period === null ? null : windowEnd(period, at, quotas.timeZone);
      return dimensionsOf(scope, window, quotas, known).map((dimension) => {
        const { used, settled } = known.find((balance) => balance.dimension === dimension) ?? { used: 0, settled: 0 };
        const limit = limitOf(quotas, { scope, dimension, window }, at);
        const reserved = used - settled;
        return { scope, dimension, window, limit, used, reserved, settled, left: leftOf(limit, used), resetsAt };
      });
    }),
  );
}

function dimensionsOf(scope: Scope, window: Window, quotas: Quotas, balances: readonly Balance[]) {
  const used = balances.filter((balance) => balance.used > 0).map(({ dimension }): Dimension => dimension);
  return [...new Set([...limitedDimensions(quotas, scope, periodOf(window)), ...used])].sort();
}
