import { describe, expect, it } from '@jest/globals';
import { isHopeless, withKnownQuota, withQuota } from '../../gateway/flows/decide.ts';
import { refusalText } from '../../gateway/flows/refusal.ts';
import type { LedgerReading } from '../../gateway/quota/assess.ts';
import { type Dimension, placesOf, type Scope } from '../../gateway/shared/amount.ts';
import type { Decision } from '../../gateway/shared/decision.ts';
import { bundleOf, judged, principalIn } from '../support/judging.ts';
import { trainingJob } from '../support/training-job.ts';

const ORGANIZATION = `
name: Example Corp
accounts: [{ id: '111122223333', regions: [eu-west-1] }]
teams:
  - { id: vision, department: research, trainingRoles: [arn:aws:iam::111122223333:role/training-vision] }
  - { id: operations, department: platform }
people:
  - { id: ada@example.com, name: Ada, team: vision }
  - { id: finn@example.com, name: Finn, team: operations, groups: [finance] }
  - { id: fay@example.com, name: Fay, team: operations, groups: [finance] }
  - { id: petra@example.com, name: Petra, team: operations, groups: [platform] }
principals: []
`;
const PRICES = 'date: 2026-11-01\nusdPerGbMonth: { eu-west-1: 0 }\nusdPerHour: { eu-west-1: { ml.m5.xlarge: 0.5 } }\n';
const FINANCE = '[{ group: finance }]';
const PLATFORM = '[{ group: platform }]';
const caps = (enforcement: string, params: string) =>
  `  - { rule: instance-caps, ${enforcement}, params: ${params} }\n`;
const hold = (approvals: string, params: string) => caps(`enforcement: hold, approvals: ${approvals}`, params);
const deny = (params: string) => caps('enforcement: deny', params);

interface Given {
  readonly bindings?: string;
  readonly quotas?: string;
  readonly type?: string;
  readonly count?: number;
}

const judge = ({ bindings, quotas = '[]', type = 'ml.m5.xlarge', count = 3 }: Given) => {
  const bundle = bundleOf({
    'organization.yaml': ORGANIZATION,
    'quotas.yaml': quotas.includes('quotas:') ? quotas : `quotas: ${quotas}\n`,
    'prices.yaml': PRICES,
    ...(bindings && { 'caps.yaml': `policy: caps\ndescription: d\nowner: a@example.com\nbindings:\n${bindings}` }),
  });
  const request = trainingJob({
    ResourceConfig: { InstanceType: type, InstanceCount: count, VolumeSizeInGB: 30 },
  });
  return judged(bundle, principalIn(bundle, 'ada@example.com'), request);
};

type Used = readonly (readonly [Scope, Dimension, number])[];
const decide = (given: Given, used: Used = []): Decision => {
  const judgement = judge(given);
  const balances = used.map(([scope, dimension, amount]) => {
    return { scope, dimension, window: 'current' as const, used: amount, settled: 0 };
  });
  const reading: LedgerReading = { places: placesOf(judgement.lines), balances };
  return withQuota(judgement, reading);
};

const effects = ({ violations }: Decision) => violations.map(({ policy, enforcement }) => `${enforcement} ${policy}`);
const asked = ({ approvals }: Decision) => approvals.map(({ group, count }) => `${count} ${group}`);
const changes = ({ correction }: Decision) => correction.map((each) => ('value' in each ? each.value : each.op));

const TEAM_GPUS = (limit: number, more = '') => `{ scope: 'team:*', limits: { instances: ${limit} }${more} }`;
const BEYOND = `, overLimit: { approvals: ${FINANCE} }`;
const TEAM = 'team:vision' as const;

