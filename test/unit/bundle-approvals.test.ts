import { describe, expect, it } from '@jest/globals';
import { openBundle } from '../../gateway/bundle/open.ts';
import { principalOfPerson } from '../../gateway/identity/principal-of.ts';
import { approversBeyond } from '../../gateway/quota/quotas.ts';
import { compiled, FILES, ORGANIZATION, POLICY, problemsIn, QUOTAS } from '../support/small-files.ts';

const PEOPLE = `people:
  - { id: finn@example.com, name: Finn, team: language, groups: [finance] }
  - { id: fay@example.com, name: Fay, team: language, groups: [finance], aliases: [fay@slack.example.com] }
`;
const WITH_FINANCE = { ...FILES, 'organization.yaml': ORGANIZATION.replace('people:\n', PEOPLE) };
const HOLDS = 'enforcement: hold\n    approvals: [{ group: finance, count: 2 }]';
const ONE = 'overLimit: { approvals: [{ group: finance }] }';

/** Problems with a policy whose enforcement is this, in an organisation with two people in `finance`. */
const policyProblems = (enforcement: string) =>
  problemsIn({ ...WITH_FINANCE, 'caps.yaml': POLICY.replace('enforcement: deny', enforcement) });
const quotaProblems = (text: string) => problemsIn({ ...WITH_FINANCE, 'quotas.yaml': text });

describe('who has to approve what a policy holds', () => {
  it.each<[string, string, string[]]>([
    ['as many as there are', HOLDS, []],
    ['one, where nothing is said', 'enforcement: hold\n    approvals: [{ group: finance }]', []],
    [
      'nobody',
      'enforcement: hold',
      ['caps.yaml:6:18 `hold` asks people: say in `approvals` whom, such as `[{ group: finance }]`'],
    ],
    [
      'somebody, though it denies',
      'enforcement: deny\n    approvals: [{ group: finance }]',
      ['caps.yaml:7:16 `approvals` are for `enforcement: hold` alone: leave them out, or hold'],
    ],
    [
      'somebody, though it only warns',
      'enforcement: warn\n    approvals: [{ group: finance }]',
      ['caps.yaml:7:16 `approvals` are for `enforcement: hold` alone: leave them out, or hold'],
    ],
    [
      'more people than there are',
      'enforcement: hold\n    approvals: [{ group: leads }, { group: finance, count: 3 }]',
      [
        'caps.yaml:7:60 `finance` has 2 of the 3 people who would have to approve: ask fewer, or give the group to more',
      ],
    ],
    [
      'a group that nobody is in',
      'enforcement: hold\n    approvals: [{ group: finanse }]',
      ['caps.yaml:7:26 `finanse` is not a group that anyone is in: did you mean `finance`?'],
    ],
    [
      'an empty list',
      'enforcement: hold\n    approvals: []',
      ['caps.yaml:7:16 `approvals` is empty: it needs at least one entry'],
    ],
    [
      'nobody of a group',
      'enforcement: hold\n    approvals: [{ group: finance, count: 0 }]',
      ['caps.yaml:7:42 `count` is `0`: it must be at least 1'],
    ],
    [
      'half a person',
      'enforcement: hold\n    approvals: [{ group: finance, count: 1.5 }]',
      ['caps.yaml:7:42 `count` is `1.5`: it must be a whole number'],
    ],
    [
      'a crowd',
      'enforcement: hold\n    approvals: [{ group: finance, count: 11 }]',
      [
        'caps.yaml:7:42 `count` is `11`: it must be at most 10',
        'caps.yaml:7:42 `finance` has 2 of the 11 people who would have to approve',
      ],
    ],
    [
      'no group',
      'enforcement: hold\n    approvals: [{ count: 1 }]',
      ['caps.yaml:7:17 `approvals` lacks the member `group`: add it'],
    ],
    [
      'a person',
      'enforcement: hold\n    approvals: [{ person: finn@example.com, group: finance }]',
      ['caps.yaml:7:19 `person` is not a member here: known are `group`, `count`'],
    ],
  ])('%s', (_name, enforcement, problems) => {
    expect(policyProblems(enforcement)).toEqual(problems.map((each) => expect.stringContaining(each)));
  });

  it('is there where requests are judged, each with its number', () => {
    const text = POLICY.replace('enforcement: deny', 'enforcement: hold\n    approvals: [{ group: finance }]');
    const { bindings } = openBundle(compiled({ ...WITH_FINANCE, 'caps.yaml': text }));
    expect(bindings.find(({ policy }) => policy === 'caps')).toMatchObject({
      enforcement: 'hold',
      approvals: [{ group: 'finance', count: 1 }],
    });
  });
});

