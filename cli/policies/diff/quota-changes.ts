import { PERIODS } from '../../../gateway/quota/calendar.ts';
import {
  approversBeyond,
  type Limit,
  type Limited,
  lastingLimit,
  limitedDimensions,
  type Quotas,
} from '../../../gateway/quota/quotas.ts';
import { amountText } from '../../../gateway/quota/units.ts';
import type { Scope } from '../../../gateway/shared/amount.ts';
import type { Requirement } from '../../../gateway/shared/approval.ts';
import { requirementsText } from '../../../gateway/shared/requirements.ts';
import { demandsAsMuch } from '../strictness.ts';
import { ruleKey, type TextChange } from './text-change.ts';
import { valueChanges } from './value-changes.ts';

const SHOWN_BY = ruleKey('quotas', 'quota');

/**
 * Limits, raises and terms that are others. A limit is looser where what then counts for its scope is more, or nothing is; so
 * is a new raise, and what people may let pass that was refused, or fewer or other people than before.
 */
export const quotaChanges = (before: Quotas, after: Quotas): readonly TextChange[] => [
  ...limitChanges(before, after),
  ...raiseChanges(before, after),
  ...approvalChanges(before, after),
  ...termChanges(before, after),
];

function limitChanges(before: Quotas, after: Quotas): readonly TextChange[] {
  const lasting = [...before.limits, ...after.limits].filter(({ raise }) => raise === null);
  const limited = [...new Map(lasting.map((limit) => [nameOf(limit) + limit.scope, limit])).values()];
  return limited.flatMap((limit) => {
    const [old, now] = [ownText(before, limit), ownText(after, limit)];
    const effect = isLooser(before, after, limit) ? ('loosens' as const) : ('none' as const);
    return valueChanges(nameOf(limit), old, now).map((text) => ({
      text: `quota of \`${limit.scope}\`: ${text}`,
      effect,
      shownBy: SHOWN_BY,
    }));
  });
}

/** `gpus`; `usdMicros in a month`. */
const nameOf = ({ dimension, period }: Limited): string =>
  period === null ? dimension : `${dimension} in a ${period}`;

/** What the scope itself says; numbers as they are, where people count so. */
function ownText({ limits }: Quotas, limited: Limited): number | string | undefined {
  const { scope, dimension, period } = limited;
  const own = limits.find((each) => {
    return each.scope === scope && each.dimension === dimension && each.period === period && each.raise === null;
  });
  if (own === undefined || period === null) return own?.most;
  return amountText(dimension, own.most, 'down');
}

const isLooser = (before: Quotas, after: Quotas, limited: Limited): boolean =>
  (lastingLimit(after, limited) ?? Number.POSITIVE_INFINITY) >
  (lastingLimit(before, limited) ?? Number.POSITIVE_INFINITY);

function raiseChanges(before: Quotas, after: Quotas): readonly TextChange[] {
  const [old, now] = [before, after].map(({ limits }) => limits.flatMap(raiseText));
  const change = (text: string, effect: TextChange['effect']): TextChange => ({ text, effect, shownBy: SHOWN_BY });
  return [
    ...(now ?? []).filter((text) => !old?.includes(text)).map((text) => change(`new ${text}`, 'loosens')),
    ...(old ?? []).filter((text) => !now?.includes(text)).map((text) => change(`gone: ${text}`, 'none')),
  ];
}

function raiseText(limit: Limit): readonly string[] {
  const { scope, dimension, most, raise } = limit;
  if (raise === null) return [];
  const from = raise.from > 0 ? ` from ${new Date(raise.from).toISOString()}` : '';
  const amount = amountText(dimension, most, 'down');
  return [
    `raise of \`${scope}\`${from} until ${new Date(raise.until).toISOString()}: ${nameOf(limit)} ${amount} (${raise.reason})`,
  ];
}

/** Who may let a job go beyond the limits of scopes, and run without a price. */
function approvalChanges(before: Quotas, after: Quotas): readonly TextChange[] {
  const scopes = new Set(
    [before, after].flatMap(({ overLimits, limits }) => [...overLimits.keys(), ...limits.map(({ scope }) => scope)]),
  );
  const beyond = [...scopes].flatMap((scope) => {
    // A scope that says nothing has what everyone of its kind has.
    const [old, now] = [before, after].map((quotas) => approversBeyond(quotas, scope as Scope));
    const what = `quota of \`${scope}\`: overLimit`;
    return approvableChange(what, { old: old ?? null, now: now ?? null, counted: isLimited(before, scope as Scope) });
  });
  const counted = before.limits.some(({ dimension }) => dimension === 'usdMicros');
  const unpriced = { old: before.unpriced, now: after.unpriced, counted };
  return [...beyond, ...approvableChange('quotas: unpriced', unpriced)];
}

const isLimited = (quotas: Quotas, scope: Scope): boolean =>
  [null, ...PERIODS].some((period) => limitedDimensions(quotas, scope, period).length > 0);

interface Approvable {
  /** null: it is refused. */
  readonly old: readonly Requirement[] | null;
  readonly now: readonly Requirement[] | null;
  /** Whether anything could be refused before. */
  readonly counted: boolean;
}

function approvableChange(what: string, { old, now, counted }: Approvable): readonly TextChange[] {
  const [was, is] = [old, now].map((each) => (each === null ? 'refused' : `the approval of ${requirementsText(each)}`));
  if (was === is) return [];
  const isLooser = counted && now !== null && (old === null || !demandsAsMuch(now, old));
  return [{ text: `${what}: ${was} → ${is}`, effect: isLooser ? 'loosens' : 'none', shownBy: SHOWN_BY }];
}

function termChanges(before: Quotas, after: Quotas): readonly TextChange[] {
  const scopes = [...new Set([...before.overruns.keys(), ...after.overruns.keys()])];
  const overruns = scopes.flatMap((scope) => {
    const [old, now] = [before.overruns.get(scope), after.overruns.get(scope)];
    const effect = old === 'stop' ? ('loosens' as const) : ('none' as const);
    return valueChanges('overrun', old, now).map((text) => ({ text: `quota of \`${scope}\`: ${text}`, effect }));
  });
  const terms = (['timeZone', 'tags', 'alertPercents'] as const).flatMap((term) =>
    valueChanges(term, before[term], after[term]).map((text) => ({ text: `quotas: ${text}`, effect: 'none' as const })),
  );
  return [...overruns, ...terms].map((change) => ({ ...change, shownBy: null }));
}