describe('what is held', () => {
  it.each<[string, Given, Used, string, string[], string[], unknown[]]>([
    ['one binding', { bindings: hold(FINANCE, '{ maxInstances: 2 }') }, [], 'hold', ['hold caps'], ['1 finance'], [2]],
    [
      'several, whose approvals are merged',
      {
        bindings:
          hold('[{ group: platform }, { group: finance }]', '{ maxInstances: 2 }') +
          hold('[{ group: finance, count: 2 }]', '{ maxInstances: 1 }'),
      },
      [],
      'hold',
      ['hold caps', 'hold caps'],
      ['2 finance', '1 platform'],
      [1],
    ],
    [
      'a denial besides: the correction ends that alone',
      { bindings: deny('{ maxInstances: 2 }') + hold(FINANCE, '{ maxInstances: 1 }') },
      [],
      'deny',
      ['deny caps', 'hold caps'],
      ['1 finance'],
      [2],
    ],
    [
      'nothing that any fix is known for',
      { bindings: hold(FINANCE, '{ maxInstances: 0 }') },
      [],
      'hold',
      ['hold caps'],
      ['1 finance'],
      [],
    ],
    [
      'a warning stays a warning',
      { bindings: hold(FINANCE, '{ maxInstances: 2 }') + caps('enforcement: warn', '{ maxInstances: 1 }') },
      [],
      'hold',
      ['hold caps', 'warn caps'],
      ['1 finance'],
      [2],
    ],
    [
      'a fix that meets a new hold is none',
      {
        type: 'ml.m5.xlarge',
        bindings:
          deny('{ allowedTypes: [ml.m5.large] }') + hold(FINANCE, '{ allowedTypes: [ml.m5.xlarge, ml.c5.xlarge] }'),
      },
      [],
      'deny',
      ['deny caps'],
      [],
      [],
    ],
    [
      'over a limit that people may let it go beyond',
      { quotas: `[${TEAM_GPUS(4, BEYOND)}]` },
      [[TEAM, 'instances', 2]],
      'hold',
      ['hold quotas'],
      ['1 finance'],
      [2],
    ],
    [
      'over a limit that is smaller than the job, too',
      { quotas: `[${TEAM_GPUS(2, BEYOND)}]` },
      [],
      'hold',
      ['hold quotas'],
      ['1 finance'],
      [2],
    ],
    [
      'over two, whose approvals are merged with those of a policy',
      {
        bindings: hold('[{ group: finance, count: 2 }]', '{ maxInstances: 2 }'),
        quotas: `[${TEAM_GPUS(2, BEYOND)}, { scope: org, limits: { instances: 1 }, overLimit: { approvals: ${PLATFORM} } }]`,
      },
      [],
      'hold',
      ['hold caps', 'hold quotas', 'hold quotas'],
      ['2 finance', '1 platform'],
      [1],
    ],
    [
      'over a limit of somebody who may not',
      { quotas: `[${TEAM_GPUS(2, BEYOND)}, { scope: org, limits: { instances: 2 } }]` },
      [],
      'deny',
      ['deny quotas', 'hold quotas'],
      ['1 finance'],
      [2],
    ],
    [
      'by a policy, while a quota is full: it waits for room once it is approved',
      { bindings: hold(FINANCE, '{ maxInstances: 2 }'), quotas: `[${TEAM_GPUS(4)}]` },
      [[TEAM, 'instances', 3]],
      'hold',
      ['hold caps', 'warn quotas'],
      ['1 finance'],
      [1],
    ],
    [
      'by a policy, beyond a limit for good: no waiting helps',
      { bindings: hold(FINANCE, '{ maxInstances: 1 }'), quotas: `[${TEAM_GPUS(2)}]` },
      [],
      'deny',
      ['hold caps', 'deny quotas'],
      ['1 finance'],
      [2],
    ],
    [
      'by a policy, beyond one limit for good that people may lift, while another is full',
      {
        bindings: hold(PLATFORM, '{ maxInstances: 2 }'),
        quotas: `[${TEAM_GPUS(2, BEYOND)}, { scope: org, limits: { instances: 9 } }]`,
      },
      [['org', 'instances', 8]],
      'hold',
      ['hold caps', 'warn quotas', 'hold quotas'],
      ['1 finance', '1 platform'],
      [1],
    ],
    [
      'by nobody where there is room',
      { quotas: `[${TEAM_GPUS(5, BEYOND)}]` },
      [[TEAM, 'instances', 2]],
      'allow',
      [],
      [],
      [],
    ],
    [
      'a job of no price, where people may let it run',
      {
        type: 'ml.m5.large',
        quotas: `unpriced: { approvals: ${FINANCE} }\nquotas: [{ scope: org, budgets: { month: { usd: 9 } } }]\n`,
      },
      [],
      'hold',
      ['hold quotas'],
      ['1 finance'],
      [],
    ],
    [
      'a job of no price, where nobody may',
      { type: 'ml.m5.large', quotas: '[{ scope: org, budgets: { month: { usd: 9 } } }]' },
      [],
      'deny',
      ['deny quotas'],
      [],
      [],
    ],
    [
      'a job of no price, where nothing counts in USD',
      { type: 'ml.m5.large', quotas: `unpriced: { approvals: ${FINANCE} }\nquotas: []\n` },
      [],
      'allow',
      [],
      [],
      [],
    ],
  ])('%s', (_name, given, used, verdict, found, people, values) => {
    const decision = decide(given, used);
    expect([decision.verdict, effects(decision), asked(decision), changes(decision)]).toEqual([
      verdict,
      found,
      people,
      values,
    ]);
  });

  it('says of the numbers how far beyond it is', () => {
    const { needs, violations } = decide({ quotas: `[${TEAM_GPUS(4, BEYOND)}]` }, [[TEAM, 'instances', 2]]);
    expect(needs.find(({ scope, dimension }) => scope === TEAM && dimension === 'instances')).toMatchObject({
      ...{ limit: 4, left: 2, amount: 3 },
    });
    expect(violations).toMatchObject([
      {
        message: 'the limit of `team:vision` is 4 `instances`: 2 in use, this job needs 3',
        approvals: [{ group: 'finance', count: 1 }],
        waiverRequest: null,
      },
    ]);
  });

  it('tells, where it waits for room, that there is nothing to do', () => {
    const given = { bindings: hold(FINANCE, '{ maxInstances: 2 }'), quotas: `[${TEAM_GPUS(4)}]` };
    const [, quota] = decide(given, [[TEAM, 'instances', 3]]).violations;
    expect(quota?.remedy).toBe('nothing to do: once people have approved it, the job waits until there is room for it');
  });

  it('is the same where only a part of the ledger is known', () => {
    const judgement = judge({ quotas: `[${TEAM_GPUS(2, BEYOND)}]` });
    expect(withKnownQuota(judgement, { places: placesOf(judgement.lines), balances: [] })).toMatchObject({
      ...{ verdict: 'hold', corrected: null },
    });
    expect(withKnownQuota(judgement, { places: [], balances: [] })).toMatchObject({ verdict: 'allow', approvals: [] });
  });
});

