import { concerns, type Match } from '../../../gateway/rules/match.ts';
import { canonicalJson } from '../../../gateway/shared/canonical.ts';
import type { Json } from '../../../gateway/shared/json.ts';
import { demandsAsMuch, STRICTNESS } from '../strictness.ts';
import type { Finding, Linted, LintedBinding } from './linted.ts';
import { placeText } from './linted.ts';

/** Bindings that are for nobody. */
export const unreachable = ({ bindings, people, finding }: Linted): readonly Finding[] =>
  bindings
    .filter((binding) => !people.some((person) => concerns(binding, person)))
    .map(({ file, steps, match }) => {
      const member = match === null ? 'except' : 'match';
      const message = 'no person of the organisation is left for this binding: remove it, or change whom it is for';
      return finding(file, [...steps, member], message, 'key');
    });

/** Bindings that say what another says already, to the same people. */
export function shadowed(all: Linted): readonly Finding[] {
  const { bindings, finding } = all;
  return bindings.flatMap((binding, index) => {
    const other = bindings.find((each, at) => {
      return each !== binding && repeats(all, each, binding) && (at < index || !repeats(all, binding, each));
    });
    if (!other) return [];
    const place = placeText(finding(other.file, other.steps, ''));
    const message = `\`${binding.rule}\` with the same params binds the same people at ${place} already: remove one of the two`;
    return [finding(binding.file, binding.steps, message)];
  });
}

/** Whether `narrow` finds nothing that `wide` does not find, and does nothing that `wide` does not do. */
function repeats({ people }: Linted, wide: LintedBinding, narrow: LintedBinding): boolean {
  if (wide.rule !== narrow.rule || !isEqual(wide.params, narrow.params)) return false;
  if (STRICTNESS[wide.enforcement] < STRICTNESS[narrow.enforcement]) return false;
  if (isWaivable(wide) && (narrow.enforcement === 'hold' || narrow.waivable === false)) return false;
  if (wide.enforcement === 'hold' && !demandsAsMuch(wide.approvals ?? [], narrow.approvals ?? [])) return false;
  const isAlike =
    isEqual(wide.match as Json, narrow.match as Json) && isEqual(wide.except as Json, narrow.except as Json);
  if (isAlike) return true;
  const reached = people.filter((person) => concerns(narrow, person));
  return !hasTags(wide) && reached.length > 0 && reached.every((person) => concerns(wide, person));
}

/** A waiver lifts nothing but denials. */
const isWaivable = ({ enforcement, waivable }: LintedBinding): boolean => enforcement === 'deny' && waivable !== false;

const isEqual = (a: Json, b: Json): boolean => canonicalJson(a) === canonicalJson(b);

/** Whether it depends on the request whether a binding is for a person. */
export const hasTags = ({ match, except }: { readonly match: Match | null; readonly except: Match | null }): boolean =>
  Boolean(match?.tags || except?.tags);
