import { describe, expect, it } from '@jest/globals';
import { lastingDrift, MOST_LOOKS } from '../../cli/ledger/lasting-drift.ts';
import { type CountedRecord, type Drift, driftOf, expectedBalances, seenTwice } from '../../gateway/quota/drift.ts';
import type { Balance, ReservationLine } from '../../gateway/shared/amount.ts';
import { record } from '../support/counted-records.ts';

const GPUS: ReservationLine = { scope: 'team:vision', window: 'current', dimension: 'gpus', amount: 4 };
const USD: ReservationLine = { scope: 'team:vision', window: '2026-11', dimension: 'usdMicros', amount: 900 };
const LINES = [GPUS, USD];
const settledAt = (amount: number) => ({
  consumed: [{ dimension: 'usdMicros' as const, amount }],
  bill: null,
  savedUsdMicros: null,
});

const sums = (...records: readonly CountedRecord[]) =>
  expectedBalances(records)
    .balances()
    .map(({ dimension, used, settled }) => [dimension, used, settled]);

describe('expectedBalances', () => {
  it.each<[string, Partial<CountedRecord>, number, number, number]>([
    ['forwarding', { state: 'forwarding' }, 4, 900, 0],
    ['submitted', { state: 'submitted' }, 4, 900, 0],
    ['retained: its pool is kept', { state: 'retained' }, 4, 900, 0],
    ['finished with less than was reserved', { state: 'finished', settlement: settledAt(100) }, 0, 100, 100],
    ['finished with more than was reserved', { state: 'finished', settlement: settledAt(2_000) }, 0, 2_000, 2_000],
    [
      'finished, by a settlement that also names what was only held',
      { state: 'finished', settlement: { ...settledAt(100), consumed: [...settledAt(100).consumed, GPUS] } },
      ...([0, 100, 100] as const),
    ],
    ['refused', { state: 'refused', settlement: { consumed: [], bill: null, savedUsdMicros: null } }, 0, 0, 0],
    ['withdrawn, with no word of what was used up', { state: 'withdrawn' }, 0, 0, 0],
  ])('%s', (_name, parts, gpus, used, settled) => {
    expect(sums(record({ lines: LINES, ...parts }))).toEqual([
      ['gpus', gpus, 0],
      ['usdMicros', used, settled],
    ]);
  });

  it('adds up', () => {
    const ended = record({ admissionId: 'a-2', lines: LINES, state: 'finished', settlement: settledAt(100) });
    expect(sums(record({ lines: LINES }), ended, record({ admissionId: 'a-3', lines: [USD] }))).toEqual([
      ['gpus', 4, 0],
      ['usdMicros', 1_900, 100],
    ]);
  });
});

/** What one look finds where the ledger says that so many GPUs are used. */
const seen = (used: number, ...records: readonly CountedRecord[]): readonly Drift[] => {
  const ledger: Balance = { ...GPUS, used, settled: 0 };
  return driftOf(expectedBalances(records).balances(), [ledger]);
};

describe('seenTwice', () => {
  const a = record({ admissionId: 'a', lines: [GPUS] });
  const ended = (of: CountedRecord): CountedRecord => ({ ...of, state: 'finished', settlement: settledAt(0) });
  const b = record({ admissionId: 'b', lines: [GPUS] });

  it.each<[string, readonly Drift[], readonly Drift[], number]>([
    ['the same twice', seen(5, a), seen(5, a), 1],
    ['the same twice, read in another order', seen(5, a, b), seen(5, b, a), 1],
    [
      'a job that was submitted meanwhile, which changes no reservation',
      seen(5, { ...a, state: 'forwarding' }),
      seen(5, a),
      1,
    ],
    ['a balance that no job has a line in', seen(5), seen(5), 1],
    ['nothing before', [], seen(5, a), 0],
    ['nothing afterwards', seen(5, a), [], 0],
    ['another number in the ledger', seen(5, a), seen(6, a), 0],
    ['another job that takes as much', seen(5, a), seen(5, b), 0],
    ['a job that came and went between', seen(5, a), seen(5, a, ended(b)), 0],
    ['a job that ended', seen(5, a, b), seen(5, a, ended(b)), 0],
    ['a job that was changed and changed back', seen(5, a), seen(5, { ...a, reservationVersion: 3 }), 0],
  ])('%s', (_name, first, second, count) => {
    expect(seenTwice(first, second)).toEqual(count === 1 ? second : []);
  });
});

describe('lastingDrift', () => {
  const a = record({ admissionId: 'a', lines: [GPUS] });
  const others = (i: number) => Array.from({ length: i }, (_, n) => record({ admissionId: `o-${n}`, lines: [GPUS] }));
  const looking = async (...looks: readonly (readonly Drift[])[]) => {
    let pauses = 0;
    let i = 0;
    const found = await lastingDrift(
      async () => looks[i++] ?? [],
      async () => {
        pauses += 1;
      },
    );
    return { ...found, pauses };
  };

  it('looks once where nothing differs', async () => {
    expect(await looking([])).toEqual({ drift: [], unsettled: [], looks: 1, pauses: 0 });
  });

  it('looks twice where something does', async () => {
    expect(await looking(seen(5, a), seen(5, a))).toEqual({ drift: seen(5, a), unsettled: [], looks: 2, pauses: 1 });
  });

  it('forgets what is gone at the second look', async () => {
    expect(await looking(seen(5, a), [])).toEqual({ drift: [], unsettled: [], looks: 2, pauses: 1 });
  });

  it('keeps what it has seen twice, though jobs come there afterwards', async () => {
    const usd = (used: number) => driftOf([], [{ ...USD, used, settled: 0 }]);
    const found = await looking(
      [...seen(5, a), ...usd(1)],
      [...seen(5, a), ...usd(2)],
      [...seen(9, a, ...others(1)), ...usd(2)],
    );
    expect(found).toMatchObject({ drift: [...seen(5, a), ...usd(2)], unsettled: [], looks: 3 });
  });

  it('judges nothing that changes at every look, and says so', async () => {
    const busy = Array.from({ length: MOST_LOOKS }, (_, i) => seen(100 + i, ...others(i)));
    expect(await looking(...busy)).toEqual({
      drift: [],
      unsettled: busy.at(-1),
      looks: MOST_LOOKS,
      pauses: MOST_LOOKS - 1,
    });
  });
});
