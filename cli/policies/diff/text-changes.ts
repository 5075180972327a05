import type { PolicyBinding } from '../../../gateway/bundle/document.ts';
import type { Bundle } from '../../../gateway/bundle/open.ts';
import { canonicalJson } from '../../../gateway/shared/canonical.ts';
import type { Json } from '../../../gateway/shared/json.ts';

/** What the files themselves say that matters whatever is submitted: a line each. */
export const textChanges = (before: Bundle, after: Bundle): readonly string[] => [
  ...listed('policy', idsOf(before.policies, 'policy'), idsOf(after.policies, 'policy')),
  ...before.policies.flatMap((old) => {
    const now = after.policies.find(({ policy }) => policy === old.policy);
    return now ? bindingChanges(old.policy, old.bindings, now.bindings) : [];
  }),
  ...listed('waiver', idsOf(before.waivers, 'waiver'), idsOf(after.waivers, 'waiver')),
  ...changedWaivers(before, after),
  ...listed('person', idsOf(before.organization.people, 'id'), idsOf(after.organization.people, 'id')),
];

const idsOf = <K extends string>(entries: readonly Readonly<Record<K, string>>[], id: K): readonly string[] =>
  entries.map((entry) => entry[id]);

const listed = (kind: string, before: readonly string[], after: readonly string[]): readonly string[] => [
  ...before.filter((id) => !after.includes(id)).map((id) => `${kind} \`${id}\` is removed`),
  ...after.filter((id) => !before.includes(id)).map((id) => `${kind} \`${id}\` is added`),
];

/** Bindings are the same where they demand the same of the same people. */
function bindingChanges(policy: string, before: readonly PolicyBinding[], after: readonly PolicyBinding[]) {
  const left = [...after];
  return before.flatMap((old): readonly string[] => {
    const at = left.findIndex((now) => demandOf(now) === demandOf(old));
    const [now] = at < 0 ? [] : left.splice(at, 1);
    if (!now) return [];
    const what = `\`${old.rule}\` of \`${policy}\``;
    const waivable = (binding: PolicyBinding) => (binding.waivable === false ? 'not waivable' : 'waivable');
    return [
      ...(old.enforcement === now.enforcement ? [] : [`${what} is \`${now.enforcement}\`, was \`${old.enforcement}\``]),
      ...(waivable(old) === waivable(now) ? [] : [`${what} is ${waivable(now)}, was ${waivable(old)}`]),
    ];
  });
}

const demandOf = ({ rule, params, match, except }: PolicyBinding): string =>
  // Plain data of a file, whose interfaces are no JsonObject to the compiler.
  canonicalJson({ rule, params, match: match ?? null, except: except ?? null } as unknown as Json);

function changedWaivers(before: Bundle, after: Bundle): readonly string[] {
  return before.waivers.flatMap((old) => {
    const now = after.waivers.find(({ waiver }) => waiver === old.waiver);
    if (!now || written(old) === written(now)) return [];
    return [`waiver \`${old.waiver}\` is another: uses of the old one count for it, so a new one wants a new id`];
  });
}

const written = ({ checks: _, ...waiver }: Bundle['waivers'][number]): string =>
  canonicalJson(waiver as unknown as Json);