describe('who may let jobs go beyond limits, or run without a price', () => {
  it.each<[string, string, string[]]>([
    ['of a scope', QUOTAS.replace('limits:', `${ONE}\n    limits:`), []],
    ['of a scope that has no limits of its own', `quotas:\n  - { scope: org, ${ONE} }\n`, []],
    [
      'too many',
      'quotas:\n  - { scope: org, overLimit: { approvals: [{ group: finance, count: 3 }] } }\n',
      [
        'quotas.yaml:2:69 `finance` has 2 of the 3 people who would have to approve: ask fewer, or give the group to more',
      ],
    ],
    [
      'nobody',
      'quotas:\n  - { scope: org, overLimit: {} }\n',
      ['quotas.yaml:2:30 `overLimit` lacks the member `approvals`: add it'],
    ],
    [
      'a group that nobody is in',
      'quotas:\n  - { scope: org, overLimit: { approvals: [{ group: finanse }] } }\n',
      ['quotas.yaml:2:53 `finanse` is not a group that anyone is in: did you mean `finance`?'],
    ],
    [
      'a word',
      'quotas:\n  - { scope: org, overLimit: hold }\n',
      ['quotas.yaml:2:30 `overLimit` is `hold`: it must be a mapping'],
    ],
    ['without a price: nobody', 'unpriced: deny\nquotas: []\n', []],
    ['without a price: somebody', 'unpriced: { approvals: [{ group: finance, count: 2 }] }\nquotas: []\n', []],
    [
      'without a price: too many',
      'unpriced: { approvals: [{ group: finance, count: 3 }] }\nquotas: []\n',
      [
        'quotas.yaml:1:50 `finance` has 2 of the 3 people who would have to approve: ask fewer, or give the group to more',
      ],
    ],
    [
      'without a price: a word that is none',
      'unpriced: hold\nquotas: []\n',
      ['quotas.yaml:1:11 `hold` is not an outcome: '],
    ],
    [
      'without a price: something else',
      'unpriced: { deny: true }\nquotas: []\n',
      [
        'quotas.yaml:1:11 `unpriced` lacks the member `approvals`: add it',
        'quotas.yaml:1:13 `deny` is not a member here',
      ],
    ],
    [
      'without a price: a list',
      'unpriced: [{ group: finance }]\nquotas: []\n',
      ['quotas.yaml:1:11 `unpriced` is a list: it must be text or a mapping'],
    ],
  ])('%s', (_name, text, problems) => {
    expect(quotaProblems(text)).toEqual(problems.map((each) => expect.stringContaining(each)));
  });

  it('is there where requests are judged, of a scope or of everyone of its kind', () => {
    const texts = {
      ...WITH_FINANCE,
      'quotas.yaml': `unpriced: { approvals: [{ group: leads }] }
quotas:
  - { scope: 'team:*', overLimit: { approvals: [{ group: finance, count: 2 }] } }
  - { scope: team:vision, limits: { jobs: 1 }, overLimit: { approvals: [{ group: leads }] } }
`,
    };
    const { quotas } = openBundle(compiled(texts));
    expect(quotas.unpriced).toEqual([{ group: 'leads', count: 1 }]);
    const of = (scope: 'team:vision' | 'team:language' | 'org') => approversBeyond(quotas, scope);
    expect([of('team:vision'), of('team:language'), of('org')]).toEqual([
      [{ group: 'leads', count: 1 }],
      [{ group: 'finance', count: 2 }],
      null,
    ]);
    expect(openBundle(compiled(WITH_FINANCE)).quotas.unpriced).toBeNull();
  });
});

