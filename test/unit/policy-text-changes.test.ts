import { describe, expect, it } from '@jest/globals';
import type { Differences } from '../../cli/policies/diff/differences.ts';
import { doubtsOf } from '../../cli/policies/diff/doubts.ts';
import { textChanges } from '../../cli/policies/diff/text-changes.ts';
import type { Bundle } from '../../gateway/bundle/open.ts';
import { bundleOf } from '../support/judging.ts';
import {
  BEFORE,
  binding,
  bundleWith,
  changed,
  FILES,
  heldWith,
  holdBy,
  NETWORK,
  network,
  ORGANIZATION,
  PEOPLE,
  QUOTAS,
  WAIVERS,
  WITHOUT_NETWORK,
} from '../support/small-organization.ts';

const prices = (date: string, others = '') => ({
  'prices.yaml': `date: ${date}\nusdPerGbMonth: { eu-west-1: 0.1 }\nusdPerHour: { eu-west-1: { ml.m5.xlarge: 0.5 } }\n${others}`,
});

const ADDED = ['policy `extra` is added', '`secrets-scan` of `extra` is added'];

describe('doubts', () => {
  const SHOWN_NOTHING: Differences = { differences: [], shown: [], tried: { requests: 9, people: 2, without: [] } };
  const doubts = (before: Bundle, after: Bundle, more: Partial<Differences> = {}) =>
    doubtsOf(textChanges(before, after), { ...SHOWN_NOTHING, ...more });
  const CAPS = FILES['caps.yaml'];
  const CAP_OF_GPUS = '  - { rule: instance-caps, enforcement: deny, params: { maxGpus: 8 } }\n';
  const named = (bindings: string, others = '') => bindings.replace('deny,', 'deny, name: most,') + others;
  const ofOne = (waivers: string) => waivers.replace('    for:', '    binding: most\n    for:');
  const waiver = (from = '', to = '') => bundleWith({ 'waivers.yaml': WAIVERS.replace(from, to) });

  it.each<[string, () => Bundle, () => Bundle, string[]]>([
    ['no change', () => BEFORE, () => BEFORE, []],
    [
      'a denial that is gone',
      () => BEFORE,
      () => bundleOf(WITHOUT_NETWORK),
      ['`vpc` of `network` is removed, which loosens'],
    ],
    [
      'a denial that warns',
      () => BEFORE,
      () => changed('network.yaml', 'deny', 'warn'),
      ['`vpc` of `network` is `warn`, was `deny`, which loosens'],
    ],
    [
      'what a waiver may lift',
      () => changed('network.yaml', 'deny,', 'deny, waivable: false,'),
      () => BEFORE,
      ['`vpc` of `network` is waivable, was not waivable, which loosens'],
    ],
    ['a waiver', () => BEFORE, () => waiver(), ['waiver `big-run` is added, which loosens']],
    ['a waiver that is gone', () => waiver(), () => BEFORE, []],
    [
      'more uses',
      () => waiver(),
      () => waiver('maxUses: 3', 'maxUses: 30'),
      ['waiver `big-run`: maxUses: 3 → 30, which loosens'],
    ],
    ['fewer uses', () => waiver(), () => waiver('maxUses: 3', 'maxUses: 2'), []],
    [
      'a later end',
      () => waiver(),
      () => waiver('2027-01', '2028-01'),
      ['waiver `big-run`: expires: "2027-01-01T00:00:00Z" → "2028-01-01T00:00:00Z", which loosens'],
    ],
    [
      'a waiver of every binding that was of one',
      () => bundleWith({ 'caps.yaml': named(CAPS), 'waivers.yaml': ofOne(WAIVERS) }),
      () => bundleWith({ 'caps.yaml': named(CAPS), 'waivers.yaml': WAIVERS }),
      ['waiver `big-run`: binding: "most" → none, which may loosen: no request showed what it does'],
    ],
    [
      'a name by which a waiver means another binding now',
      () => bundleWith({ 'caps.yaml': named(CAPS, CAP_OF_GPUS), 'waivers.yaml': ofOne(WAIVERS) }),
      () => bundleWith({ 'caps.yaml': CAPS + named(CAP_OF_GPUS), 'waivers.yaml': ofOne(WAIVERS) }),
      [
        '`instance-caps` of `caps`: name: "most" → none, which may loosen: no request showed what it does',
        '`instance-caps` of `caps`: name: none → "most", which may loosen: no request showed what it does',
      ],
    ],
    ['a quota', () => BEFORE, () => bundleWith(QUOTAS('{ instances: 2 }')), []],
    [
      'a higher quota',
      () => bundleWith(QUOTAS('{ instances: 2 }')),
      () => bundleWith(QUOTAS('{ instances: 3 }')),
      ['quota of `org`: instances: 2 → 3, which loosens'],
    ],
    [
      'a quota that is gone',
      () => bundleWith(QUOTAS('{ instances: 2 }')),
      () => BEFORE,
      ['quota of `org`: instances: 2 → none, which loosens'],
    ],
    [
      'other params',
      () => BEFORE,
      () => changed('runtime.yaml', '7200', '7300'),
      ['`max-runtime` of `runtime`: params.maxSeconds: 7200 → 7300, which may loosen: no request showed what it does'],
    ],
    [
      'a binding in another policy',
      () => BEFORE,
      () => bundleOf({ ...WITHOUT_NETWORK, 'net.yaml': NETWORK.replace('policy: network', 'policy: net') }),
      [],
    ],
  ])('tell of %s', (_, before, after, lines) => {
    expect(doubts(before(), after())).toEqual(lines);
  });

  const limited = (more: string, terms = '') => ({
    'quotas.yaml': `${terms}quotas: [{ scope: 'team:vision', limits: { instances: 2 }${more} }]\n`,
  });
  const beyond = (...approvals: string[]) =>
    `, overLimit: { approvals: [${approvals.map((each) => `{ group: ${each} }`).join(', ')}] }`;
  const budgeted = (terms: string) => ({
    'quotas.yaml': `${terms}quotas: [{ scope: org, budgets: { month: { usd: 9 } } }]\n`,
  });
  const TWO = 'finance, count: 2';

  it.each<[string, Record<string, string>, Record<string, string>, string[]]>([
    [
      'a denial that holds',
      network('deny'),
      network(holdBy('finance')),
      ['`vpc` of `network` is `hold`, was `deny`, which loosens'],
    ],
    ['a hold that denies', network(holdBy('finance')), network('deny'), []],
    [
      'a hold that warns',
      network(holdBy('finance')),
      network('warn'),
      ['`vpc` of `network` is `warn`, was `hold`, which loosens'],
    ],
    [
      'a hold that is only recorded',
      network(holdBy('finance')),
      network('audit'),
      ['`vpc` of `network` is `audit`, was `hold`, which loosens'],
    ],
    ['a warning that holds', network('warn'), network(holdBy('finance')), []],
    [
      'a hold that is new',
      { 'network.yaml': FILES['caps.yaml'].replace('policy: caps', 'policy: network') },
      network(holdBy('finance')),
      [],
    ],
    [
      'a hold that is gone',
      { 'extra.yaml': network(holdBy('finance'))['network.yaml']?.replace('policy: network', 'policy: extra') ?? '' },
      {},
      ['`vpc` of `extra` is removed, which loosens'],
    ],
    [
      'fewer people who approve',
      network(holdBy(TWO)),
      network(holdBy('finance')),
      ['`vpc` of `network` takes the approval of 1 of `finance`, was 2 of `finance`, which loosens'],
    ],
    ['more people who approve', network(holdBy('finance')), network(holdBy(TWO)), []],
    [
      'a group less',
      network(holdBy('finance', 'platform')),
      network(holdBy('platform')),
      [
        '`vpc` of `network` takes the approval of 1 of `platform`, was 1 of `finance` and 1 of `platform`, which loosens',
      ],
    ],
    ['a group more', network(holdBy('platform')), network(holdBy('finance', 'platform')), []],
    ['groups in another order', network(holdBy('platform', 'finance')), network(holdBy('finance', 'platform')), []],
    [
      'another group',
      network(holdBy('finance')),
      network(holdBy('platform')),
      ['`vpc` of `network` takes the approval of 1 of `platform`, was 1 of `finance`, which loosens'],
    ],
    [
      'other params of a hold',
      network(holdBy('finance')),
      { 'network.yaml': network(holdBy('finance'))['network.yaml']?.replace('required: true, ', '') ?? '' },
      ['`vpc` of `network`: params.required: true → none, which may loosen: no request showed what it does'],
    ],
    [
      'a limit that people may let jobs beyond',
      limited(''),
      limited(beyond('finance')),
      ['quota of `team:vision`: overLimit: refused → the approval of 1 of `finance`, which loosens'],
    ],
    ['a limit that nobody may let jobs beyond any more', limited(beyond('finance')), limited(''), []],
    [
      'fewer people who may',
      limited(beyond(TWO)),
      limited(beyond('finance')),
      [
        'quota of `team:vision`: overLimit: the approval of 2 of `finance` → the approval of 1 of `finance`, which loosens',
      ],
    ],
    ['more people who have to', limited(beyond('finance')), limited(beyond('finance', 'platform')), []],
    ['a limit that is new, with people who may', { 'quotas.yaml': 'quotas: []\n' }, limited(beyond('finance')), []],
    [
      'everyone of a kind whom people may let beyond',
      limited(''),
      {
        'quotas.yaml': `quotas: [{ scope: 'team:*'${beyond('finance')} }, { scope: 'team:vision', limits: { instances: 2 } }]\n`,
      },
      ['quota of `team:vision`: overLimit: refused → the approval of 1 of `finance`, which loosens'],
    ],
    [
      'jobs of no price that people may let run',
      budgeted(''),
      budgeted('unpriced: { approvals: [{ group: finance }] }\n'),
      ['quotas: unpriced: refused → the approval of 1 of `finance`, which loosens'],
    ],
    [
      'jobs of no price that nobody may let run',
      budgeted('unpriced: { approvals: [{ group: finance }] }\n'),
      budgeted('unpriced: deny\n'),
      [],
    ],
    [
      'jobs of no price where nothing counts in USD',
      limited(''),
      limited('', 'unpriced: { approvals: [{ group: finance }] }\n'),
      [],
    ],
  ])('tell of %s', (_, before, after, lines) => {
    expect(doubts(heldWith(before), heldWith(after))).toEqual(lines);
  });

  it('are none where a request showed what other params do', () => {
    const after = changed('runtime.yaml', '7200', '7100');
    expect(doubts(BEFORE, after, { shown: ['rule runtime max-runtime'] })).toEqual([]);
  });

  it('tell that nothing was judged, and for whom nothing is allowed', () => {
    const tried = { requests: 0, people: 1, without: PEOPLE };
    expect(doubts(BEFORE, BEFORE, { tried })).toEqual([
      'no request was judged',
      'no request is allowed for `ada@example.com`, `ben@example.com`, so none was tried',
    ]);
  });
});

