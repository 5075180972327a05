import { prepare } from '../../gateway/actions/prepare.ts';
import { BUILT_IN_POLICY, type Bundle } from '../../gateway/bundle/open.ts';
import { assess, subjectOf, type Withdrawal } from '../../gateway/flows/assess.ts';
import type { Judged } from '../../gateway/flows/decide.ts';
import { type Binding, evaluate } from '../../gateway/rules/evaluate.ts';
import { applies } from '../../gateway/rules/match.ts';
import type { Subject } from '../../gateway/rules/rule.ts';

/** A binding with its place in its policy, from 1. */
export interface PlacedBinding {
  readonly binding: Binding;
  readonly place: number;
}

/** All bindings of a bundle, in the order in which they are judged. */
export function placedBindings({ bindings }: Bundle): readonly PlacedBinding[] {
  const counts = new Map<string, number>();
  return bindings.map((binding) => {
    const place = (counts.get(binding.policy) ?? 0) + 1;
    counts.set(binding.policy, place);
    return { binding, place };
  });
}

/** Whether a binding is one that somebody of the organisation wrote. */
export const isWritten = ({ binding }: PlacedBinding): boolean => binding.policy !== BUILT_IN_POLICY;

/** What the rules judged of a request, and which settings of the organisation they had left out. */
export interface JudgedSubjects {
  /** As it was completed. */
  readonly completed: Subject;
  /** As it was decided on: the same, but for what was clamped. */
  readonly decided: Subject;
  readonly withdrawn: readonly Withdrawal[];
}

export function subjectsOf({ context, submitted, prepared }: Judged): JudgedSubjects {
  const { withdrawn } = assess(context, submitted.request);
  const settings = context.settings.filter((setting) => !withdrawn.some((each) => each.setting === setting));
  const completed = prepare(context.action, submitted.request, context.id, settings);
  return { completed: subjectOf(context, completed), decided: subjectOf(context, prepared), withdrawn };
}

/** What a binding made of a request: null where it was not for it, or failed, which shows neither. */
export type Use = 'found' | 'passed' | null;

/** What each binding made of a request, in their order. What was found and then clamped was found. */
export function usesOf(judged: Judged): readonly Use[] {
  const { completed, decided } = subjectsOf(judged);
  return judged.context.bundle.bindings.map((binding) => {
    const uses = [completed, decided].map((subject) => useOf(binding, subject));
    return uses.find((use) => use === 'found') ?? uses.find((use) => use === 'passed') ?? null;
  });
}

function useOf(binding: Binding, subject: Subject): Use {
  if (!applies(binding, subject)) return null;
  const { violations, faults } = evaluate([binding], subject);
  if (faults.length > 0) return null;
  return violations.length > 0 ? 'found' : 'passed';
}
