import type { OpenWaiver, Waiver } from '../../../gateway/rules/waiver.ts';
import type { Json } from '../../../gateway/shared/json.ts';
import { ruleKey, type TextChange } from './text-change.ts';
import { valueChanges } from './value-changes.ts';

/** What waivers say otherwise, those that come and go included. */
export function waiverChanges(before: readonly OpenWaiver[], after: readonly OpenWaiver[]): readonly TextChange[] {
  const gone = before.filter(({ waiver }) => !after.some((now) => now.waiver === waiver));
  return [
    ...gone.map(
      (old) => ({ text: `waiver \`${old.waiver}\` is removed`, effect: 'none', shownBy: keyOf(old) }) as const,
    ),
    ...after.flatMap((now): readonly TextChange[] => {
      const old = before.find(({ waiver }) => waiver === now.waiver);
      if (old) return MEMBERS.flatMap((member) => memberChanges(member, old, now));
      return [{ text: `waiver \`${now.waiver}\` is added`, effect: 'loosens', shownBy: keyOf(now) }];
    }),
  ];
}

const MEMBERS = ['policy', 'rule', 'for', 'within', 'owner', 'reason', 'ticket', 'expires', 'maxUses'] as const;

function memberChanges(member: keyof Waiver, old: Waiver, now: Waiver): readonly TextChange[] {
  // Plain data of a file, whose interfaces are no JsonObject to the compiler.
  const [was, is] = [old[member], now[member]] as unknown as readonly [Json, Json];
  const effect = effectOf(member, old, now);
  return valueChanges(member, was, is).map((text) => ({
    text: `waiver \`${now.waiver}\`: ${text}`,
    effect,
    shownBy: keyOf(now),
  }));
}

/** For whom and what a waiver is, and how far it goes, cannot be compared by its text. */
function effectOf(member: keyof Waiver, old: Waiver, now: Waiver): TextChange['effect'] {
  if (member === 'expires') return Date.parse(now.expires) > Date.parse(old.expires) ? 'loosens' : 'none';
  if (member === 'maxUses') return now.maxUses > old.maxUses ? 'loosens' : 'none';
  return ['policy', 'rule', 'for', 'within'].includes(member) ? 'unclear' : 'none';
}

const keyOf = ({ policy, rule }: Waiver): string => ruleKey(policy, rule);
