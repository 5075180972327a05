import { type LedgerReading, neverFits } from '../quota/assess.ts';
import { type LimitedLine, reservationOf } from '../quota/reservation.ts';
import { placesOf, type ReservationLine } from '../shared/amount.ts';
import { isLive, type JobRecord } from '../shared/job.ts';
import { meteredGroups } from '../shared/prices.ts';
import type { InstanceGroup, Workload } from '../shared/workload.ts';
import type { Context } from './assess.ts';
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
  /** Those of them that are new. */
  readonly added: readonly InstanceGroup[];
}

/**
 * Reserves what a changed job would take, where that is more than it has: of each line the larger amount, in the windows of
 * its admission, for whose job it is. A job that has ended meanwhile has enough.
 */
export async function reserveMore(
  ports: Ports,
  context: Context,
  { workload, added }: Changed,
  record: JobRecord,
): Promise<MoreReserved> {
  const { bundle, site, team } = context;
  // What it has is paid for at the prices of then.
  const metered = [...record.metered, ...meteredGroups(bundle.prices, site.region, { groups: added })];
  const owner = { person: record.person, team: record.team, department: team.department };
  const demand = { workload, metered, owner, at: record.createdAt };
  const lines = largerLines(reservationOf(demand, bundle.quotas), record.lines);
  const more = lines.map((line) => ({ ...line, amount: line.amount - amountIn(record.lines, line) }));
  if (more.every(({ amount }) => amount === 0)) return { kind: 'enough' };
  const hopeless = more.filter(neverFits);
  if (hopeless.length > 0) {
    return { kind: 'over-quota', lines: more, reading: { places: placesOf(hopeless), balances: [] } };
  }
  const step = { at: ports.clock.now(), by: context.principal.person, note: 'an update reserves more' };
  const outcome = await ports.store.reserveAnew(record, { lines, metered }, step);
  if (outcome.kind === 'over-quota') return { ...outcome, lines: more };
  if (outcome.kind === 'reserved') return outcome;
  return isLive(outcome.record.state) ? { kind: 'changed' } : { kind: 'enough' };
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
