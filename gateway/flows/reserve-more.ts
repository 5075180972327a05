import type { PreparedRequest } from '../actions/prepare.ts';
import { type LedgerReading, neverFits } from '../quota/assess.ts';
import type { LimitedLine } from '../quota/reservation.ts';
import { placesOf, type ReservationLine } from '../shared/amount.ts';
import { isLive, type JobRecord } from '../shared/job.ts';
import { type Context, linesOf, meteredOf } from './assess.ts';
import type { Ports } from './ports.ts';

/** What became of the wish to reserve more for a job; nothing was written unless `reserved`. */
export type MoreReserved =
  | { readonly kind: 'enough' }
  | { readonly kind: 'reserved'; readonly record: JobRecord }
  /** The lines are what is missing. */
  | { readonly kind: 'over-quota'; readonly lines: readonly LimitedLine[]; readonly reading: LedgerReading };

/**
 * Reserves what a changed job would take, where that is more than it has: of each line the larger amount, in the windows of
 * its admission. A job that has ended meanwhile has enough.
 */
export async function reserveMore(
  ports: Ports,
  context: Context,
  prepared: PreparedRequest,
  record: JobRecord,
): Promise<MoreReserved> {
  // It is its owner's job, whoever of the team changes it.
  const principal = { ...context.principal, person: record.person };
  const lines = largerLines(linesOf({ ...context, principal, at: record.createdAt }, prepared), record.lines);
  const more = lines.map((line) => ({ ...line, amount: line.amount - amountIn(record.lines, line) }));
  if (more.every(({ amount }) => amount === 0)) return { kind: 'enough' };
  const hopeless = more.filter(neverFits);
  if (hopeless.length > 0) {
    return { kind: 'over-quota', lines: more, reading: { places: placesOf(hopeless), balances: [] } };
  }
  const step = { at: ports.clock.now(), by: context.principal.person, note: 'an update reserves more' };
  const outcome = await ports.store.reserveAnew(record, { lines, metered: meteredOf(context, prepared) }, step);
  if (outcome.kind === 'over-quota') return { ...outcome, lines: more };
  if (outcome.kind === 'reserved') return outcome;
  return isLive(outcome.record.state) ? reserveMore(ports, context, prepared, outcome.record) : { kind: 'enough' };
}

/** The lines that a job would need, none smaller than what it has; limits as they are now. */
function largerLines(needed: readonly LimitedLine[], held: readonly ReservationLine[]): readonly LimitedLine[] {
  const larger = needed.map((line) => ({ ...line, amount: Math.max(line.amount, amountIn(held, line)) }));
  const others = held.filter((line) => !needed.some((each) => isSame(each, line)));
  return [...larger, ...others.map((line) => ({ ...line, limit: null }))];
}

const isSame = (one: ReservationLine, other: ReservationLine): boolean =>
  one.scope === other.scope && one.window === other.window && one.dimension === other.dimension;

const amountIn = (lines: readonly ReservationLine[], line: ReservationLine): number =>
  lines.find((each) => isSame(each, line))?.amount ?? 0;

/** Puts back the reservation of before. Where that cannot be done the job's end gives it back. */
export async function giveBack(ports: Ports, reserved: MoreReserved, before: JobRecord): Promise<void> {
  if (reserved.kind !== 'reserved') return;
  const lines = before.lines.map((line) => ({ ...line, limit: null }));
  const step = { at: ports.clock.now(), by: 'update', note: 'SageMaker refused the update' };
  await ports.store.reserveAnew(reserved.record, { lines, metered: before.metered }, step);
}
