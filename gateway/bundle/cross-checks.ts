import { type Json, objectIn, textIn } from '../shared/json.ts';
import type { BundleProblem } from './problem.ts';
import { listIn } from './reading.ts';
import type { SourceFile, Steps } from './source-file.ts';

/* What a schema cannot say. Files that break their schema are checked too: all problems at once. */

/** organization.yaml: ids are unique, and each principal is one person. */
export const checkOrganization = (file: SourceFile): readonly BundleProblem[] => [
  ...checkUnique(file, 'accounts', 'id'),
  ...checkUnique(file, 'teams', 'id'),
  ...checkUnique(file, 'people', 'id'),
  ...checkUnique(file, 'principals', 'arn', withoutRolePath),
  ...listIn(file.value, 'principals').flatMap((principal, index) => checkPrincipal(file, principal, index)),
];

/** quotas.yaml: one entry a scope. */
export const checkQuotas = (file: SourceFile): readonly BundleProblem[] => checkUnique(file, 'quotas', 'scope');

/** A policy is named as its file, so no two have one id. */
export function checkPolicy(file: SourceFile): readonly BundleProblem[] {
  const id = textIn(objectIn(file.value).policy);
  const expected = file.name.replace(/\.yaml$/, '');
  if (id === '' || id === expected) return [];
  return [problem(file, ['policy'], `the policy is \`${id}\`, but its file is \`${file.name}\`: name both alike`)];
}

const problem = (file: SourceFile, steps: Steps, message: string): BundleProblem => ({
  file: file.name,
  ...file.placeOf(steps, 'value'),
  message,
});

function checkUnique(file: SourceFile, list: string, member: string, keyOf = (text: string) => text) {
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
