import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type ApprovalAnswer,
  type ApprovalDetail,
  approvedText,
  deniedText,
  detailText,
  listText,
} from '../../cli/approvals-text.ts';
import { traingateHere } from '../support/cli.ts';
import { type Call, type FakeGateway, startFakeGateway } from '../support/fake-gateway.ts';

const FINN = 'finn@example.com';
const ID = '1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b';
const OTHER_ID = '2c4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b';

type Part = NonNullable<ApprovalAnswer['approval']>;
const part = (parts: Partial<Part> = {}): Part => ({
  round: 1,
  requirements: [
    { group: 'finance', count: 1, approvedBy: [] },
    { group: 'platform', count: 1, approvedBy: ['petra@example.com'] },
  ],
  votes: [{ person: 'petra@example.com', at: '2026-11-27T12:00:00.000Z', channel: 'slack', policyVersion: 'v' }],
  denial: null,
  until: '2026-11-27T17:00:00.000Z',
  overrides: [],
  waitingFor: null,
  ...parts,
});
const answer = (parts: Partial<ApprovalAnswer> = {}): ApprovalAnswer => ({
  admissionId: ID,
  name: 'shelf-detection-001',
  arn: 'arn:aws:sagemaker:eu-west-1:111122223333:training-job/shelf-detection-001',
  person: 'ada@example.com',
  team: 'vision',
  state: 'held',
  approval: part(),
  violations: [
    {
      ...{ policy: 'cost', rule: 'cost-ceiling', enforcement: 'hold', path: '/StoppingCondition' },
      ...{ message: 'the job may cost $2965.78', observed: 2_965, limit: 2_500, remedy: 'ask for less' },
      ...{ link: null, owner: 'finops@example.com', waiver: null, waiverRequest: null },
      approvals: [{ group: 'finance', count: 1 }],
    },
  ],
  estimate: null,
  ...parts,
});
const detail = (parts: Partial<ApprovalDetail> = {}): ApprovalDetail => ({
  ...answer(),
  status: 'Waiting for approval 1 of 2 (finance 0 of 1, platform 1 of 1), expires 2026-11-27 17:00 UTC',
  facts: [
    { label: 'Asked by', value: 'ada@example.com, team vision' },
    { label: 'Instances', value: '2 × ml.g5.xlarge\n1 × ml.m5.large' },
  ],
  request: { TrainingJobName: 'shelf-detection-001' },
  completed: [{ op: 'add', path: '/EnableNetworkIsolation', value: true }],
  ...parts,
});
const BAD = 'a\u001b[2J\u202eb\nc';

describe('what waits, for a person', () => {
  it('is a line each', () => {
    expect(listText([answer(), answer({ name: 'big', approval: null })])).toBe(
      `NAME                 OF               NEEDS                      EXPIRES               ID
shelf-detection-001  ada@example.com  finance 0/1, platform 1/1  2026-11-27 17:00 UTC  ${ID}
big                  ada@example.com                                                   ${ID}`,
    );
  });

  it('may be nothing', () => expect(listText([])).toBe('nothing waits'));

  it('cannot take over a terminal', () => {
    const requirements = [{ group: BAD, count: 1, approvedBy: [] }];
    const text = listText([answer({ name: BAD, person: BAD, admissionId: BAD, approval: part({ requirements }) })]);
    expect(text.split('\n')).toHaveLength(2);
    expect(text).not.toMatch(/[^\P{C}\n]/u);
  });
});

