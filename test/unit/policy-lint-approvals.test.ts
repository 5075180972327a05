import { describe, expect, it } from '@jest/globals';
import { cap, ORGANIZATION, policy, warned } from '../support/linting.ts';

describe('lint of what people have to approve', () => {
  const FINANCE = `  - { id: finn@example.com, name: Finn, team: vision, groups: [finance] }
  - { id: petra@example.com, name: Petra, team: empty, groups: [finance, platform] }
principals:`;
  const organization = ORGANIZATION.replace('principals:', FINANCE);
  const holdFor = (approvals: string, more = '') => cap(`approvals: ${approvals}, ${more}`, 'hold');
  const ONE = '[{ group: finance }]';
  const BOTH = '[{ group: finance }, { group: platform }]';
  const warnedOf = (bindings: string, quotas = 'quotas: []\n') =>
    warned({ 'organization.yaml': organization, 'caps.yaml': policy(bindings), 'quotas.yaml': quotas });
  const shadow = (place: string, by: string) =>
    `caps.yaml:${place} shadowed: \`instance-caps\` with the same params binds the same people at caps.yaml:${by} already: remove one of the two`;
  const tooFew = (place: string, whose: string) =>
    `${place} approvers: nobody approves a job of their own, and without them there are too few people for jobs of ${whose}: ask fewer, or give a group to more`;

  it.each<[string, string, string[]]>([
    ['a warning besides a hold', holdFor(ONE) + cap('', 'warn'), [shadow('6:5', '5:5')]],
    ['a hold besides a warning', cap('', 'warn') + holdFor(ONE), [shadow('5:5', '6:5')]],
    ['a hold besides a denial that no waiver lifts', cap('waivable: false, ') + holdFor(ONE), [shadow('6:5', '5:5')]],
    ['a hold besides a denial that a waiver may lift', cap('') + holdFor(ONE), []],
    [
      'a hold that asks more people',
      holdFor(ONE, 'match: { groups: [leads] }, ') + holdFor(BOTH),
      [shadow('5:5', '6:5')],
    ],
    ['a hold that asks fewer people, for everyone', holdFor(BOTH, 'match: { groups: [leads] }, ') + holdFor(ONE), []],
    ['a hold that asks others', holdFor(ONE) + holdFor('[{ group: platform }]', 'match: { groups: [leads] }, '), []],
  ])('tells what %s makes needless', (_, bindings, expected) => {
    expect(warnedOf(bindings).filter((line) => line.includes(' shadowed: '))).toEqual(expected);
  });

  it.each<[string, string, string, string[]]>([
    ['enough others', holdFor(ONE), 'quotas: []\n', []],
    [
      'all there are, one of whom submits jobs',
      holdFor('[{ group: finance, count: 2 }]'),
      'quotas: []\n',
      [tooFew('caps.yaml:5:47', '`finn@example.com`')],
    ],
    [
      'one in both groups, with whom there are two',
      holdFor(BOTH),
      'quotas: []\n',
      [tooFew('caps.yaml:5:47', '`finn@example.com`')],
    ],
    [
      'one for two groups',
      holdFor('[{ group: platform }, { group: finance, count: 2 }]'),
      'quotas: []\n',
      [tooFew('caps.yaml:5:47', '`ada@example.com`, `ben@example.com`, `finn@example.com`')],
    ],
    ['nobody whom it is for', holdFor(BOTH, 'match: { groups: [leads] }, '), 'quotas: []\n', []],
    [
      'too few beyond a limit',
      '',
      `quotas: [{ scope: org, limits: { jobs: 1 }, overLimit: { approvals: ${BOTH} } }]\n`,
      [tooFew('quotas.yaml:1:58', '`finn@example.com`')],
    ],
    [
      'too few beyond a limit of somebody else',
      '',
      `quotas: [{ scope: 'person:ada@example.com', limits: { jobs: 1 }, overLimit: { approvals: ${BOTH} } }]\n`,
      [],
    ],
    [
      'too few beyond limits of everyone',
      '',
      `quotas: [{ scope: 'person:*', overLimit: { approvals: ${BOTH} } }]\n`,
      [tooFew('quotas.yaml:1:44', '`finn@example.com`')],
    ],
    [
      'too few for what has no price',
      '',
      `unpriced: { approvals: ${BOTH} }\nquotas: []\n`,
      [tooFew('quotas.yaml:1:13', '`finn@example.com`')],
    ],
  ])('counts who is left to approve: %s', (_, bindings, quotas, expected) => {
    expect(warnedOf(bindings || cap(''), quotas)).toEqual(expected);
  });
});
