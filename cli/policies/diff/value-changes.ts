import { canonicalJson } from '../../../gateway/shared/canonical.ts';
import { isJsonList, isJsonObject, type Json } from '../../../gateway/shared/json.ts';
import { memberOf } from '../../../gateway/shared/json-patch.ts';
import { shortJson } from '../../decision-text.ts';

/** What is another in a value: `maxUses: 3 → 30`, a line for each member, by its path within `name`; undefined: it is absent. */
export function valueChanges(name: string, old: Json | undefined, now: Json | undefined): readonly string[] {
  if (isEqual(old, now)) return [];
  if (isJsonObject(old) && isJsonObject(now)) {
    const members = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    return members.flatMap((member) =>
      valueChanges(name === '' ? member : `${name}.${member}`, memberOf(old, member), memberOf(now, member)),
    );
  }
  if (isJsonList(old) && isJsonList(now)) return [`${name} ${listChange(old, now)}`];
  return [`${name}: ${shown(old)} → ${shown(now)}`];
}

const isEqual = (old: Json | undefined, now: Json | undefined): boolean =>
  old === undefined || now === undefined ? old === now : canonicalJson(old) === canonicalJson(now);

/** Long lists differ in little: only that is said. */
function listChange(old: readonly Json[], now: readonly Json[]): string {
  const [added, dropped] = [beyond(now, old), beyond(old, now)];
  if (added.length + dropped.length === 0) return 'is in another order';
  return [
    ...(added.length > 0 ? [`adds ${shortJson(added)}`] : []),
    ...(dropped.length > 0 ? [`drops ${shortJson(dropped)}`] : []),
  ].join(' and ');
}

const beyond = (some: readonly Json[], others: readonly Json[]): readonly Json[] =>
  some.filter((item) => !others.some((other) => isEqual(item, other)));

const shown = (value: Json | undefined): string => (value === undefined ? 'none' : shortJson(value));

/** Items of a list by what names each, so that they are compared one by one. */
export const byName = <T extends object>(items: readonly T[], nameOf: (item: T) => string): Json =>
  // Plain data of files, whose interfaces are no JsonObject to the compiler.
  Object.fromEntries(items.map((item) => [nameOf(item), item])) as unknown as Json;
