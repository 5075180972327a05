import { describe, expect, it } from '@jest/globals';
import { policyDocs } from '../../cli/policies/docs.ts';
import { scopeInWords } from '../../cli/policies/scope-wording.ts';
import { compileBundle } from '../../gateway/bundle/compile.ts';
import { openBundle } from '../../gateway/bundle/open.ts';
import type { Match } from '../../gateway/rules/match.ts';

const FILES = {
  'organization.yaml': `
name: Small
accounts: [{ id: '111122223333', regions: [eu-west-1] }]
teams:
  - { id: vision, department: research, defaults: { maxRuntimeSeconds: 3600 } }
  - { id: language, department: research, holds: refuse }
  - { id: empty, department: research }
  - { id: nobody, department: research }
people:
  - { id: ada@example.com, name: Ada, team: vision, groups: [leads] }
  - { id: chen@example.com, name: Chen, team: language }
  - { id: finn@example.com, name: Finn, team: empty, groups: [finance] }
  - { id: fay@example.com, name: Fay, team: empty, groups: [finance] }
principals: []
defaults: { maxRuntimeSeconds: 86400, tags: { Team: { caller: team }, Owner: { caller: person } } }
overrides: { networkIsolation: true }
`,
  'quotas.yaml': `
unpriced: { approvals: [{ group: finance, count: 2 }] }
quotas:
  - { scope: 'team:*', limits: { jobs: 4 } }
  - { scope: 'person:chen@example.com', limits: { jobs: 9 } }
  - { scope: 'department:research', budgets: { month: { usd: 1000 } }, overLimit: { approvals: [{ group: finance }] } }
  - { scope: 'team:vision', limits: { gpus: 8 }, budgets: { month: { usd: 500, gpuHours: 240 }, day: { gpuHours: 24 } } }
  - { scope: 'tag:Project=*', budgets: { month: { usd: 50 } }, overLimit: { approvals: [{ group: leads }] } }
  - { scope: 'tag:Project=atlas', budgets: { month: { usd: 90 } } }
raises:
  - { scope: 'team:vision', limits: { gpus: 9 }, until: 2026-12-01T00:00:00Z, reason: over }
  - { scope: 'team:vision', budgets: { month: { usd: 800 } }, from: 2026-12-06T00:00:00Z, until: 2026-12-18T18:00:00Z, reason: the fair }
  - { scope: 'team:language', limits: { jobs: 9 }, until: 2026-12-18T18:00:00Z, reason: not ours }
`,
  'prices.yaml':
    'date: 2026-11-20\nusdPerGbMonth: { eu-west-1: 0 }\nusdPerHour: { eu-west-1: { ml.m5.large: 0.13 } }\n',
  'caps.yaml': `
policy: caps
description: Small jobs.
owner: platform@example.com
bindings:
  - { rule: instance-caps, enforcement: deny, params: { maxInstances: 1 } }
  - { rule: instance-caps, enforcement: warn, match: { groups: [leads] }, params: { maxInstances: 2 } }
  - { rule: instance-caps, enforcement: audit, match: { people: [chen@example.com] }, params: { maxInstances: 3 } }
  - { rule: instance-caps, enforcement: deny, except: { teams: [vision] }, params: { maxInstances: 4 } }
  - { rule: instance-caps, enforcement: deny, except: { teams: [vision], tags: { A: [b] } }, params: { maxInstances: 5 } }
  - { rule: instance-caps, enforcement: hold, approvals: [{ group: leads }, { group: finance, count: 2 }], match: { tags: { A: [b] } }, params: { maxInstances: 6 } }
`,
  'teams/vision/own.yaml': `
policy: own
description: Our own.
owner: ada@example.com
link: https://wiki.example.com/own
bindings: [{ rule: vpc, enforcement: deny, params: { required: true } }]
`,
  'waivers.yaml': `
waivers:
  - waiver: big-run
    policy: caps
    rule: instance-caps
    for: { people: [ada@example.com] }
    within: [{ rule: instance-caps, params: { maxInstances: 8 } }]
    owner: platform@example.com
    reason: one large run
    ticket: ML-1
    expires: 2026-12-04T17:00:00Z
    maxUses: 1
`,
};

const compiled = compileBundle(Object.entries(FILES).map(([name, text]) => ({ name, text })));
if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
const bundle = openBundle(compiled.value);
const docsAt = (at: string, team?: string) => policyDocs(bundle, Date.parse(at), team);
const BEFORE = '2026-12-04T16:59:59Z';

