import { describe, expect, it } from '@jest/globals';
import { NOTHING_SETTLED, settledBy, settledInFull } from '../../gateway/quota/settlement.ts';
import { type ReservationLine, settledLines } from '../../gateway/shared/amount.ts';
import type { Bill } from '../../gateway/shared/job.ts';
import type { MeteredGroup } from '../../gateway/shared/meter.ts';

const metered = (parts: Partial<MeteredGroup> = {}): MeteredGroup => ({
  type: 'ml.g5.12xlarge',
  count: 2,
  use: 'training',
  isAlternative: false,
  usdMicrosPerHour: 8_867_000,
  keptUsdMicrosPerHour: 8_000_000,
  ...parts,
});

const line = (dimension: ReservationLine['dimension'], amount: number, window = '2026-11'): ReservationLine => ({
  scope: 'team:vision',
  dimension,
  window,
  amount,
});

const LINES = [
  line('jobs', 1, 'current'),
  line('gpus', 8, 'current'),
  line('usdMicros', 100_000_000),
  line('gpuSeconds', 100_000),
  line('instanceSeconds', 20_000),
];

const bill = (parts: Partial<Bill> = {}): Bill => ({
  billableSeconds: 1_000,
  trainingSeconds: 1_000,
  keptSeconds: 0,
  selected: null,
  ...parts,
});

const consumed = (groups: readonly MeteredGroup[], of: Bill) =>
  Object.fromEntries(
    settledBy({ lines: LINES, metered: groups }, of).consumed.map(({ dimension, amount }) => [dimension, amount]),
  );

describe('settledBy', () => {
  it.each<[string, readonly MeteredGroup[], Partial<Bill>, Readonly<Record<string, number>>]>([
    [
      'billable seconds of every instance',
      [metered()],
      {},
      { usdMicros: Math.ceil((2 * 8_867_000 * 1_000) / 3_600), gpuSeconds: 8_000, instanceSeconds: 2_000 },
    ],
    [
      'its warm pool, at what that costs',
      [metered()],
      { keptSeconds: 600 },
      {
        usdMicros: Math.ceil((2 * (8_867_000 * 1_000 + 8_000_000 * 600)) / 3_600),
        gpuSeconds: 12_800,
        instanceSeconds: 3_200,
      },
    ],
    [
      'of spot instances what is billed; of what watches them the whole time',
      [metered({ count: 1 }), metered({ type: 'ml.m5.large', count: 1, use: 'monitoring', usdMicrosPerHour: 129_000 })],
      { billableSeconds: 400 },
      {
        usdMicros: Math.ceil((8_867_000 * 400 + 129_000 * 1_000) / 3_600),
        gpuSeconds: 1_600,
        instanceSeconds: 1_400,
      },
    ],
    [
      'of preferences what SageMaker chose',
      [
        metered({ isAlternative: true }),
        metered({ type: 'ml.m5.large', count: 9, isAlternative: true, usdMicrosPerHour: 129_000 }),
      ],
      { selected: { type: 'ml.m5.large', count: 3 } },
      { usdMicros: Math.ceil((3 * 129_000 * 1_000) / 3_600), gpuSeconds: 0, instanceSeconds: 3_000 },
    ],
    [
      'a job that never trained',
      [metered()],
      { billableSeconds: 0, trainingSeconds: 0 },
      {
        usdMicros: 0,
        gpuSeconds: 0,
        instanceSeconds: 0,
      },
    ],
  ])('%s', (_name, groups, parts, expected) => {
    expect(consumed(groups, bill(parts))).toEqual(expected);
  });

  it('says what spot instances spared', () => {
    const { savedUsdMicros } = settledBy(
      { lines: LINES, metered: [metered({ count: 1 })] },
      bill({ billableSeconds: 400 }),
    );
    expect(savedUsdMicros).toBe(Math.ceil((8_867_000 * 1_000) / 3_600) - Math.ceil((8_867_000 * 400) / 3_600));
    expect(settledBy({ lines: LINES, metered: [metered()] }, bill()).savedUsdMicros).toBe(0);
  });

  it('takes a cost that is not known for none that was reserved', () => {
    const lines = LINES.filter(({ dimension }) => dimension !== 'usdMicros');
    const unpriced = [metered({ usdMicrosPerHour: null, keptUsdMicrosPerHour: null })];
    const settlement = settledBy({ lines, metered: unpriced }, bill());
    expect(settlement.consumed.map(({ dimension }) => dimension)).toEqual(['gpuSeconds', 'instanceSeconds']);
    expect(settlement.savedUsdMicros).toBeNull();
  });
});

describe('settledLines', () => {
  it.each([
    ['by the bill', settledBy({ lines: LINES, metered: [metered()] }, bill()), [0, 0, 4_926_112, 8_000, 2_000]],
    ['in full', settledInFull({ lines: LINES, metered: [] }), [0, 0, 100_000_000, 100_000, 20_000]],
    ['at nothing', NOTHING_SETTLED, [0, 0, 0, 0, 0]],
  ])('%s: what was held goes back, and what was used up stays', (_name, settlement, settled) => {
    expect(settledLines(LINES, settlement.consumed).map((each) => each.settled)).toEqual(settled);
  });
});
