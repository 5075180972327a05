import { describe, expect, it } from '@jest/globals';
import { compileBundle } from '../../gateway/bundle/compile.ts';
import { overrunOfJob } from '../../gateway/flows/watch-budgets.ts';
import { assessQuota } from '../../gateway/quota/assess.ts';
import { windowsAt } from '../../gateway/quota/calendar.ts';
import { limitOf, openQuotas, windowsOf } from '../../gateway/quota/quotas.ts';
import { reservationOf } from '../../gateway/quota/reservation.ts';
import { unknownAmounts } from '../../gateway/quota/unknown-amounts.ts';
import { meteredGroups, NO_PRICES, type Prices } from '../../gateway/shared/prices.ts';
import { admission } from '../support/job-store.ts';
import { FILES, filesOf } from '../support/small-files.ts';
import { group, workload } from '../support/workload.ts';

const OWNER = { person: 'ada@example.com', team: 'vision', department: 'research' };
const AT = Date.UTC(2026, 10, 27);
const PRICES: Prices = {
  date: '2026-11-20',
  usdPerHour: { r: { 'ml.g5.xlarge': 1.572 } },
  usdPerGbMonth: { r: 0.154 },
};

const demand = (prices = PRICES, tags: readonly (readonly [string, string])[] = []) => {
  const job = workload({
    groups: [group({ count: 2 })],
    tags: { path: '/Tags', value: tags.map(([key, value], i) => ({ key, value, path: `/Tags/${i}` })) },
  });
  return { workload: job, metered: meteredGroups(prices, 'r', job), owner: OWNER, at: AT };
};

describe('limits', () => {
  const quotas = openQuotas(
    [
      { scope: 'team:*', limits: { gpus: 4 }, budgets: { month: { usd: 100 }, week: { gpuHours: 10 } } },
      { scope: 'team:quiet', limits: { gpus: 1 } },
      { scope: 'tag:Project=*', budgets: { month: { usd: 10 } } },
      { scope: 'tag:Project=atlas', budgets: { month: { usd: 20 } } },
    ],
    {
      raises: [
        { scope: 'team:vision', limits: { gpus: 16 }, until: '2026-12-01T00:00:00Z', reason: 'r' },
        { scope: 'team:*', limits: { gpus: 2 }, until: '2026-12-31T00:00:00Z', reason: 'lowers nothing' },
        {
          scope: 'team:*',
          limits: { gpus: 6 },
          from: '2026-12-24T00:00:00Z',
          until: '2026-12-26T00:00:00Z',
          reason: 'r',
        },
        { scope: 'team:vision', limits: { jobs: 1 }, until: '2026-12-31T00:00:00Z', reason: 'gives none' },
      ],
    },
  );
  const current = (scope: string, dimension: 'gpus' | 'jobs') => ({ scope, dimension, window: 'current' });

  it.each([
    ['a raise counts', current('team:vision', 'gpus'), '2026-11-27T00:00:00Z', 16],
    ['to its last moment', current('team:vision', 'gpus'), '2026-11-30T23:59:59.999Z', 16],
    ['and no longer', current('team:vision', 'gpus'), '2026-12-01T00:00:00Z', 4],
    ['for nobody else', current('team:language', 'gpus'), '2026-11-27T00:00:00Z', 4],
    ['everyone’s counts for who has no limit of its own', current('team:language', 'gpus'), '2026-12-24T00:00:00Z', 6],
    ['and for nobody else', current('team:quiet', 'gpus'), '2026-12-24T00:00:00Z', 1],
    ['where there is no limit it gives none', current('team:vision', 'jobs'), '2026-11-27T00:00:00Z', null],
  ])('%s', (_name, place, time, limit) => {
    expect(limitOf(quotas, place, Date.parse(time))).toBe(limit);
  });

  it.each([
    ['USD are millionths', 'team:vision', 'usdMicros', '2026-11', 100_000_000],
    ['GPU-hours are seconds', 'team:vision', 'gpuSeconds', '2026-W48', 36_000],
    ['of another period there is none', 'team:vision', 'gpuSeconds', '2026-11', null],
    ['a value of a tag', 'tag:Project=atlas', 'usdMicros', '2026-11', 20_000_000],
    ['any other value of it', 'tag:Project=a=b:c', 'usdMicros', '2026-11', 10_000_000],
    ['another tag', 'tag:Owner=atlas', 'usdMicros', '2026-11', null],
  ] as const)('%s', (_name, scope, dimension, window, limit) => {
    expect(limitOf(quotas, { scope, dimension, window }, AT)).toBe(limit);
  });

  it('are counted over the month, and over what they name', () => {
    const windowOf = windowsAt(AT, 'UTC');
    expect(windowsOf(quotas, 'team:vision', windowOf)).toEqual(['2026-11', '2026-W48']);
    expect(windowsOf(quotas, 'org', windowOf)).toEqual(['2026-11']);
  });

  it('count a job for the tags that they name, and for no others', () => {
    const lines = reservationOf(
      demand(PRICES, [
        ['Project', 'atlas'],
        ['Owner', 'ada'],
      ]),
      quotas,
    );
    expect([...new Set(lines.map(({ scope }) => scope))]).toEqual([
      'org',
      'department:research',
      'team:vision',
      'person:ada@example.com',
      'tag:Project=atlas',
    ]);
  });
});