describe('traingate policies docs', () => {
  it.each<readonly [string, string, readonly string[]]>([
    [
      'people, groups and exceptions that concern vision',
      'vision',
      [
        'Refused, unless:\n\n- at most 1 instance in one job',
        'Told, but not refused, for jobs of people in `leads`, unless:\n\n- at most 2 instances in one job',
        'Refused, but not for jobs with the tag `A`: `b`, unless:\n\n- at most 5 instances in one job',
        '#### own\n\nOur own. [More](https://wiki.example.com/own). Ask: ada@example.com.',
      ],
    ],
    [
      'people and exceptions that concern language',
      'language',
      [
        'Only recorded, for jobs of `chen@example.com`, unless:\n\n- at most 3 instances in one job',
        'Refused, unless:\n\n- at most 4 instances in one job',
        'Refused, unless:\n\n- at most 5 instances in one job',
      ],
    ],
    [
      'who has to approve',
      'vision',
      [
        'Needs the approval of 1 of `leads` and 2 of `finance`, for jobs with the tag `A`: `b`, unless:\n\n- at most 6 instances in one job',
        '- department research: beyond a limit, a job needs the approval of 1 of `finance`\n',
        '- each value of the tag `Project`: beyond a limit, a job needs the approval of 1 of `leads`\n- tag `Project`: `atlas`: beyond a limit, a job needs the approval of 1 of `leads`\n',
        '- a job whose price is not known needs the approval of 2 of `finance`\n',
      ],
    ],
    [
      'that jobs of the team do not wait',
      'language',
      [
        'Needs the approval of 1 of `leads` and 2 of `finance` (refused at once: jobs of the team do not wait), for jobs',
      ],
    ],
    ['a team without people', 'nobody', ['- at most 4 instances in one job', '- role (`RoleArn`): none']],
    [
      "the team's own default before the organisation's",
      'vision',
      [
        'Whatever they say:\n\n- `EnableNetworkIsolation`: `true`',
        '- `MaxRuntimeInSeconds`: 3600 seconds (1 hour)\n- tag `Team`: `vision`\n- tag `Owner`: your e-mail address',
      ],
    ],
    ['quotas of a team', 'vision', ['|  | jobs | gpus |', '| the team | 4 | 8 |', '| each person | any | any |']],
    ['quotas of a person', 'language', ['|  | jobs | in a month |', '| `chen@example.com` | 9 | any |']],
    [
      'budgets of a team, of its department and of tags, by period',
      'vision',
      [
        '|  | jobs | gpus | in a day | in a month |',
        '| department research | any | any | any | $1000.00 |',
        '| the team | 4 | 8 | 24 GPU-hours | $500.00, 240 GPU-hours |',
        '| each value of the tag `Project` | any | any | any | $50.00 |',
        '| tag `Project`: `atlas` | any | any | any | $90.00 |',
      ],
    ],
    [
      'raises',
      'vision',
      ['- the team, from 2026-12-06T00:00:00Z until 2026-12-18T18:00:00Z: $800.00 in a month (the fair)'],
    ],
    ['the date of the prices', 'vision', ['list prices of 2026-11-20']],
    [
      'a waiver in force',
      'vision',
      [
        '`big-run` lifts `instance-caps` of `caps` for jobs of `ada@example.com`, until 2026-12-04T17:00:00Z, for at most 1 job (ML-1: one large run). A job must still keep to:\n\n- at most 8 instances in one job',
      ],
    ],
  ])('%s', (_name, team, texts) => {
    for (const text of texts) expect(docsAt(BEFORE, team)).toContain(text);
  });

  it.each([
    ["another team's bindings", docsAt(BEFORE, 'vision'), 'at most 4 instances'],
    ["another team's people", docsAt(BEFORE, 'vision'), 'at most 3 instances'],
    ["another team's groups", docsAt(BEFORE, 'language'), 'at most 2 instances'],
    ["another team's own policy", docsAt(BEFORE, 'language'), 'Our own.'],
    ["another team's waiver", docsAt(BEFORE, 'language'), 'big-run'],
    ['a waiver that is over', docsAt('2026-12-04T17:00:00Z', 'vision'), 'big-run'],
    ['that jobs of another team do not wait', docsAt(BEFORE, 'vision'), 'do not wait'],
    ["another team's raise", docsAt(BEFORE, 'vision'), 'not ours'],
    ['a raise that is over', docsAt(BEFORE, 'vision'), 'over)'],
  ])('leaves out %s', (_name, text, absent) => {
    expect(text).not.toContain(absent);
  });

  it('says which prices are those of an agreement', () => {
    const agreed = { ...bundle, prices: { ...bundle.prices, basis: 'agreed' as const } };
    expect(policyDocs(agreed, Date.parse(BEFORE))).toContain('the prices agreed with AWS of 2026-11-20');
  });

  it('has a chapter on every team, and names the nearest where there is none', () => {
    expect([...docsAt(BEFORE).matchAll(/^## Team `(.*)`$/gm)].map(([, id]) => id)).toEqual([
      'vision',
      'language',
      'empty',
      'nobody',
    ]);
    expect(() => docsAt(BEFORE, 'visoin')).toThrow(
      '`visoin` is not a team of organization.yaml: did you mean `vision`?',
    );
  });
});

describe('whom a binding is for', () => {
  it.each<readonly [string, Match | null, Match | null, string]>([
    ['everyone', null, null, ''],
    ['the team', { teams: ['vision'] }, null, ''],
    ['others excepted', null, { teams: ['language'], tags: { A: ['b'] } }, ''],
    [
      'people of groups with tags',
      { groups: ['a', 'b'], tags: { A: ['x', 'y'] } },
      { people: ['ada@example.com'] },
      ', for jobs of people in one of `a`, `b` and with the tag `A`: one of `x`, `y`, but not for jobs of `ada@example.com`',
    ],
  ])('%s', (_name, match, except, words) => {
    expect(scopeInWords({ match, except }, 'vision')).toBe(words);
  });
});
