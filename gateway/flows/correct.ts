import { assessQuota, type LedgerReading } from '../quota/assess.ts';
import { type Decision, denies, type FoundViolation, stops } from '../shared/decision.ts';
import type { JsonObject } from '../shared/json.ts';
import { applyChanges, type Change } from '../shared/json-patch.ts';
import { assess, type Context, linesOf, purposeOf } from './assess.ts';

type Correction = Pick<Decision, 'corrected' | 'correction'>;

interface Refused {
  readonly context: Context;
  readonly submitted: { readonly request: JsonObject };
}

/** Whether a violation is one that the correction is to end. */
type Objects = (violation: FoundViolation) => boolean;

const NONE: Correction = { corrected: null, correction: [] };
/** More fixes than this are another request, not a correction. Each costs an assessment. */
const MOST_FIXES = 24;

/**
 * The request that does not simply pass with as few of its rules' fixes as it takes for the policies, and the ledger as it
 * was read, not to refuse it; of one that nobody refuses, not to hold it. None where no rule can fix what is objected to. It changes what its caller submitted, so that it can
 * be sent as it is, and knows no balances but those that were read for the request.
 * INVARIANT: what is offered was judged again, whole, and no change in it can be left out.
 */
export function correct(refused: Refused, found: readonly FoundViolation[], reading: LedgerReading): Correction {
  let changes: readonly Change[] = [];
  const objects = found.some(denies) ? denies : stops;
  let objections = found.filter(objects);
  for (let fixes = 0; objections.length > 0; fixes += 1) {
    const fix = objections.find((objection) => objection.fix)?.fix;
    if (fix === undefined || fixes === MOST_FIXES || changesNothing(refused, changes, fix)) return NONE;
    changes = lastOfEach([...changes, ...fix]);
    if (!isValid(refused, changes)) return NONE;
    objections = assessed(refused, changes, reading).found.filter(objects);
  }
  const warned = warningsIn(found);
  const passes = (some: readonly Change[]) => isFine(refused, some, reading, { objects, warned });
  if (!passes(changes)) return NONE;
  const { request, patches } = changed(refused, withoutNeedless(changes, passes));
  return { corrected: request, correction: patches };
}

/** Of the changes of one member the last; what is appended to a list stays. */
const lastOfEach = (changes: readonly Change[]): readonly Change[] =>
  changes.filter(
    ({ path }, index) => path.endsWith('/-') || changes.findLastIndex((each) => each.path === path) === index,
  );

const changed = ({ submitted }: Refused, changes: readonly Change[]) => applyChanges(submitted.request, changes);

const changesNothing = (refused: Refused, changes: readonly Change[], fix: readonly Change[]): boolean =>
  applyChanges(changed(refused, changes).request, fix).patches.length === 0;

/** Only valid requests can be described: a policy's own fix may be none. */
const isValid = (refused: Refused, changes: readonly Change[]): boolean =>
  refused.context.action.validate(changed(refused, changes).request).length === 0;

/** What is found of the request so changed, and what is sent upstream if that is nothing. */
function assessed(refused: Refused, changes: readonly Change[], reading: LedgerReading) {
  const { context } = refused;
  const { request } = changed(refused, changes);
  const { prepared, found } = assess(context, request);
  const purpose = purposeOf(context, prepared.workload);
  const overQuota = assessQuota(linesOf(context, prepared), reading, purpose).violations;
  return { completed: prepared.request, found: [...found, ...overQuota] };
}

/** Valid, not objected to, and no worse in any other way: what meets a new warning, a hold or a clamp is no correction. */
function isFine(
  refused: Refused,
  changes: readonly Change[],
  reading: LedgerReading,
  { objects, warned }: { readonly objects: Objects; readonly warned: ReadonlySet<string> },
) {
  if (!isValid(refused, changes)) return false;
  const { completed, found } = assessed(refused, changes, reading);
  if (found.some(objects) || [...warningsIn(found)].some((warning) => !warned.has(warning))) return false;
  return refused.context.action.contradictions(completed).length === 0;
}

const warningsIn = (found: readonly FoundViolation[]): ReadonlySet<string> =>
  new Set(
    found
      .filter(({ enforcement }) => enforcement === 'warn' || enforcement === 'hold')
      .map(({ policy, rule, path }) => `${policy} ${rule} ${path}`),
  );

/** The items without those that are not needed to pass; leaving any one more out would not pass. */
function withoutNeedless<T>(items: readonly T[], passes: (some: readonly T[]) => boolean): readonly T[] {
  const kept = items.reduce<readonly T[]>((some, item) => {
    const without = some.filter((other) => other !== item);
    return passes(without) ? without : some;
  }, items);
  return kept.length === items.length ? items : withoutNeedless(kept, passes);
}
