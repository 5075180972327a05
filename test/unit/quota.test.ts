import { describe, expect, it } from '@jest/globals';
import { assessQuota, type LedgerReading, neverFits } from '../../gateway/quota/assess.ts';
import { quotaOverview } from '../../gateway/quota/overview.ts';
import { limitOf, openQuotas } from '../../gateway/quota/quotas.ts';
import { type LimitedLine, reservationOf } from '../../gateway/quota/reservation.ts';
import type { Balance } from '../../gateway/shared/amount.ts';
import type { Workload } from '../../gateway/shared/workload.ts';
import { group, workload } from '../support/workload.ts';

const OWNER = { person: 'ada@example.com', team: 'vision', department: 'research' };
const AT = Date.UTC(2026, 10, 27);

/** What a workload of no known price is reserved for. */
const demand = (parts: Partial<Workload> = {}) => ({ workload: workload(parts), metered: [], owner: OWNER, at: AT });
const purpose = (parts: Partial<Workload> = {}, quotas = openQuotas([])) => ({ ...demand(parts), quotas });

const QUOTAS = openQuotas([
  { scope: 'org', limits: { gpus: 64 } },
  { scope: 'team:*', limits: { jobs: 4, gpus: 8 } },
  { scope: 'team:vision', limits: { gpus: 16 } },
  { scope: 'person:*', limits: { jobs: 2 } },
]);

describe('limitOf', () => {
  it.each([
    ['its own row wins', 'team:vision', 'gpus', 16],
    ['what its own row leaves out comes from team:*', 'team:vision', 'jobs', 4],
    ['a team without a row has that of team:*', 'team:language', 'gpus', 8],
    ['no row at all is unlimited', 'org', 'jobs', null],
    ['zero is a limit', 'org', 'gpus', 64],
  ] as const)('%s', (_name, scope, dimension, limit) => {
    expect(limitOf(QUOTAS, { scope, dimension, window: 'current' }, AT)).toBe(limit);
  });
});

describe('reservationOf', () => {
  it('counts every group in every scope, and families apart', () => {
    const lines = reservationOf(
      demand({
        groups: [
          group({ type: 'ml.p4d.24xlarge', count: 2, path: '/ResourceConfig/InstanceGroups/0' }),
          group({ type: 'ml.g5.xlarge', count: 3, path: '/ResourceConfig/InstanceGroups/1' }),
        ],
      }),
      QUOTAS,
    );
    const amounts = (scope: string) =>
      lines.filter((l) => l.scope === scope).map((l) => [l.dimension, l.amount, l.limit]);
    expect(amounts('team:vision')).toEqual([
      ['jobs', 1, 4],
      ['instances', 5, null],
      ['gpus', 19, 16],
      ['family:p4d', 2, null],
      ['family:g5', 3, null],
      ['type:ml.p4d.24xlarge', 2, null],
      ['type:ml.g5.xlarge', 3, null],
    ]);
    expect(lines.map(({ scope }) => scope).filter((scope, i, all) => all.indexOf(scope) === i)).toEqual([
      'org',
      'department:research',
      'team:vision',
      'person:ada@example.com',
    ]);
  });

  it('takes no GPUs for instances without any', () => {
    const lines = reservationOf(
      demand({ groups: [group({ type: 'ml.m5.large', count: 1, path: '' })] }),
      openQuotas([]),
    );
    expect(lines.map(({ dimension }) => dimension)).not.toContain('gpus');
  });
});

