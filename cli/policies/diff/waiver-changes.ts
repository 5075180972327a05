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

type Member = Exclude<keyof Waiver, 'waiver'>;
type Effect = TextChange['effect'];

/** For whom and what a waiver is, and how far it goes, cannot be compared by its text. */
const unclear = (): Effect => 'unclear';
const none = (): Effect => 'none';

/** What another value does, of every member. */
const EFFECTS: Readonly<Record<Member, (old: Waiver, now: Waiver) => Effect>> = {
  policy: unclear,
  rule: unclear,
  binding: unclear,
  for: unclear,
  within: unclear,
  owner: none,
  reason: none,
  ticket: none,
  expires: (old, now) => (Date.parse(now.expires) > Date.parse(old.expires) ? 'loosens' : 'none'),
  maxUses: (old, now) => (now.maxUses > old.maxUses ? 'loosens' : 'none'),
};

const MEMBERS = Object.keys(EFFECTS) as readonly Member[];

function memberChanges(member: Member, old: Waiver, now: Waiver): readonly TextChange[] {
  // Plain data of a file, whose interfaces are no JsonObject to the compiler.
  const [was, is] = [old[member], now[member]] as unknown as readonly (Json | undefined)[];
  return valueChanges(member, was, is).map((text) => ({
    text: `waiver \`${now.waiver}\`: ${text}`,
    effect: EFFECTS[member](old, now),
    shownBy: keyOf(now),
  }));
}

const keyOf = ({ policy, rule }: Waiver): string => ruleKey(policy, rule);
