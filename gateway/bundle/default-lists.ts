import { type Json, objectIn, textIn } from '../shared/json.ts';
import type { BundleProblem } from './problem.ts';
import { listIn } from './reading.ts';
import type { SourceFile } from './source-file.ts';
import { type ListUse, unfit, unfitValues } from './team-lists.ts';

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
    ...teams.flatMap((team, index) => uses.flatMap((use) => unfitValues(file, index, objectIn(team).values, use))),
    ...(sources.some(namesPerson)
      ? listIn(file.value, 'people').flatMap((person, i) => unfitPerson(file, person, i))
      : []),
  ];
}

function usesIn(defaults: Json | undefined): readonly ListUse[] {
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

function use(source: Json | undefined, format: string): readonly ListUse[] {
  const list = textIn(objectIn(source).team);
  return list === '' ? [] : [{ list, format, user: USER }];
}

const USER = 'a default';

const namesPerson = (defaults: Json | undefined): boolean =>
  Object.values(objectIn(objectIn(defaults).tags)).some((source) => objectIn(source).caller === 'person');

const unfitPerson = (file: SourceFile, person: Json, index: number): readonly BundleProblem[] =>
  unfit(file, ['people', String(index), 'id'], textIn(objectIn(person).id), { format: 'tag-value', user: USER });
