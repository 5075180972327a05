import { ruleOf } from '../rules/index.ts';
import { isJsonList, type Json, type JsonObject, objectIn, textIn } from '../shared/json.ts';
import type { Organization } from '../shared/organization.ts';
import type { Policy } from './document.ts';
import type { BundleProblem } from './problem.ts';
import type { SourceFile, Steps } from './source-file.ts';
import { FIXED_WORDS } from './vocabulary.ts';

/** One of the teams' lists that something takes values from, and what those must be. */
export interface ListUse {
  readonly list: string;
  readonly format: string;
  /** Who needs it so, such as "a default". */
  readonly user: string;
}

/**
 * organization.yaml: whatever rules take from lists of teams has the form that they need. A value of another form is never
 * met, so that a job would be refused whatever it says.
 */
export function checkRuleLists(
  file: SourceFile,
  { teams }: Organization,
  policies: readonly Policy[],
): readonly BundleProblem[] {
  const problems = policies.flatMap(({ team: owner, bindings }) =>
    bindings.flatMap(({ rule, params, match }) => {
      const uses = usesIn(ruleOf(rule).params, params, `the rule \`${rule}\``);
      return teams.flatMap(({ id, values }, index) => {
        const isBound = owner === undefined ? (match?.teams?.includes(id) ?? true) : owner === id;
        return isBound ? uses.flatMap((use) => unfitValues(file, index, values, use)) : [];
      });
    }),
  );
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** Where params name a list: its values have the format that values in its place have. */
function usesIn(schema: JsonObject, params: Json, user: string): readonly ListUse[] {
  if (isJsonList(params)) return params.flatMap((each) => usesIn(objectIn(schema.items), each, user));
  return Object.entries(objectIn(params)).flatMap(([name, value = null]) => {
    const member = objectIn(objectIn(schema.properties)[name] ?? schema.additionalProperties);
    if (member.format !== 'team-values') return usesIn(member, value, user);
    return [{ list: textIn(value), format: textIn(objectIn(schema.items).format), user }];
  });
}

/** Values of one team's list that do not fit its use. `values` are the team's lists, `index` is its place. */
export function unfitValues(file: SourceFile, index: number, values: Json | undefined, use: ListUse) {
  const list = objectIn(values)[use.list];
  if (!isJsonList(list)) return [];
  return list.flatMap((value, i) =>
    unfit(file, ['teams', String(index), 'values', use.list, String(i)], textIn(value), use),
  );
}

/** A problem where a text is not of a format that somebody needs. */
export function unfit(file: SourceFile, steps: Steps, text: string, { format, user }: Omit<ListUse, 'list'>) {
  const word = FIXED_WORDS[format];
  if (!word || word.is(text)) return [];
  return [
    { file: file.name, ...file.placeOf(steps, 'value'), message: `${word.problemOf(text)}, as ${user} needs it` },
  ];
}
