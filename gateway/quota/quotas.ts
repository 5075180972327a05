import type { Dimension, Scope, Window } from '../shared/amount.ts';
import type { Requirement } from '../shared/approval.ts';
import type { EpochMs } from '../shared/clock.ts';
import { usdMicros } from '../shared/prices.ts';
import { type Period, periodOf, type WindowOf } from './calendar.ts';
import type { Budget, Limits, Overrun, QuotaPolicy, QuotaTerms } from './quota-policy.ts';

/** What a limit is on: `period` is null for what is held at the same time. */
export interface Limited {
  /** A scope, or everyone of its kind (`team:*`). */
  readonly scope: string;
  readonly dimension: Dimension;
  readonly period: Period | null;
}

/** A limit in the ledger's units. */
export interface Limit extends Limited {
  readonly most: number;
  /** When it counts; null: always. */
  readonly raise: { readonly from: EpochMs; readonly until: EpochMs; readonly reason: string } | null;
}

/** All limits, ready to be asked. */
export interface Quotas {
  readonly timeZone: string;
  /** Keys of tags by whose values jobs are counted. */
  readonly tags: readonly string[];
  readonly alertPercents: readonly number[];
  readonly limits: readonly Limit[];
  /** By scope, and by what they are on. */
  readonly byScope: ReadonlyMap<string, ReadonlyMap<string, readonly Limit[]>>;
  /** Periods that scopes are counted over. */
  readonly periods: ReadonlyMap<string, readonly Period[]>;
  /** What scopes say of jobs that overrun. */
  readonly overruns: ReadonlyMap<string, Overrun>;
  /** By scope, who may let a job go beyond its limits. */
  readonly overLimits: ReadonlyMap<string, readonly Requirement[]>;
  /** Who may let a job run whose price is not known; null: nobody. */
  readonly unpriced: readonly Requirement[] | null;
}

const ALERT_PERCENTS = [50, 80, 100] as const;

/** Over this everyone is counted, limited or not: bills are monthly. */
export const COUNTED_PERIOD: Period = 'month';

export function openQuotas(policies: readonly QuotaPolicy[], terms: QuotaTerms = {}): Quotas {
  const limits = [...policies.flatMap((policy) => limitsIn(policy, null)), ...(terms.raises ?? []).flatMap(raised)];
  const ofScopes = [...Map.groupBy(limits, ({ scope }) => scope)];
  return {
    timeZone: terms.timeZone ?? 'UTC',
    tags: [...new Set([...limits.flatMap(({ scope }) => tagKeyOf(scope) ?? []), ...(terms.tags ?? [])])],
    alertPercents: terms.alertPercents ?? ALERT_PERCENTS,
    limits,
    byScope: new Map(ofScopes.map(([scope, own]) => [scope, Map.groupBy(own, keyOf)])),
    periods: new Map(ofScopes.map(([scope, own]) => [scope, own.flatMap(({ period }) => period ?? [])])),
    overruns: new Map(policies.flatMap(({ scope, overrun }) => (overrun ? [[scope, overrun] as const] : []))),
    overLimits: new Map(
      policies.flatMap(({ scope, overLimit }) => (overLimit ? [[scope, overLimit.approvals] as const] : [])),
    ),
    unpriced: typeof terms.unpriced === 'object' ? terms.unpriced.approvals : null,
  };
}

const raised = ({ from, until, reason, ...limits }: NonNullable<QuotaTerms['raises']>[number]): readonly Limit[] =>
  limitsIn(limits, { from: from ? Date.parse(from) : Number.NEGATIVE_INFINITY, until: Date.parse(until), reason });

function limitsIn({ scope, limits = {}, budgets = {} }: Limits, raise: Limit['raise']): readonly Limit[] {
  const held = Object.entries(limits) as [Dimension, number][];
  const consumed = Object.entries(budgets) as [Period, Budget][];
  return [
    ...held.map(([dimension, most]) => ({ scope, dimension, period: null, most, raise })),
    ...consumed.flatMap(([period, budget]) =>
      amountsIn(budget).map(([dimension, most]) => ({ scope, dimension, period, most, raise })),
    ),
  ];
}

/** A budget in the ledger's units. */
const amountsIn = ({ usd, gpuHours, instanceHours }: Budget): readonly (readonly [Dimension, number])[] => [
  ...(usd === undefined ? [] : [['usdMicros', usdMicros(usd)] as const]),
  ...(gpuHours === undefined ? [] : [['gpuSeconds', Math.round(gpuHours * 3_600)] as const]),
  ...(instanceHours === undefined ? [] : [['instanceSeconds', Math.round(instanceHours * 3_600)] as const]),
];

