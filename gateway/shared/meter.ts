import type { InstanceGroup } from './workload.ts';

/** Instances of one type with what each costs, as known when their job was admitted. */
export interface MeteredGroup extends Pick<InstanceGroup, 'type' | 'count' | 'use' | 'isAlternative'> {
  /** One instance with its volume, in millionths of a USD for an hour; null: the price is not known. */
  readonly usdMicrosPerHour: number | null;
  /** The same while a warm pool keeps the instance. */
  readonly keptUsdMicrosPerHour: number | null;
}

/** For how long each instance is paid for, in seconds. */
export interface RunTimes {
  readonly trainingSeconds: number;
  readonly monitoringSeconds: number;
  /** Those that trained, in the warm pool after their job. */
  readonly keptSeconds: number;
}

/** What an instance takes in an hour. */
export interface HourlyRate {
  readonly running: number;
  readonly kept: number;
}

/** What the groups take over the times, whole and rounded up: the sum, and of alternatives the most. Exact to 9e15. */
export function consumed(
  groups: readonly MeteredGroup[],
  times: RunTimes,
  rateOf: (group: MeteredGroup) => HourlyRate,
): number {
  let sum = 0n;
  let dearest = 0n;
  for (const group of groups) {
    const taken = BigInt(group.count) * secondsTimesRate(group, times, rateOf(group));
    if (!group.isAlternative) sum += taken;
    else if (taken > dearest) dearest = taken;
  }
  return Number((sum + dearest + HOUR - 1n) / HOUR);
}

const HOUR = 3_600n;

function secondsTimesRate({ use }: MeteredGroup, times: RunTimes, { running, kept }: HourlyRate): bigint {
  if (use === 'monitoring') return BigInt(running) * BigInt(times.monitoringSeconds);
  return BigInt(running) * BigInt(times.trainingSeconds) + BigInt(kept) * BigInt(times.keptSeconds);
}

/**
 * The most seconds that the groups may run to take no more than so much, a warm pool of `keptSeconds` included; below 0 where
 * that alone takes more; undefined where no time makes a difference.
 */
export function secondsWithin(
  groups: readonly MeteredGroup[],
  { keptSeconds, most }: { readonly keptSeconds: number; readonly most: number },
  rateOf: (group: MeteredGroup) => HourlyRate,
): number | undefined {
  const kept = consumed(groups, { trainingSeconds: 0, monitoringSeconds: 0, keptSeconds }, rateOf);
  const perHour = consumed(groups, { trainingSeconds: 3_600, monitoringSeconds: 3_600, keptSeconds: 0 }, rateOf);
  if (perHour === 0) return undefined;
  return most < kept ? -1 : Number((BigInt(most - kept) * HOUR) / BigInt(perHour));
}

const isPriced = (groups: readonly MeteredGroup[]): boolean =>
  groups.every(({ usdMicrosPerHour }) => usdMicrosPerHour !== null);

/** What an instance costs in an hour; only for groups whose prices are known. */
const costRate = ({ usdMicrosPerHour: running, keptUsdMicrosPerHour: kept }: MeteredGroup): HourlyRate => ({
  running: running ?? 0,
  kept: kept ?? 0,
});

/** What the groups cost over the times, in millionths of a USD; null where a price is not known. */
export const costUsdMicros = (groups: readonly MeteredGroup[], times: RunTimes): number | null =>
  isPriced(groups) ? consumed(groups, times, costRate) : null;

/** The most seconds that the groups may run for no more than so much, as `secondsWithin`; undefined, too, where a price is not known. */
export const affordableSeconds = (
  groups: readonly MeteredGroup[],
  bound: { readonly keptSeconds: number; readonly most: number },
): number | undefined => (isPriced(groups) ? secondsWithin(groups, bound, costRate) : undefined);
