import type { InstanceGroup } from './workload.ts';

/** Instances of one type with what each costs, as known when their job was admitted. */
export interface MeteredGroup extends Pick<InstanceGroup, 'type' | 'count' | 'use' | 'isAlternative'> {
  /** One instance with its volume, in millionths of a USD for an hour; null: the price is not known. */
  readonly usdMicrosPerHour: number | null;
  /** The same while a warm pool keeps the instance. */
  readonly keptUsdMicrosPerHour: number | null;
  /** Of instances that an update added: the name of the rule that they are for, which a job has once. */
  readonly rule?: string;
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
export const consumed = (groups: readonly MeteredGroup[], times: RunTimes, rateOf: RateOf): number =>
  Number((taken(groups, times, rateOf) + HOUR - 1n) / HOUR);

/** What an instance of a group takes in an hour. */
export type RateOf = (group: MeteredGroup) => HourlyRate;

const HOUR = 3_600n;

/** What `consumed` rounds, in 3600ths. */
function taken(groups: readonly MeteredGroup[], times: RunTimes, rateOf: RateOf): bigint {
  let sum = 0n;
  let dearest = 0n;
  for (const group of groups) {
    const own = takenBy(group, times, rateOf);
    if (!group.isAlternative) sum += own;
    else if (own > dearest) dearest = own;
  }
  return sum + dearest;
}

const takenBy = (group: MeteredGroup, times: RunTimes, rateOf: RateOf): bigint =>
  BigInt(group.count) * secondsTimesRate(group, times, rateOf(group));

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
  rateOf: RateOf,
): number | undefined {
  const room = BigInt(most) * HOUR - taken(groups, { trainingSeconds: 0, monitoringSeconds: 0, keptSeconds }, rateOf);
  const perSecond = taken(groups, { trainingSeconds: 1, monitoringSeconds: 1, keptSeconds: 0 }, rateOf);
  if (room < 0n) return -1;
  return perSecond === 0n ? undefined : Number(room / perSecond);
}

/**
 * The most instances of a group that, with other groups beside it, take no more than so much over the times; below 0 where the
 * others alone take more; undefined where no count makes a difference.
 */
export function instancesWithin(
  { group, others }: { readonly group: MeteredGroup; readonly others: readonly MeteredGroup[] },
  { times, most }: { readonly times: RunTimes; readonly most: number },
  rateOf: RateOf,
): number | undefined {
  const room = BigInt(most) * HOUR - taken(others, times, rateOf);
  const each = takenBy({ ...group, count: 1 }, times, rateOf);
  if (room < 0n) return -1;
  return each === 0n ? undefined : Number(room / each);
}

const isPriced = (groups: readonly MeteredGroup[]): boolean =>
  groups.every(({ usdMicrosPerHour }) => usdMicrosPerHour !== null);

/** What an instance costs in an hour; only for groups whose prices are known. */
const costRate = ({ usdMicrosPerHour: running, keptUsdMicrosPerHour: kept }: MeteredGroup): HourlyRate => ({
  running: running ?? 0,
  kept: kept ?? 0,
});

/** Those that run where most is paid for over the times: of alternatives the dearest; only for groups whose prices are known. */
export function dearestCase<G extends MeteredGroup>(groups: readonly G[], times: RunTimes): readonly G[] {
  const [first, ...others] = groups.filter(({ isAlternative }) => isAlternative);
  const costOf = (group: G): bigint => takenBy(group, times, costRate);
  const dearest = first && others.reduce((most, each) => (costOf(each) > costOf(most) ? each : most), first);
  return groups.filter((group) => !group.isAlternative || group === dearest);
}

/** What the groups cost over the times, in millionths of a USD; null where a price is not known. */
export const costUsdMicros = (groups: readonly MeteredGroup[], times: RunTimes): number | null =>
  isPriced(groups) ? consumed(groups, times, costRate) : null;

/** The most seconds that the groups may run for no more than so much, as `secondsWithin`; undefined, too, where a price is not known. */
export const affordableSeconds = (
  groups: readonly MeteredGroup[],
  bound: { readonly keptSeconds: number; readonly most: number },
): number | undefined => (isPriced(groups) ? secondsWithin(groups, bound, costRate) : undefined);
