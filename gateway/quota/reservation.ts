import type { Dimension, ReservationLine, Scope } from '../shared/amount.ts';
import type { Principal } from '../shared/principal.ts';
import type { Workload } from '../shared/workload.ts';
import { DIMENSIONS } from './dimensions/index.ts';
import type { QuotaPolicy } from './quota-policy.ts';

/** A line with the limit that its admission is held to; null is unlimited. */
export interface LimitedLine extends ReservationLine {
  readonly limit: number | null;
}

/** The balances that a person's job counts in. */
export const scopesOf = ({ team, person }: Pick<Principal, 'team' | 'person'>): readonly Scope[] => [
  'org',
  `team:${team}`,
  `person:${person}`,
];

/**
 * What the workload takes of every scope of its principal. Unlimited dimensions are counted too, so that a limit
 * set tomorrow knows the jobs of today.
 */
export function reservationOf(
  workload: Workload,
  principal: Principal,
  quotas: readonly QuotaPolicy[],
): readonly LimitedLine[] {
  const amounts = DIMENSIONS.flatMap((dimension) => dimension.measure(workload.groups));
  return scopesOf(principal).flatMap((scope) =>
    amounts.map(({ dimension, amount }) => ({
      scope,
      dimension,
      window: 'current' as const,
      amount,
      limit: limitOf(quotas, scope, dimension),
    })),
  );
}

/** The limit of a scope: its own, else that of `team:*` or `person:*`, dimension by dimension; null is unlimited. */
export function limitOf(quotas: readonly QuotaPolicy[], scope: Scope, dimension: Dimension): number | null {
  const colon = scope.indexOf(':');
  const everyone = colon < 0 ? scope : `${scope.slice(0, colon)}:*`;
  for (const candidate of [scope, everyone]) {
    const limit = quotas.find((quota) => quota.scope === candidate)?.limits[dimension];
    if (limit !== undefined) return limit;
  }
  return null;
}
