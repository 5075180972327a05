import { notAmong } from '../rules/rule.ts';
import type { Waiver } from '../rules/waiver.ts';
import { checkUnique } from './cross-checks.ts';
import type { BundleContent, Policy } from './document.ts';
import { isWaivable } from './open.ts';
import type { BundleProblem } from './problem.ts';
import type { SourceFile } from './source-file.ts';

/** waivers.yaml: ids are unique, for uses are counted by them. */
export const checkUniqueWaivers = (file: SourceFile): readonly BundleProblem[] =>
  checkUnique(file, 'waivers', 'waiver');

/** waivers.yaml: each waiver relaxes something that can be waived. The cast is sound because the file fits its schema. */
export const checkWaivers = (file: SourceFile, policies: BundleContent['policies']): readonly BundleProblem[] =>
  (file.value as unknown as { readonly waivers: readonly Waiver[] }).waivers.flatMap((waiver, index) => {
    const flaw = flawOf(waiver, policies);
    if (flaw === null) return [];
    const place = file.placeOf(['waivers', String(index), flaw.member], 'value');
    return [{ file: file.name, ...place, message: flaw.message }];
  });

function flawOf(waiver: Waiver, policies: readonly Policy[]) {
  const policy = policies.find((each) => each.policy === waiver.policy);
  if (policy === undefined) {
    const ids = policies.map((each) => each.policy);
    return { member: 'policy', message: notAmong(waiver.policy, 'a policy', ids) };
  }
  const denying = policy.bindings.filter(({ enforcement }) => enforcement === 'deny');
  const bound = denying.filter(({ rule }) => rule === waiver.rule);
  if (bound.length === 0) {
    const rules = [...new Set(denying.map(({ rule }) => rule))];
    return { member: 'rule', message: notAmong(waiver.rule, `a rule by which \`${waiver.policy}\` denies`, rules) };
  }
  const { binding } = waiver;
  const meant = binding === undefined ? bound : bound.filter(({ name }) => name === binding);
  if (binding !== undefined && meant.length === 0) {
    const names = bound.flatMap(({ name = [] }) => name);
    return { member: 'binding', message: notAmong(binding, `a binding of \`${waiver.rule}\` there`, names) };
  }
  if (meant.some(isWaivable)) return null;
  const message = `nothing lifts \`${binding ?? waiver.rule}\` of \`${waiver.policy}\`: it is not waivable`;
  return { member: binding === undefined ? 'rule' : 'binding', message };
}