describe('one approval, for a person', () => {
  it('is all that a decision may rest on', () => {
    expect(detailText(detail(), false)).toBe(`shelf-detection-001  held
Waiting for approval 1 of 2 (finance 0 of 1, platform 1 of 1), expires 2026-11-27 17:00 UTC

Asked by   ada@example.com, team vision
Instances  2 × ml.g5.xlarge
           1 × ml.m5.large
Round      1

Decided so far:
  approved by petra@example.com (slack), 2026-11-27 12:00 UTC

hold  cost (cost-ceiling) at /StoppingCondition
  the job may cost $2965.78
  → ask for less
  or have it approved by 1 of \`finance\`
  finops@example.com

Completed by the gateway:
  add /EnableNetworkIsolation true`);
  });

  const denial: NonNullable<Part['denial']> = {
    person: 'fay@example.com',
    at: '2026-11-27T13:00:00.000Z',
    channel: 'rest',
    policyVersion: 'v',
    reason: 'too dear',
  };
  it.each<[string, ApprovalDetail, boolean, string]>([
    ['a later round', detail({ approval: part({ round: 2 }) }), false, 'Round      2: policies have changed'],
    [
      'a denial',
      detail({ state: 'denied', approval: part({ denial }) }),
      false,
      'Decided:\n  denied by fay@example.com (rest), 2026-11-27 13:00 UTC: too dear',
    ],
    ['its request', detail(), true, 'forwarded:\n{\n  "TrainingJobName": "shelf-detection-001"\n}'],
    ['a request that is gone', detail({ request: null }), true, 'forwarded:\nit is kept no more'],
  ])('says %s', (_, given, withRequest, words) => {
    expect(detailText(given, withRequest)).toContain(words);
  });

  it('cannot take over a terminal', () => {
    const given = detail({
      ...{ name: BAD, status: BAD, facts: [{ label: BAD, value: BAD }] },
      approval: part({
        votes: [{ person: BAD, at: '2026-11-27T12:00:00.000Z', channel: 'rest', policyVersion: 'v' }],
        denial: { ...denial, reason: BAD },
      }),
      completed: [{ op: 'remove', path: BAD }],
      request: { [BAD]: BAD },
    });
    expect(detailText(given, true)).not.toMatch(/[^\P{C}\n]/u);
  });
});

describe('what came of a vote, for a person', () => {
  const met = [{ group: 'finance', count: 1, approvedBy: [FINN] }];
  it.each<[string, ApprovalAnswer, string]>([
    ['more people are missing', answer(), 'it still needs the approval of 1 of `finance`'],
    [
      'it starts',
      answer({ state: 'approved', approval: part({ requirements: met }) }),
      'that is all it takes: it starts now',
    ],
    [
      'it waits for room',
      answer({ state: 'approved', approval: part({ requirements: met, waitingFor: 'the limit is 4' }) }),
      'that is all it takes, and it waits for quota: the limit is 4',
    ],
    ['it has started', answer({ state: 'submitted', approval: part({ requirements: met }) }), 'it is submitted'],
  ])('%s', (_, given, words) => {
    expect(approvedText(given)).toBe(`\`shelf-detection-001\` of ada@example.com is approved by you: ${words}`);
  });

  it('is of a no that it does not start', () => {
    expect(deniedText(answer({ name: BAD }))).toBe(
      '`a?[2J?b?c` of ada@example.com is denied: it does not start, and shows your reason',
    );
  });
});

