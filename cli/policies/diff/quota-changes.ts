import type { QuotaPolicy } from '../../../gateway/quota/quota-policy.ts';
import { limitOf } from '../../../gateway/quota/reservation.ts';
import type { Dimension, Scope } from '../../../gateway/shared/amount.ts';
import { ruleKey, type TextChange } from './text-change.ts';
import { valueChanges } from './value-changes.ts';

/** Limits that are others. One is looser where what then counts for its scope is more, or nothing is. */
export function quotaChanges(before: readonly QuotaPolicy[], after: readonly QuotaPolicy[]): readonly TextChange[] {
  const scopes = [...new Set([...before, ...after].map(({ scope }) => scope))];
  return scopes.flatMap((scope) => {
    const [old, now] = [before, after].map((quotas) => quotas.find((quota) => quota.scope === scope)?.limits ?? {});
    const dimensions = [...new Set(Object.keys({ ...old, ...now }))] as Dimension[];
    return dimensions.flatMap((dimension) => {
      const effect = isLooser(before, after, scope, dimension) ? ('loosens' as const) : ('none' as const);
      return valueChanges(dimension, old?.[dimension], now?.[dimension]).map((text) => ({
        text: `quota of \`${scope}\`: ${text}`,
        effect,
        shownBy: ruleKey('quotas', 'quota'),
      }));
    });
  });
}

function isLooser(before: readonly QuotaPolicy[], after: readonly QuotaPolicy[], scope: Scope, dimension: Dimension) {
  const [old, now] = [before, after].map((quotas) => limitOf(quotas, scope, dimension) ?? Number.POSITIVE_INFINITY);
  return (now ?? 0) > (old ?? 0);
}