describe('assessQuota', () => {
  const line: LimitedLine = { scope: 'team:vision', dimension: 'gpus', window: 'current', amount: 4, limit: 8 };
  const reading = (used: number): LedgerReading => ({
    places: [{ scope: 'team:vision', window: 'current' }],
    balances: [{ ...line, used, settled: 0 }],
  });

  it.each([
    ['nothing used', 0, 8, 0],
    ['exactly at the limit', 4, 4, 0],
    ['one over', 5, 3, 1],
    ['the limit was lowered below what is used', 12, 0, 1],
  ])('%s', (_name, used, left, violations) => {
    const judged = assessQuota([line], reading(used), purpose());
    expect(judged.needs[0]?.left).toBe(left);
    expect(judged.violations).toHaveLength(violations);
  });

  it('names scope, dimension, limit, used and needed', () => {
    const [violation] = assessQuota([line], reading(6), purpose()).violations;
    expect(violation?.message).toBe('the limit of `team:vision` is 8 `gpus`: 6 in use, this job needs 4');
    expect(violation).toMatchObject({ policy: 'quotas', rule: 'quota', enforcement: 'deny', observed: 10, limit: 8 });
    expect(violation?.remedy).toContain('ask for at most 2');
  });

  it('counts from 0 where the ledger has no entry yet', () => {
    const { needs, violations } = assessQuota(
      [{ ...line, amount: 9 }],
      { places: [{ scope: 'team:vision', window: 'current' }], balances: [] },
      purpose(),
    );
    expect(needs[0]?.left).toBe(8);
    expect(violations).toHaveLength(1);
  });

  it.each([
    ['some left', 4, 6, 'ask for at most 2 `gpus` now, or wait until running jobs have ended, or ask'],
    ['none left', 4, 8, 'wait until running jobs have ended, or ask'],
    [
      'more than the limit, some left',
      9,
      6,
      'ask for at most 2 `gpus` now, or ask for at most 8 once running jobs have ended, or ask',
    ],
    ['more than the limit, all left', 9, 0, 'ask for at most 8 `gpus` now, or ask'],
  ])('advises: %s', (_name, amount, used, advice) => {
    expect(assessQuota([{ ...line, amount }], reading(used), purpose()).violations[0]?.remedy).toContain(advice);
  });

  it('knows of no smaller job where jobs are what is counted', () => {
    const jobs: LimitedLine = { ...line, dimension: 'jobs', amount: 1, limit: 4 };
    const balances = [{ ...jobs, used: 4, settled: 0 }];
    const [violation] = assessQuota(
      [jobs],
      { places: [{ scope: 'team:vision', window: 'current' }], balances },
      purpose({ groups: [group({ count: 3 })] }),
    ).violations;
    expect(violation?.fix).toBeUndefined();
  });

  it('knows how many instances would fit', () => {
    const [violation] = assessQuota([line], reading(6), purpose({ groups: [group({ count: 4 })] })).violations;
    expect(violation?.fix).toEqual([{ path: '/ResourceConfig/InstanceCount', value: 2 }]);
  });

  it('says when no waiting helps', () => {
    const hopeless = { ...line, amount: 9 };
    expect(neverFits(hopeless)).toBe(true);
    expect(assessQuota([hopeless], reading(0), purpose()).violations[0]?.remedy).not.toContain('wait');
  });

  it('has no numbers for what was not read, and none for what is unlimited', () => {
    expect(assessQuota([line], { places: [], balances: [] }, purpose()).needs[0]).toMatchObject({
      limit: 8,
      left: null,
    });
    expect(assessQuota([{ ...line, limit: null }], reading(100), purpose()).violations).toEqual([]);
  });
});

describe('quotaOverview', () => {
  it('shows what is limited or used, and nothing else', () => {
    const balances: readonly Balance[] = [
      { scope: 'team:vision', dimension: 'gpus', window: 'current', used: 6, settled: 0 },
      { scope: 'team:vision', dimension: 'instances', window: 'current', used: 2, settled: 0 },
      { scope: 'team:vision', dimension: 'family:g5', window: 'current', used: 0, settled: 0 },
    ];
    const rows = quotaOverview(['team:vision'], QUOTAS, balances, AT);
    expect(rows.map(({ dimension, limit, used, left }) => [dimension, limit, used, left])).toEqual([
      ['gpus', 16, 6, 10],
      ['instances', null, 2, null],
      ['jobs', 4, 0, 4],
    ]);
  });
});
