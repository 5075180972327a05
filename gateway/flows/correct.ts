import { problemOf } from '../actions/receive.ts';
import { assessQuota, type LedgerReading } from '../quota/assess.ts';
import type { FoundViolation } from '../rules/evaluate.ts';
import type { Decision } from '../shared/decision.ts';
import type { JsonObject } from '../shared/json.ts';
import { applyChanges, type Change } from '../shared/json-patch.ts';
import { assess, type Context, linesOf } from './assess.ts';

type Correction = Pick<Decision, 'corrected' | 'correction'>;

/** One fix: changes that belong together. */
type Fix = readonly Change[];

interface Refused {
  readonly context: Context;
  readonly submitted: { readonly request: JsonObject };
}

const NONE: Correction = { corrected: null, correction: [] };
/** More fixes than this are another request, not a correction. Each costs an assessment. */
const MOST_FIXES = 24;

/**
 * The refused request with the fewest of its rules' fixes after which the policies and the ledger as it was read admit
 * it; none where something is refused that no rule can fix. It changes what its caller submitted, so that it can be
 * sent as it is, and knows no balances but those of the principal's own scopes.
 * INVARIANT: what is offered was judged again, whole, and no fix in it can be left out.
 */
export function correct(refused: Refused, found: readonly FoundViolation[], reading: LedgerReading): Correction {
  const fixes: Fix[] = [];
  for (let denials = denialsIn(found); denials.length > 0; denials = denialsAfter(refused, fixes, reading)) {
    const fix = denials.find((denial) => denial.fix)?.fix;
    if (fix === undefined || fixes.length === MOST_FIXES || changesNothing(refused, fixes, fix)) return NONE;
    fixes.push(fix);
  }
  const passes = (some: readonly Fix[]) => denialsAfter(refused, some, reading).length === 0 && isValid(refused, some);
  if (!passes(fixes)) return NONE;
  const { request, patches } = fixed(refused, withoutNeedless(fixes, passes));
  return { corrected: request, correction: patches };
}

const denialsIn = (found: readonly FoundViolation[]): readonly FoundViolation[] =>
  found.filter(({ enforcement }) => enforcement === 'deny');

const fixed = ({ submitted }: Refused, fixes: readonly Fix[]) => applyChanges(submitted.request, fixes.flat());

function changesNothing(refused: Refused, fixes: readonly Fix[], fix: Fix): boolean {
  return applyChanges(fixed(refused, fixes).request, fix).patches.length === 0;
}

const isValid = (refused: Refused, fixes: readonly Fix[]): boolean =>
  problemOf(refused.context.action, fixed(refused, fixes).request) === null;

/** What is denied of the request so fixed. */
function denialsAfter(refused: Refused, fixes: readonly Fix[], reading: LedgerReading): readonly FoundViolation[] {
  const { context } = refused;
  const { prepared, found } = assess(context, fixed(refused, fixes).request);
  const overQuota = assessQuota(linesOf(context, prepared), reading, prepared.workload).violations;
  return denialsIn([...found, ...overQuota]);
}

/** The items without those that are not needed to pass; leaving any one more out would not pass. */
function withoutNeedless<T>(items: readonly T[], passes: (some: readonly T[]) => boolean): readonly T[] {
  const without = (item: T) => items.filter((other) => other !== item);
  const needless = items.find((item) => passes(without(item)));
  return needless === undefined ? items : withoutNeedless(without(needless), passes);
}