describe('a budget', () => {
  const quotas = openQuotas([{ scope: 'team:vision', budgets: { month: { usd: 4 } } }], { timeZone: 'Europe/Dublin' });
  const lines = reservationOf(demand(), quotas);
  const purpose = { ...demand(), quotas };
  const reading = (used: number) => ({
    places: [{ scope: 'team:vision' as const, window: '2026-11' }],
    balances: [{ scope: 'team:vision' as const, window: '2026-11', dimension: 'usdMicros' as const, used, settled: 0 }],
  });

  it('is exact at its limit', () => {
    const [need] = lines.filter(({ scope, dimension }) => scope === 'team:vision' && dimension === 'usdMicros');
    expect(need?.amount).toBe(3_144_000);
    expect(assessQuota(lines, reading(856_000), purpose).violations).toEqual([]);
    expect(assessQuota(lines, reading(856_001), purpose).violations).toHaveLength(1);
  });

  it('says what is left, and what would fit', () => {
    const [violation] = assessQuota(lines, reading(3_000_001), purpose).violations;
    expect(violation).toMatchObject({
      policy: 'quotas',
      message: 'the budget of `team:vision` for 2026-11 is $4.00: $3.01 are used or reserved, this job may take $3.15',
      remedy:
        'set `MaxRuntimeInSeconds` to at most 1145, or wait until 2026-12-01T00:00:00.000Z, when the next begins, or wait until running jobs have ended, or ask the platform team to raise the limit of `team:vision` in quotas.yaml',
      fix: [{ path: '/StoppingCondition/MaxRuntimeInSeconds', value: 1_145 }],
    });
    expect(assessQuota(lines, reading(4_000_000), purpose).violations[0]).not.toHaveProperty('fix');
  });

  it('denies a job whose price is not known, and says which part', () => {
    expect(unknownAmounts(demand(NO_PRICES), quotas)).toMatchObject([
      { path: '/ResourceConfig/InstanceType', enforcement: 'deny', observed: 'ml.g5.xlarge' },
    ]);
    expect(unknownAmounts(demand(NO_PRICES), openQuotas([{ scope: 'org', limits: { jobs: 1 } }]))).toEqual([]);
    expect(unknownAmounts(demand(), quotas)).toEqual([]);
    const serverless = workload({ groups: [group({ type: 'serverless' })] });
    const unknown = { ...demand(), workload: serverless, metered: meteredGroups(PRICES, 'r', serverless) };
    const gpuHours = openQuotas([{ scope: 'team:vision', budgets: { week: { gpuHours: 100 } } }]);
    expect(unknownAmounts(unknown, gpuHours)).toMatchObject([
      { message: 'how many GPUs `serverless` has is not known, and `team:vision` has a budget in GPU-hours' },
    ]);
  });
});

