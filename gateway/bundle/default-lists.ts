import { type Json, objectIn, textIn } from '../shared/json.ts';
import type { BundleProblem } from './problem.ts';
import { listIn } from './reading.ts';
import type { SourceFile, Steps } from './source-file.ts';
import { FIXED_WORDS } from './vocabulary.ts';

/** One of the teams' lists that a default takes values from, and what those must be. */
interface Use {
  readonly list: string;
  readonly format: 'subnet-id' | 'security-group-id' | 'kms-key' | 'tag-value';
}

/**
 * organization.yaml: whatever its defaults take from lists and people fits a request, so that no completed request is one
 * that SageMaker cannot read.
 */
export function checkDefaultLists(file: SourceFile): readonly BundleProblem[] {
  const organization = objectIn(file.value);
  const teams = listIn(file.value, 'teams');
  const sources = [organization.defaults, organization.overrides, ...teams.map((team) => objectIn(team).defaults)];
  const uses = sources.flatMap(usesIn);
  return [
    ...teams.flatMap((team, index) => uses.flatMap((use) => unfitIn(file, team, index, use))),
    ...(sources.some(namesPerson)
      ? listIn(file.value, 'people').flatMap((person, i) => unfitPerson(file, person, i))
      : []),
  ];
}

function usesIn(defaults: Json | undefined): readonly Use[] {
  const { network, volumeKey, outputKey, tags } = objectIn(defaults);
  const { subnets, securityGroups } = objectIn(network);
  return [
    ...use(subnets, 'subnet-id'),
    ...use(securityGroups, 'security-group-id'),
    ...use(volumeKey, 'kms-key'),
    ...use(outputKey, 'kms-key'),
    ...Object.values(objectIn(tags)).flatMap((source) => use(source, 'tag-value')),
  ];
}

function use(source: Json | undefined, format: Use['format']): readonly Use[] {
  const list = textIn(objectIn(source).team);
  return list === '' ? [] : [{ list, format }];
}

function unfitIn(file: SourceFile, team: Json, index: number, { list, format }: Use): readonly BundleProblem[] {
  return listIn(objectIn(team).values, list).flatMap((value, i) =>
    unfit(file, ['teams', String(index), 'values', list, String(i)], textIn(value), format),
  );
}

const namesPerson = (defaults: Json | undefined): boolean =>
  Object.values(objectIn(objectIn(defaults).tags)).some((source) => objectIn(source).caller === 'person');

const unfitPerson = (file: SourceFile, person: Json, index: number): readonly BundleProblem[] =>
  unfit(file, ['people', String(index), 'id'], textIn(objectIn(person).id), 'tag-value');

function unfit(file: SourceFile, steps: Steps, text: string, format: Use['format']): readonly BundleProblem[] {
  const word = FIXED_WORDS[format];
  if (!word || word.is(text)) return [];
  return [
    { file: file.name, ...file.placeOf(steps, 'value'), message: `${word.problemOf(text)}, as a default needs it` },
  ];
}
