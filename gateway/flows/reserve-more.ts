import { type LedgerReading, neverFits } from '../quota/assess.ts';
import { consumedAmounts, heldAmounts } from '../quota/dimensions/index.ts';
import { limitOf, type Quotas } from '../quota/quotas.ts';
import type { LimitedLine } from '../quota/reservation.ts';
import { CURRENT, isOfBalance, placesOf, type ReservationLine } from '../shared/amount.ts';
import type { EpochMs } from '../shared/clock.ts';
import { isLive, type JobRecord } from '../shared/job.ts';
import type { MeteredGroup } from '../shared/meter.ts';
import { longestTimes } from '../shared/prices.ts';
import type { Workload } from '../shared/workload.ts';
import type { Ports } from './ports.ts';

/** What became of the wish to reserve more for a job; nothing was written unless `reserved`. */
export type MoreReserved =
  | { readonly kind: 'enough' }
  | { readonly kind: 'reserved'; readonly record: JobRecord }
  /** Another update came between: the job is another than was judged. */
  | { readonly kind: 'changed' }
  /** The lines are what is missing. */
  | { readonly kind: 'over-quota'; readonly lines: readonly LimitedLine[]; readonly reading: LedgerReading };

/** What a job would be. */
interface Changed {
  /** With all its groups. */
  readonly workload: Workload;
  /** Those that are new, with what they cost. */
  readonly added: readonly MeteredGroup[];
}

/**
 * Reserves what a changed job would take, where that is more than it has: of each dimension the larger amount, wherever the job
 * counts since its admission, under the limits of now. A job that has ended meanwhile has enough.
 */
export async function reserveMore(
  ports: Ports,
  quotas: Quotas,
  { workload, added }: Changed,
  record: JobRecord,
): Promise<MoreReserved> {
  // What it has is paid for at the prices of then.
  const metered = [...record.metered, ...added];
  const lines = largerLines(record.lines, { workload, metered }, limitsAt(quotas, ports.clock.now()));
  const more = lines.map((line) => ({ ...line, amount: line.amount - amountIn(record.lines, line) }));
  if (more.every(({ amount }) => amount === 0)) return { kind: 'enough' };
  const hopeless = more.filter(neverFits);
  if (hopeless.length > 0) {
    return { kind: 'over-quota', lines: more, reading: { places: placesOf(hopeless), balances: [] } };
  }
  const outcome = await ports.store.reserveAnew(record, { lines, metered });
  if (outcome.kind === 'over-quota') return { ...outcome, lines: more };
  if (outcome.kind === 'reserved') return outcome;
  return isLive(outcome.record.state) ? { kind: 'changed' } : { kind: 'enough' };
}

type LimitOf = (line: ReservationLine) => number | null;

const limitsAt =
  (quotas: Quotas, at: EpochMs): LimitOf =>
  (line) =>
    limitOf(quotas, line, at);

/** The lines that a job would need where it counts, none smaller than what it has. */
function largerLines(
  held: readonly ReservationLine[],
  { workload, metered }: { readonly workload: Workload; readonly metered: readonly MeteredGroup[] },
  limitOfLine: LimitOf,
): readonly LimitedLine[] {
  const taken = { held: heldAmounts(workload.groups), consumed: consumedAmounts(metered, longestTimes(workload)) };
  const needed = placesOf(held).flatMap((place) =>
    (place.window === CURRENT ? taken.held : taken.consumed).map((amount) => ({ ...place, ...amount })),
  );
  const others = held.filter((line) => !needed.some((each) => isOfBalance(each, line)));
  return [...needed, ...others].map((line) => ({
    ...line,
    amount: Math.max(line.amount, amountIn(held, line)),
    limit: limitOfLine(line),
  }));
}

const amountIn = (lines: readonly ReservationLine[], line: ReservationLine): number =>
  lines.find((each) => isOfBalance(each, line))?.amount ?? 0;

/**
 * Takes back what an update reserved that SageMaker refused: all of it, or, where another update came between, its instances;
 * the job's end gives the rest back.
 */
export async function giveBack(ports: Ports, reserved: MoreReserved, before: JobRecord): Promise<void> {
  if (reserved.kind !== 'reserved') return;
  const unlimited = (lines: readonly ReservationLine[]) => lines.map((line) => ({ ...line, limit: null }));
  const { record } = reserved;
  const outcome = await ports.store.reserveAnew(record, { lines: unlimited(before.lines), metered: before.metered });
  if (outcome.kind !== 'changed' || !isLive(outcome.record.state)) return;
  const refused = record.metered.slice(before.metered.length).map(({ rule }) => rule);
  const metered = outcome.record.metered.filter(({ rule }) => rule === undefined || !refused.includes(rule));
  await ports.store.reserveAnew(outcome.record, { lines: unlimited(outcome.record.lines), metered });
}