describe('a running job', () => {
  const warn = openQuotas([{ scope: 'team:vision', budgets: { month: { usd: 10 } } }]);
  const stop = openQuotas([{ scope: 'team:vision', budgets: { month: { usd: 10 } }, overrun: 'stop' }]);
  const { workload: job, metered } = demand();
  const lines = reservationOf(demand(), warn);
  const record = { ...admission({ metered }, lines).record, longestSeconds: job.maxRuntimeSeconds.value ?? 0 };
  const status = (ranSeconds: number, parts: object = {}) => ({
    trainingJobStatus: 'InProgress',
    secondaryStatus: 'Training',
    lastModifiedAt: AT,
    failureReason: null,
    trainingStartedAt: AT - ranSeconds * 1_000,
    ...parts,
  });
  const [line] = lines.filter(({ scope, dimension }) => scope === 'team:vision' && dimension === 'usdMicros');
  if (!line) throw new Error('there is no such line');
  const budget = (settled: number, admittedUnder: number | null = 10_000_000) => [
    { line, limit: 10_000_000, admittedUnder, balance: { ...line, used: 12_000_000, settled } },
  ];

  it.each([
    ['for as long as it may', 3_600, budget(0), null, null],
    ['a little longer, to load and store', 4_500, budget(0), null, null],
    ['much longer', 4_501, budget(0), false, true],
    ['much longer, as a spot job', 9_000, budget(0), null, null, { isSpot: true }],
    ['a budget that would be passed if all were spent', 60, budget(5_000_000), null, null],
    ['a budget that is passed', 1_800, budget(9_000_000), false, true],
    ['a budget that was more when it was admitted', 1_800, budget(9_000_000, 11_000_000), null, null],
    ['and is passed all the same', 3_600, budget(9_000_000, 11_000_000), false, true],
    ['a budget that there was not when it was admitted', 1_800, budget(9_000_000, null), null, null],
    ['nothing is known of its start', 0, budget(0), null, null, { trainingStartedAt: undefined }],
  ])('%s', (_name, seconds, budgets, toWarn, toStop, parts: object = {}) => {
    const facts = { record, status: status(seconds, parts), budgets, now: AT };
    expect([warn, stop].map((quotas) => overrunOfJob(quotas, facts)?.isToStop ?? null)).toEqual([toWarn, toStop]);
  });
});

describe('quotas.yaml', () => {
  const problems = (text: string) => {
    const result = compileBundle(filesOf({ ...FILES, 'quotas.yaml': text }));
    return result.ok ? [] : result.error.map(({ line, column, message }) => `${line}:${column} ${message}`);
  };
  const tags = (count: number) => `tags: [${Array.from({ length: count }, (_, i) => `T${i}`).join(', ')}]\n`;
  const budgets = 'quotas: [{ scope: org, budgets: { day: { usd: 1 }, week: { usd: 1 }, year: { usd: 1 } } }]\n';

  it.each([
    ['as many places as go into one transaction', `${tags(13)}${budgets}`, []],
    [
      'more places than that',
      `${tags(14)}${budgets}`,
      [expect.stringMatching(/^1:1 a job with all 14 counted tags would count in 90 places, by 4 periods: at most 85/)],
    ],
    [
      'a counted tag that could not be told from its value',
      `tags: ['A=B']\nquotas: []\n`,
      [expect.stringContaining('`A=B` cannot be a tag that jobs are counted by')],
    ],
    ['an outcome that is none', 'unpriced: hold\nquotas: []\n', [expect.stringContaining('`hold` is not an outcome')]],
    [
      'a zone that is none, and a scope',
      "timeZone: Mars/Olympus\nquotas: [{ scope: 'department:none', limits: { jobs: 1 } }]\n",
      [
        expect.stringContaining('`Mars/Olympus` is not a time zone'),
        expect.stringContaining('`department:none` is not a scope'),
      ],
    ],
  ])('%s', (_name, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });
});