describe('textChanges', () => {
  it.each<[string, () => Bundle, string[]]>([
    [
      'a policy that is gone',
      () => bundleOf(WITHOUT_NETWORK),
      ['policy `network` is removed', '`vpc` of `network` is removed'],
    ],
    [
      'another enforcement',
      () => changed('network.yaml', 'deny', 'warn'),
      ['`vpc` of `network` is `warn`, was `deny`'],
    ],
    [
      'what no waiver lifts',
      () => changed('network.yaml', 'deny,', 'deny, waivable: false,'),
      ['`vpc` of `network` is not waivable, was waivable'],
    ],
    ['a waiver', () => bundleOf({ ...FILES, 'waivers.yaml': WAIVERS }), ['waiver `big-run` is added']],
    [
      'somebody new',
      () =>
        changed(
          'organization.yaml',
          '  - { id: ben@',
          '  - { id: cy@example.com, name: C, team: vision }\n  - { id: ben@',
        ),
      ['person `cy@example.com` is added'],
    ],
    [
      'types that are allowed',
      () => changed('caps.yaml', 'ml.g5.xlarge', 'ml.p4d.24xlarge'),
      ['`instance-caps` of `caps`: params.allowedTypes adds ["ml.p4d.24xlarge"] and drops ["ml.g5.xlarge"]'],
    ],
    [
      'another exception',
      () => changed('runtime.yaml', 'except: { tags: { Environment: [dev] } }, ', ''),
      ['`max-runtime` of `runtime`: except: {"tags":{"Environment":["dev"]}} → none'],
    ],
    ['a rule more', () => bundleWith(binding('secrets-scan', '{}')), ADDED],
    [
      'what somebody may do',
      () => changed('organization.yaml', 'Ben, team: vision', 'Ben, team: vision, roles: [operator]'),
      ['person `ben@example.com`: roles adds ["operator"]'],
    ],
    [
      'who somebody is',
      () =>
        bundleWith({
          'organization.yaml': `${ORGANIZATION.replace('principals: []\n', '')}principals: [{ arn: 'arn:aws:iam::111122223333:user/x', person: ben@example.com }]\n`,
        }),
      [
        'organization.principals.arn:aws:iam::111122223333:user/x: none → {"arn":"arn:aws:iam::111122223333:user/x","person":"ben@example.com"}',
      ],
    ],
    [
      'where jobs run',
      () => changed('organization.yaml', '[eu-west-1]', '[eu-west-1, us-east-1]'),
      ['organization.accounts.111122223333.regions adds ["us-east-1"]'],
    ],
    [
      'what requests get',
      () => bundleWith({ 'organization.yaml': `${ORGANIZATION}overrides: { maxRuntimeSeconds: 60 }\n` }),
      ['organization.overrides: none → {"maxRuntimeSeconds":60}'],
    ],
    ['prices', () => bundleWith(prices('2026-11-01')), ['prices.date: null → "2026-11-01"']],
    [
      'prices that were agreed',
      () => bundleWith(prices('2026-11-01', 'basis: agreed\n')),
      ['prices.basis: "list" → "agreed"', 'prices.date: null → "2026-11-01"'],
    ],
    ['nothing', () => bundleOf(FILES), []],
  ])('tells of %s', (_, after, lines) => {
    expect(textChanges(BEFORE, after()).map(({ text }) => text)).toEqual(lines);
  });

  it.each([
    ['usdPerHour', 'eu-west-1: { ml.m5.xlarge: 0.5', 'eu-west-1: { ml.m5.xlarge: 0.4'],
    ['usdPerGbMonth', 'eu-west-1: 0.1', 'eu-west-1: 0'],
    ['warmPoolUsdPerHour', 'date', 'warmPoolUsdPerHour: { eu-west-1: { ml.m5.xlarge: 0.4 } }\ndate'],
    ['spotUsdPerHour', 'date', 'spotUsdPerHour: { eu-west-1: { ml.m5.xlarge: 0.2 } }\ndate'],
  ])('tells of other prices of the same day in %s', (list, from, to) => {
    const before = prices('2026-11-01');
    const after = { 'prices.yaml': before['prices.yaml'].replace(from, to) };
    const changes = textChanges(bundleWith(before), bundleWith(after));
    expect(changes.map(({ text }) => text)).toEqual([`prices.${list} is another`]);
  });
});