describe('traingate approvals', () => {
  let gateway: FakeGateway;
  let pages: readonly (readonly ApprovalAnswer[])[] = [];
  let refusal: readonly [number, object] | null = null;
  beforeAll(async () => {
    gateway = await startFakeGateway([FINN], answered);
  });
  beforeEach(() => {
    pages = [[answer()]];
    refusal = null;
    gateway.calls();
  });
  afterAll(() => gateway.close());

  function answered({ to }: Call): readonly [number, object] {
    if (refusal !== null && !to.includes('?')) return refusal;
    const [, page] = /^GET \/v1\/approvals\?limit=50(?:&next=p(\d))?$/.exec(to) ?? [];
    if (to.startsWith('GET /v1/approvals?')) {
      const at = Number(page ?? 0);
      return [200, { approvals: pages[at] ?? [], next: at + 1 < pages.length ? `p${at + 1}` : null }];
    }
    if (to.endsWith('/deny')) return [200, answer({ state: 'denied' })];
    return [200, to.endsWith('/approve') ? answer() : detail()];
  }

  const approvals = (...args: string[]) =>
    traingateHere(['approvals', ...args, '--as', FINN], { TRAINGATE_HOME: gateway.home, TRAINGATE_URL: '' });
  const paths = () => gateway.calls().map(({ to }) => to);

  it('lists every page', async () => {
    pages = [[answer()], [], [answer({ name: 'big' })]];
    const { code, out } = await approvals('list');
    expect([code, out.split('\n').map((line) => line.split(' ')[0])]).toEqual([
      0,
      ['NAME', 'shelf-detection-001', 'big', ''],
    ]);
    expect(paths()).toEqual([
      'GET /v1/approvals?limit=50',
      'GET /v1/approvals?limit=50&next=p1',
      'GET /v1/approvals?limit=50&next=p2',
    ]);
    expect(JSON.parse((await approvals('list', '--json')).out)).toEqual({ approvals: pages.flat(), next: null });
  });

  it('says that nothing waits', async () => {
    pages = [[]];
    expect(await approvals('list')).toEqual({ code: 0, out: 'nothing waits\n', err: '' });
  });

  it('shows one, by its ID or the name of a job that waits', async () => {
    const shown = await approvals('show', ID);
    expect([shown.code, shown.out]).toEqual([0, `${detailText(detail(), false)}\n`]);
    expect(paths()).toEqual([`GET /v1/approvals/${ID}`]);
    const named = await approvals('show', 'shelf-detection-001', '--request');
    expect(named.out).toBe(`${detailText(detail(), true)}\n`);
    expect(paths()).toEqual(['GET /v1/approvals?limit=50', `GET /v1/approvals/${ID}`]);
    expect(JSON.parse((await approvals('show', ID, '--json')).out)).toEqual(detail());
  });

  it.each<[string, string[], string, object]>([
    ['a yes', ['approve', ID.toUpperCase()], `POST /v1/approvals/${ID}/approve`, {}],
    ['a yes to a round', ['approve', ID, '--round', '2'], `POST /v1/approvals/${ID}/approve`, { round: 2 }],
    ['a no', ['deny', ID, '--reason', ' too dear '], `POST /v1/approvals/${ID}/deny`, { reason: ' too dear ' }],
    [
      'a no to a round',
      ['deny', ID, '--round', '1', '--reason', 'x'],
      `POST /v1/approvals/${ID}/deny`,
      { round: 1, reason: 'x' },
    ],
  ])('sends %s', async (_, args, to, body) => {
    const { code } = await approvals(...args);
    expect([code, gateway.calls()]).toEqual([0, [{ to, body }]]);
  });

  it('finds a job by its name, on whatever page', async () => {
    pages = [[answer({ name: 'other', admissionId: OTHER_ID })], [answer()]];
    const approved = await approvals('approve', 'shelf-detection-001');
    expect(approved).toEqual({ code: 0, out: `${approvedText(answer())}\n`, err: '' });
    expect(paths().at(-1)).toBe(`POST /v1/approvals/${ID}/approve`);
    const denied = await approvals('deny', 'shelf-detection-001', '--reason', 'x', '--json');
    expect(JSON.parse(denied.out)).toEqual(answer({ state: 'denied' }));
  });

  it.each<[string, string[], string]>([
    [
      'a job that does not wait',
      ['approve', 'shelf-detection-002'],
      'no job that waits and concerns you is called `shelf-detection-002`: see `traingate approvals list`\n',
    ],
    [
      'a name that is of two',
      ['deny', 'shelf-detection-001', '--reason', 'x'],
      `2 jobs that wait are called \`shelf-detection-001\`: give the ID, ${ID} or ${OTHER_ID}\n`,
    ],
  ])('says what is wrong with %s, and votes on nothing', async (_, args, words) => {
    pages = [[answer()], [answer({ admissionId: OTHER_ID })]];
    expect(await approvals(...args)).toEqual({ code: 1, out: '', err: words });
    expect(paths().filter((to) => to.startsWith('POST'))).toEqual([]);
  });

  it.each<[string, string[], string]>([
    ['a no without a reason', ['deny', ID], "required option '--reason <text>'"],
    ['a no with an empty reason', ['deny', ID, '--reason', ' '], '--reason is empty: say why'],
    ['a round that is none', ['approve', ID, '--round', '0'], '--round is `0`: give a whole number from 1 on'],
    ['a round in words', ['deny', ID, '--reason', 'x', '--round', 'two'], '--round is `two`'],
    ['no job', ['approve'], "missing required argument 'job'"],
    ['a command that is not there', ['delete', ID], 'unknown command'],
  ])('refuses %s before it calls', async (_, args, words) => {
    const { code, out, err } = await approvals(...args);
    expect([code, out, gateway.calls()]).toEqual([2, '', []]);
    expect(err).toContain(words);
  });

  it.each(['show', 'approve'])('ends with what the gateway refuses: %s', async (command) => {
    refusal = [403, { type: 'urn:traingate:self-approval', detail: `you asked\u001b[2J for this job yourself` }];
    expect(await approvals(command, ID)).toEqual({ code: 1, out: '', err: 'you asked?[2J for this job yourself\n' });
  });

  it('explains itself', async () => {
    for (const command of ['list', 'show', 'approve', 'deny']) {
      const { code, out } = await approvals(command, '--help');
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`^Examples:\n  traingate approvals ${command} `, 'm'));
    }
  });
});