/** What a limit is on, within its scope. */
const keyOf = ({ dimension, period }: Omit<Limited, 'scope'>): string => `${dimension} ${period ?? ''}`;

/** What stands for all scopes of the kind: `team:*` of `team:vision`, `tag:Project=*` of `tag:Project=atlas`. */
function everyoneOf(scope: string): string {
  const end = scope.indexOf(scope.startsWith('tag:') ? '=' : ':');
  return end < 0 ? '' : `${scope.slice(0, end + 1)}*`;
}

/** The key of the tag that a scope is about; null: it is about none. */
const tagKeyOf = (scope: string): string | null => /^tag:([^=]*)=/.exec(scope)?.[1] ?? null;

/** The tags with a value that have limits of their own. */
export const tagScopesIn = ({ limits }: Quotas): readonly Scope[] => [
  ...new Set(
    // Of its shape, hence the cast.
    limits.flatMap(({ scope }) => (tagKeyOf(scope) !== null && !scope.endsWith('=*') ? [scope as Scope] : [])),
  ),
];

/** What counts where nothing is raised: the scope's own limit, else that of everyone of its kind; null is unlimited. */
export const lastingLimit = (quotas: Quotas, limited: Limited): number | null =>
  limitsOfScope(quotas, limited.scope, Number.NaN)(limited.dimension, limited.period);

/**
 * The limit of a scope at a moment: its own, else that of everyone of its kind, dimension by dimension and period by
 * period; or the highest of its raises then, where that is more; null is unlimited.
 */
export const limitOf = (
  quotas: Quotas,
  { scope, dimension, window }: { readonly scope: string; readonly dimension: Dimension; readonly window: Window },
  at: EpochMs,
): number | null => limitsOfScope(quotas, scope, at)(dimension, periodOf(window));

/** The same for whatever is limited in one scope. At no moment (NaN) nothing is raised. */
export function limitsOfScope(
  { byScope }: Quotas,
  scope: string,
  at: EpochMs,
): (dimension: Dimension, period: Period | null) => number | null {
  const own = byScope.get(scope);
  const everyones = byScope.get(everyoneOf(scope));
  if (own === undefined && everyones === undefined) return unlimited;
  return (dimension, period) => {
    const key = keyOf({ dimension, period });
    return highest(own?.get(key) ?? NONE, everyones?.get(key) ?? NONE, at);
  };
}

const unlimited = () => null;
const NONE: readonly Limit[] = [];

/** A scope that has a limit of its own has nothing of everyone's, their raises included. */
function highest(own: readonly Limit[], everyones: readonly Limit[], at: EpochMs): number | null {
  const hasOwn = own.some(({ raise }) => raise === null);
  let lasting: number | null = null;
  let raised = 0;
  for (const { most, raise } of hasOwn ? own : [...own, ...everyones]) {
    if (raise === null) lasting = most;
    else if (raise.from <= at && at < raise.until) raised = Math.max(raised, most);
  }
  return lasting === null ? null : Math.max(lasting, raised);
}

/** The calendar windows that a scope is counted over. */
export function windowsOf({ periods }: Quotas, scope: Scope, windowOf: WindowOf): readonly Window[] {
  const limited = [...(periods.get(scope) ?? []), ...(periods.get(everyoneOf(scope)) ?? [])];
  return [...new Set([COUNTED_PERIOD, ...limited])].map(windowOf);
}

/** What is limited in a scope over a period (null: at the same time). */
export const limitedDimensions = ({ limits }: Quotas, scope: Scope, period: Period | null): readonly Dimension[] => [
  ...new Set(
    limits
      .filter((limit) => (limit.scope === scope || limit.scope === everyoneOf(scope)) && limit.period === period)
      .map(({ dimension }) => dimension),
  ),
];

/** Who may let a job go beyond the limits of the scope; null: nobody. */
export const approversBeyond = ({ overLimits }: Pick<Quotas, 'overLimits'>, scope: Scope) =>
  overLimits.get(scope) ?? overLimits.get(everyoneOf(scope)) ?? null;

/** What happens with jobs that go beyond a budget of the scope. */
export const overrunOf = ({ overruns }: Quotas, scope: Scope): Overrun =>
  overruns.get(scope) ?? overruns.get(everyoneOf(scope)) ?? 'warn';
