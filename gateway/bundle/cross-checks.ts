import type { Word } from '../rules/rule.ts';
import { type Json, objectIn, textIn } from '../shared/json.ts';
import type { BundleProblem } from './problem.ts';
import { listIn } from './reading.ts';
import type { SchemaCheck } from './schema-check.ts';
import type { SourceFile, Steps } from './source-file.ts';

/* What a schema cannot say. Files that break their schema are checked too: all problems at once. */

/** organization.yaml: ids are unique, and each principal is one person. */
export const checkOrganization = (file: SourceFile): readonly BundleProblem[] => [
  ...checkUnique(file, 'accounts', 'id'),
  ...checkUnique(file, 'teams', 'id'),
  ...checkUnique(file, 'people', 'id'),
  ...checkAliases(file),
  ...checkUnique(file, 'principals', 'arn', withoutRolePath),
  ...listIn(file.value, 'principals').flatMap((principal, index) => checkPrincipal(file, principal, index)),
];

/** quotas.yaml: one entry a scope. */
export const checkQuotas = (file: SourceFile): readonly BundleProblem[] => checkUnique(file, 'quotas', 'scope');

/** A policy is named as its file. */
export function checkPolicy(file: SourceFile): readonly BundleProblem[] {
  const id = textIn(objectIn(file.value).policy);
  const expected = file.name.replace(/^.*\//, '').replace(/\.yaml$/, '');
  if (id === '' || id === expected) return [];
  return [problem(file, ['policy'], `the policy is \`${id}\`, but its file is \`${file.name}\`: name both alike`)];
}

/** No two policies have one id, wherever their files lie. */
export function checkPolicies(files: readonly SourceFile[]): readonly BundleProblem[] {
  const ids = files.map(({ value }) => textIn(objectIn(value).policy));
  return files.flatMap((file, index) => {
    const first = files[ids.indexOf(ids[index] ?? '')];
    if (ids[index] === '' || first === undefined || first === file) return [];
    return [
      problem(file, ['policy'], `\`${ids[index]}\` is already the policy in \`${first.name}\`: rename one of the two`),
    ];
  });
}

/** A policy in the folder of a team is for that team: its bindings name no other. */
export const checkTeamFolder =
  (team: Word | undefined, teamOf: (name: string) => string | undefined): SchemaCheck =>
  (file) => {
    const folder = teamOf(file.name);
    if (folder === undefined) return [];
    if (team && !team.is(folder)) return [problem(file, [], `the folder says ${team.problemOf(folder)}`)];
    return listIn(file.value, 'bindings').flatMap((binding, index) => {
      const others = listIn(objectIn(binding).match, 'teams').filter((named) => named !== folder);
      if (others.length === 0) return [];
      const message = `the policies in this folder bind team \`${folder}\` alone: leave \`teams\` out`;
      return [problem(file, ['bindings', String(index), 'match', 'teams'], message)];
    });
  };

/** At the value of a member. */
export const problem = (file: SourceFile, steps: Steps, message: string): BundleProblem => ({
  file: file.name,
  ...file.placeOf(steps, 'value'),
  message,
});

/** An address is one person's, be it an id or an alias. */
function checkAliases(file: SourceFile): readonly BundleProblem[] {
  const people = listIn(file.value, 'people');
  const taken = new Set(people.map((person) => textIn(objectIn(person).id)));
  return people.flatMap((person, index) =>
    listIn(person, 'aliases').flatMap((alias, place) => {
      const address = textIn(alias);
      if (address === '' || !taken.has(address)) {
        taken.add(address);
        return [];
      }
      const message = `\`${address}\` is somebody's address already: leave it out of one of the two`;
      return [problem(file, ['people', String(index), 'aliases', String(place)], message)];
    }),
  );
}

export function checkUnique(file: SourceFile, list: string, member: string, keyOf = (text: string) => text) {
  const names = listIn(file.value, list).map((entry) => textIn(objectIn(entry)[member]));
  const keys = names.map(keyOf);
  return names.flatMap((name, index) =>
    name !== '' && keys.indexOf(keyOf(name)) < index
      ? [problem(file, [list, String(index), member], `\`${name}\` is already in \`${list}\`: remove one of the two`)]
      : [],
  );
}

/** STS leaves the path out of a session's ARN, so roles that differ in their path alone are one caller. */
const withoutRolePath = (arn: string): string => arn.replace(/:role\/.*\//, ':role/');

function checkPrincipal(file: SourceFile, principal: Json, index: number): readonly BundleProblem[] {
  const { arn, person, sessionNameIsPerson } = objectIn(principal);
  const at = ['principals', String(index)];
  if ((person === undefined) === (sessionNameIsPerson === undefined)) {
    return [problem(file, at, 'a principal needs exactly one of `person` and `sessionNameIsPerson: true`')];
  }
  if (sessionNameIsPerson === undefined || !textIn(arn).includes(':user/')) return [];
  return [
    problem(file, [...at, 'arn'], `\`${textIn(arn)}\` is a user, which has no session name: give its \`person\``),
  ];
}
