import { bindingsOf, type Policy, type PolicyBinding } from '../../../gateway/bundle/document.ts';
import { canonicalJson } from '../../../gateway/shared/canonical.ts';
import type { Json } from '../../../gateway/shared/json.ts';
import { requirementsText } from '../../../gateway/shared/requirements.ts';
import { demandsAsMuch, STRICTNESS } from '../strictness.ts';
import { ruleKey, type TextChange } from './text-change.ts';
import { valueChanges } from './value-changes.ts';

/** What bindings of policies say otherwise. One that is in another policy now, all else equal, loosens nothing. */
export function bindingChanges(before: readonly Policy[], after: readonly Policy[]): readonly TextChange[] {
  const kept = new Set(after.flatMap(bindingsOf).map(whole));
  const ids = [...new Set([...before, ...after].map(({ policy }) => policy))];
  return ids.flatMap((id) => {
    const [old, now] = [before, after].map((some) => some.filter(({ policy }) => policy === id).flatMap(bindingsOf));
    return paired(old ?? [], now ?? []).flatMap((pair) => changesOf(id, pair, kept));
  });
}

interface Pair {
  readonly old?: PolicyBinding;
  readonly now?: PolicyBinding;
}

// Plain data of a file, whose interfaces are no JsonObject to the compiler.
const whole = (binding: PolicyBinding): string => canonicalJson(binding as unknown as Json);

const textOf = (parts: object): string => canonicalJson(parts as unknown as Json);

/** What makes two bindings the same one, the surest first. */
const SAMENESS: readonly ((binding: PolicyBinding) => string)[] = [
  whole,
  ({ rule, params, match, except }) => textOf({ rule, params, match: match ?? null, except: except ?? null }),
  ({ rule, match, except }) => textOf({ rule, match: match ?? null, except: except ?? null }),
  ({ rule, params }) => textOf({ rule, params }),
  ({ rule }) => rule,
];

function paired(before: readonly PolicyBinding[], after: readonly PolicyBinding[]): readonly Pair[] {
  const [olds, nows] = [new Set(before), new Set(after)];
  const pairs: Pair[] = [];
  for (const key of SAMENESS) {
    for (const old of olds) {
      const now = [...nows].find((each) => key(each) === key(old));
      if (!now) continue;
      pairs.push({ old, now });
      olds.delete(old);
      nows.delete(now);
    }
  }
  return [...pairs, ...[...olds].map((old) => ({ old })), ...[...nows].map((now) => ({ now }))];
}

function changesOf(policy: string, { old, now }: Pair, kept: ReadonlySet<string>): readonly TextChange[] {
  const rule = (old ?? now)?.rule ?? '';
  const what = `\`${rule}\` of \`${policy}\``;
  const shownBy = ruleKey(policy, rule);
  if (old && now) return changedBinding(what, shownBy, old, now);
  const effect = old && hinders(old) && !kept.has(whole(old)) ? 'loosens' : 'none';
  return [{ text: `${what} is ${old ? 'removed' : 'added'}`, effect, shownBy }];
}

/** Whether a request does not simply go on for what the binding finds. */
const hinders = ({ enforcement }: PolicyBinding): boolean => enforcement === 'deny' || enforcement === 'hold';

function changedBinding(what: string, shownBy: string, old: PolicyBinding, now: PolicyBinding): readonly TextChange[] {
  const waivable = ({ waivable: can = true }: PolicyBinding) => (can ? 'waivable' : 'not waivable');
  const isWeaker = hinders(old) && STRICTNESS[now.enforcement] < STRICTNESS[old.enforcement];
  const loosensIf = (condition: boolean) => (condition ? 'loosens' : 'none');
  const changed = (['name', 'params', 'match', 'except'] as const).flatMap((member) =>
    valueChanges(member, old[member] as unknown as Json | undefined, now[member] as unknown as Json | undefined),
  );
  return [
    ...(old.enforcement === now.enforcement
      ? []
      : [
          {
            text: `${what} is \`${now.enforcement}\`, was \`${old.enforcement}\``,
            effect: loosensIf(isWeaker),
            shownBy,
          } as const,
        ]),
    ...(waivable(old) === waivable(now)
      ? []
      : [
          {
            text: `${what} is ${waivable(now)}, was ${waivable(old)}`,
            effect: loosensIf(now.waivable !== false),
            shownBy,
          } as const,
        ]),
    ...approvalsChanges(what, old.approvals, now.approvals),
    ...changed.map(
      (text) => ({ text: `${what}: ${text}`, effect: hinders(old) ? 'unclear' : 'none', shownBy }) as const,
    ),
  ];
}

/** Who has to approve, where people did before and do now. No request shows it: what is held stays held. */
function approvalsChanges(
  what: string,
  old: PolicyBinding['approvals'],
  now: PolicyBinding['approvals'],
): readonly TextChange[] {
  if (!old || !now || requirementsText(old) === requirementsText(now)) return [];
  const text = `${what} takes the approval of ${requirementsText(now)}, was ${requirementsText(old)}`;
  return [{ text, effect: demandsAsMuch(now, old) ? 'none' : 'loosens', shownBy: null }];
}
