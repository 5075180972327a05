import { type Amount, CURRENT, type ReservationLine } from '../shared/amount.ts';
import type { Bill, JobRecord, Settlement } from '../shared/job.ts';
import { costUsdMicros, type MeteredGroup, type RunTimes } from '../shared/meter.ts';
import { consumedAmounts } from './dimensions/index.ts';

/** What a reservation was made for. */
type Reserved = Pick<JobRecord, 'lines' | 'metered'>;

/** Nothing ran: everything goes back. */
export const NOTHING_SETTLED: Settlement = { consumed: [], bill: null, savedUsdMicros: null };

/** Nobody can say what ran: what was reserved counts as used up. */
export const settledInFull = ({ lines }: Reserved): Settlement => ({ ...NOTHING_SETTLED, consumed: consumedIn(lines) });

/**
 * What was paid for counts as used up, though it be more than was reserved; the rest goes back. Where a price is not known,
 * what was reserved of money counts in full.
 */
export function settledBy({ lines, metered }: Reserved, bill: Bill): Settlement {
  const ran = groupsThatRan(metered, bill);
  const used = consumedAmounts(ran, timesOf(bill));
  // INVARIANT: a cost that is not known is never taken for none.
  const isUnpriced = costUsdMicros(ran, timesOf(bill)) === null;
  const consumed = consumedIn(lines).map(({ dimension, amount }) => {
    const known = used.find((each) => each.dimension === dimension)?.amount ?? 0;
    return { dimension, amount: dimension === 'usdMicros' && isUnpriced ? amount : known };
  });
  return { consumed, bill, savedUsdMicros: savedBy(ran, bill) };
}

/** What lines reserve of each consumed dimension: in every scope and window the same. */
export const consumedIn = (lines: readonly ReservationLine[]): readonly Amount[] => [
  ...new Map(
    lines
      .filter(({ window }) => window !== CURRENT)
      .map(({ dimension, amount }) => [dimension, { dimension, amount }] as const),
  ).values(),
];

/** What watches a job is paid for as long as the job takes, spot or not. */
const timesOf = ({ billableSeconds, trainingSeconds, keptSeconds }: Bill): RunTimes => ({
  trainingSeconds: billableSeconds,
  monitoringSeconds: trainingSeconds,
  keptSeconds,
});

/** What spot instances spared of what the same time costs otherwise. */
function savedBy(ran: readonly MeteredGroup[], bill: Bill): number | null {
  const paid = costUsdMicros(ran, timesOf(bill));
  const otherwise = costUsdMicros(ran, { ...timesOf(bill), trainingSeconds: bill.trainingSeconds });
  return paid === null || otherwise === null ? null : otherwise - paid;
}

/** Of alternatives the one that SageMaker chose; where it does not say, any of them may have run. */
function groupsThatRan(metered: readonly MeteredGroup[], { selected }: Bill): readonly MeteredGroup[] {
  const chosen = selected && metered.find(({ isAlternative, type }) => isAlternative && type === selected.type);
  if (!chosen) return metered;
  const others = metered.filter(({ isAlternative }) => !isAlternative);
  return [...others, { ...chosen, count: selected.count, isAlternative: false }];
}