describe('how people are asked', () => {
  const problemsOf = (text: string) => problemsIn({ ...FILES, 'organization.yaml': `${ORGANIZATION}${text}` });
  const SLACK = 'workspace: T0123ABCD, app: A0123ABCD, channel: C0123ABCD';
  const slack = (from: string, to: string) => `approvals: { slack: { ${SLACK.replace(from, to)} } }\n`;

  it.each<[string, string, string[]]>([
    ['in a channel', slack('', ''), []],
    ['in a private channel', slack('C0', 'G0'), []],
    ['within times', 'approvals: { expireAfterMinutes: 5, grantMinutes: 10080 }\n', []],
    [
      'in a channel by its name',
      slack('C0123ABCD', "'#ml'"),
      ['15:70 `#ml` is not the id of a Slack channel, such as `C0123ABCD`'],
    ],
    ['in a channel of a user', slack('C0', 'U0'), ['15:70 `U0123ABCD` is not the id of a Slack channel']],
    [
      'in a workspace by its name',
      slack('T0123ABCD', 'example'),
      ['15:34 `example` is not the id of a Slack workspace'],
    ],
    ['by an app in lower case', slack('A0123ABCD', 'a0123abcd'), ['15:50 `a0123abcd` is not the id of a Slack app']],
    ['by no app', slack('app: A0123ABCD, ', ''), ['15:21 `slack` lacks the member `app`: add it']],
    ['by a token', slack('app:', 'token: xoxb-1, app:'), ['15:45 `token` is not a member here']],
    ['with no terms', 'approvals: {}\n', ['15:12 `approvals` is empty: it needs at least one entry']],
    [
      'for a moment',
      'approvals: { expireAfterMinutes: 4 }\n',
      ['15:34 `expireAfterMinutes` is `4`: it must be at least 5'],
    ],
    [
      'for a year',
      'approvals: { grantMinutes: 525600 }\n',
      ['15:28 `grantMinutes` is `525600`: it must be at most 10080'],
    ],
  ])('%s', (_name, text, problems) => {
    expect(problemsOf(text)).toEqual(problems.map((each) => expect.stringContaining(`organization.yaml:${each}`)));
  });

  it.each<[string, string, string[]]>([
    ['wait', 'holds: wait', []],
    ['are refused', 'holds: refuse', []],
    [
      'something else',
      'holds: deny',
      ['organization.yaml:10:50 `deny` is not what becomes of a job that needs approval: known are `wait`, `refuse`'],
    ],
  ])('a team whose jobs %s', (_name, text, problems) => {
    const organization = ORGANIZATION.replace('department: research }', `department: research, ${text} }`);
    expect(problemsIn({ ...FILES, 'organization.yaml': organization })).toEqual(problems);
  });
});

describe('other addresses of a person', () => {
  const aliased = (ada: string, ben = '') =>
    ORGANIZATION.replace('groups: [leads] }', `groups: [leads], aliases: [${ada}] }${ben}`);
  const BEN = '\n  - { id: ben@example.com, name: Ben, team: vision, aliases: [b@example.com] }';
  const taken = (address: string, place: string) =>
    `organization.yaml:${place} \`${address}\` is somebody's address already: leave it out of one of the two`;

  it.each<[string, string, string[]]>([
    ['one', aliased('a@example.com'), []],
    ['those of two people', aliased('a@example.com', BEN), []],
    ['the id of the same person', aliased('ada@example.com'), [taken('ada@example.com', '12:80')]],
    ['the id of somebody else', aliased('ben@example.com', BEN), [taken('ben@example.com', '12:80')]],
    ['an alias of somebody else', aliased('b@example.com', BEN), [taken('b@example.com', '13:63')]],
    [
      'one in upper case, which would be no other',
      aliased('A@example.com'),
      ['organization.yaml:12:80 `A@example.com` is not an e-mail address in lower case'],
    ],
  ])('%s', (_name, organization, problems) => {
    expect(problemsIn({ ...FILES, 'organization.yaml': organization })).toEqual(problems);
  });

  it.each([
    ['the id', 'fay@example.com'],
    ['an alias', 'fay@slack.example.com'],
    ['an alias in other case', 'Fay@Slack.example.com'],
  ])('lead to the same person: %s', (_name, address) => {
    const { organization } = openBundle(compiled(WITH_FINANCE));
    expect(principalOfPerson(organization, address, 'slack')).toMatchObject({
      ok: true,
      value: { person: 'fay@example.com', groups: ['finance'], arn: 'slack' },
    });
  });

  it('lead to nobody where there is none', () => {
    const { organization } = openBundle(compiled(WITH_FINANCE));
    expect(principalOfPerson(organization, 'fay@elsewhere.example.com', 'slack')).toMatchObject({
      ok: false,
      error: expect.stringContaining('`fay@elsewhere.example.com` is no person of this organisation'),
    });
  });
});
