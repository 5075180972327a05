import { describe, expect, it } from '@jest/globals';
import type { Requirement } from '../../gateway/shared/approval.ts';
import {
  fulfilmentOf,
  isAsked,
  isMet,
  mergedRequirements,
  requirementsText,
} from '../../gateway/shared/requirements.ts';

const of = (group: string, count = 1): Requirement => ({ group, count });
const vote = (person: string, ...groups: string[]) => ({ person, groups });
const FINN = vote('finn', 'finance');
const PETRA = vote('petra', 'platform');
const BOTH = vote('bo', 'finance', 'platform');

describe('mergedRequirements', () => {
  it.each<[string, Requirement[], Requirement[]]>([
    ['nobody', [], []],
    ['one', [of('finance')], [of('finance')]],
    [
      'the most demanding of a group, not the sum',
      [of('finance', 2), of('finance'), of('finance', 3)],
      [of('finance', 3)],
    ],
    ['groups in the order of their names', [of('platform'), of('finance', 2)], [of('finance', 2), of('platform')]],
  ])('%s', (_name, requirements, merged) => {
    expect(mergedRequirements(requirements)).toEqual(merged);
  });
});

describe('fulfilmentOf', () => {
  it.each<[string, Requirement[], ReturnType<typeof vote>[], string[][]]>([
    ['nobody has voted', [of('finance')], [], [[]]],
    ['one of one', [of('finance')], [FINN], [['finn']]],
    ['one of two', [of('finance', 2)], [FINN], [['finn']]],
    ['somebody of another group', [of('finance')], [PETRA], [[]]],
    ['no more than it takes', [of('finance')], [FINN, vote('fay', 'finance')], [['finn']]],
    ['somebody in both groups, alone', [of('finance'), of('platform')], [BOTH], [['bo'], []]],
    ['who was in both moves over, to make room', [of('finance'), of('platform')], [BOTH, FINN], [['finn'], ['bo']]],
    ['and stays where there is no need', [of('finance'), of('platform')], [BOTH, PETRA], [['bo'], ['petra']]],
    [
      'room is made through several',
      [of('a'), of('b'), of('c')],
      [vote('x', 'a', 'b'), vote('y', 'b', 'c'), vote('z', 'a')],
      [['z'], ['x'], ['y']],
    ],
  ])('%s', (_name, requirements, votes, approvedBy) => {
    expect(fulfilmentOf(requirements, votes)).toEqual(
      requirements.map((requirement, index) => ({ ...requirement, approvedBy: approvedBy[index] })),
    );
  });
});

describe('isMet', () => {
  it.each<[string, Requirement[], ReturnType<typeof vote>[], boolean]>([
    ['nothing is asked', [], [], true],
    ['nobody has voted', [of('finance')], [], false],
    ['N of M', [of('finance', 2)], [FINN, PETRA, vote('fay', 'finance'), vote('fred', 'finance')], true],
    ['one short of N', [of('finance', 2)], [FINN, PETRA], false],
    ['one person for two groups', [of('finance'), of('platform')], [BOTH], false],
    ['two who are both in both', [of('finance'), of('platform')], [BOTH, vote('ann', 'platform', 'finance')], true],
    ['two for three', [of('finance', 2), of('platform')], [BOTH, vote('ann', 'platform', 'finance')], false],
  ])('%s', (_name, requirements, votes, met) => {
    expect(isMet(requirements, votes)).toBe(met);
  });
});

it('asks whoever is in one of the groups', () => {
  const requirements = [of('finance'), of('platform', 2)];
  expect(['platform', 'finance', 'leads'].map((group) => isAsked(requirements, ['x', group]))).toEqual([
    true,
    true,
    false,
  ]);
  expect([isAsked([], ['finance']), isAsked(requirements, [])]).toEqual([false, false]);
});

it('says it in a sentence', () => {
  expect(requirementsText([of('finance'), of('platform', 2)])).toBe('1 of `finance` and 2 of `platform`');
});
