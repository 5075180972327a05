import leven from 'leven';
import { notAmong } from '../../../gateway/rules/rule.ts';
import {
  isJsonList,
  isJsonObject,
  type Json,
  type JsonObject,
  objectIn,
  textIn,
} from '../../../gateway/shared/json.ts';
import type { Finding, Linted, LintedBinding } from './linted.ts';

/** Conditions on tags that callers need not meet, or cannot. */
export function tagConditions(all: Linted): readonly Finding[] {
  const demanded = demandedTags(all);
  const known = [...new Set([...demanded.keys(), ...settingKeys(all)])];
  return all.bindings.flatMap((binding) =>
    (['match', 'except'] as const).flatMap((member) =>
      Object.entries(binding[member]?.tags ?? {}).flatMap(([key, values]) => {
        const condition = { binding, member, key, values };
        return known.includes(key)
          ? strangeValues(all, condition, demanded.get(key) ?? null)
          : strangeKey(all, condition, known);
      }),
    ),
  );
}

interface Condition {
  readonly binding: LintedBinding;
  readonly member: 'match' | 'except';
  readonly key: string;
  readonly values: readonly string[];
}

const stepsOf = ({ binding, member, key }: Condition) => [...binding.steps, member, 'tags', key];

function strangeKey({ finding }: Linted, condition: Condition, known: readonly string[]): readonly Finding[] {
  const { binding, member, key } = condition;
  const near = known.find((each) => leven(key, each) <= MOST_SLIPS);
  const say = (message: string) => [finding(binding.file, stepsOf(condition), message, 'key')];
  if (near !== undefined) return say(`the tag \`${key}\` is demanded nowhere: did you mean \`${near}\`?`);
  if (member === 'except') return [];
  return say(
    `callers choose their tags: who leaves \`${key}\` out is not bound; demand it with \`required-tags\` in a binding that denies, or set it in organization.yaml`,
  );
}

/** Further apart, one key is no slip of the pen for another. */
const MOST_SLIPS = 2;

/** null: any value may be there. */
function strangeValues({ finding }: Linted, condition: Condition, allowed: readonly string[] | null) {
  if (allowed === null) return [];
  return condition.values.flatMap((value, index) => {
    if (allowed.includes(value)) return [];
    const message = strangeText(value, condition.key, allowed);
    return [finding(condition.binding.file, [...stepsOf(condition), String(index)], message)];
  });
}

const strangeText = (value: string, key: string, allowed: readonly string[]): string =>
  allowed.length === 0
    ? `\`${value}\` is no value that can come: \`required-tags\` allows none for \`${key}\`, so list some there`
    : notAmong(value, `a value that \`required-tags\` allows for \`${key}\``, allowed);

/** Keys that denying bindings demand, with the values that any of them allows; null where one of them lists none. */
function demandedTags({ bindings, content }: Linted): ReadonlyMap<string, readonly string[] | null> {
  const demands = bindings
    .filter(({ rule, enforcement }) => rule === 'required-tags' && enforcement === 'deny')
    .flatMap(({ params: { tags } }) => (isJsonList(tags) ? tags : []))
    .map(objectIn);
  const found = new Map<string, readonly string[] | null>();
  for (const demand of demands) {
    const key = textIn(demand.key);
    const before = found.get(key);
    const listed = valuesIn(demand, content);
    found.set(key, before === null || listed === null ? null : [...(before ?? []), ...listed]);
  }
  return found;
}

/** A team's list stands for those of all teams. */
function valuesIn({ values }: JsonObject, { organization }: Linted['content']): readonly string[] | null {
  if (isJsonObject(values)) return organization.teams.flatMap((team) => team.values[textIn(values.team)] ?? []);
  return isJsonList(values) ? values.map((value: Json) => textIn(value)) : null;
}

/** Keys that the organisation sets. */
function settingKeys({ content }: Linted): readonly string[] {
  const { defaults, overrides, teams } = content.organization;
  return [defaults, overrides, ...teams.map((team) => team.defaults)].flatMap((each) => Object.keys(each?.tags ?? {}));
}