describe('no waiting helps', () => {
  it.each<[string, string, boolean]>([
    ['within all limits', `[${TEAM_GPUS(3)}]`, false],
    ['beyond a limit', `[${TEAM_GPUS(2)}]`, true],
    ['beyond a limit that people may lift', `[${TEAM_GPUS(2, BEYOND)}]`, false],
    ['beyond that and another', `[${TEAM_GPUS(2, BEYOND)}, { scope: org, limits: { instances: 2 } }]`, true],
    [
      'beyond one of a scope whose kind lets people',
      `[{ scope: 'team:*', overLimit: { approvals: ${FINANCE} } }, { scope: team:vision, limits: { instances: 2 } }]`,
      false,
    ],
  ])('%s', (_name, quotas, hopeless) => {
    expect(isHopeless(judge({ quotas }))).toBe(hopeless);
  });
});

describe('what its caller reads', () => {
  const textOf = (given: Given) => refusalText(decide(given)).split('\n');

  it('is why, who has to approve, and what would need nobody', () => {
    expect(textOf({ bindings: hold(FINANCE, '{ maxInstances: 2 }') })).toEqual([
      expect.stringMatching(/^caps: the job asks for 3 instances/),
      'it needs the approval of 1 of `finance`',
      'the request would pass with `/ResourceConfig/InstanceCount` 2',
    ]);
  });

  it('is of a denial why it is denied, and nothing of who could approve the rest', () => {
    const text = textOf({ bindings: deny('{ maxInstances: 2 }') + hold(FINANCE, '{ maxInstances: 1 }') });
    expect(text.filter((line) => line.startsWith('caps:'))).toHaveLength(1);
    expect(text.join('\n')).not.toContain('approval');
  });
});
