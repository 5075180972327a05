import type { Amount, Dimension } from '../../shared/amount.ts';
import { consumed, type MeteredGroup, type RateOf, type RunTimes } from '../../shared/meter.ts';
import type { InstanceGroup } from '../../shared/workload.ts';
import type { ConsumedRule, HeldRule } from '../dimension.ts';
import { accelerators } from './accelerators.ts';
import { family } from './family.ts';
import { gpuSeconds } from './gpu-seconds.ts';
import { gpus } from './gpus.ts';
import { instanceSeconds } from './instance-seconds.ts';
import { instances } from './instances.ts';
import { jobs } from './jobs.ts';
import { type } from './type.ts';
import { usd } from './usd.ts';

/** Everything that is held. A new dimension is its file and one line here. */
export const HELD: readonly HeldRule[] = [jobs, instances, gpus, accelerators, family, type];

/** Everything that is used up. A new dimension is its file and one line here. */
export const CONSUMED: readonly ConsumedRule[] = [usd, gpuSeconds, instanceSeconds];

/** What instances take while they are held. */
export const heldAmounts = (groups: readonly InstanceGroup[]): readonly Amount[] =>
  HELD.flatMap((rule) => rule.measure(groups));

/** What instances use up over the times, each amount above 0. What is not known is left out. */
export const consumedAmounts = (groups: readonly MeteredGroup[], times: RunTimes): readonly Amount[] =>
  CONSUMED.flatMap(({ id, rateOf }) => {
    if (groups.some((group) => rateOf(group) === null)) return [];
    const amount = consumed(groups, times, (group) => rateOf(group) ?? NOTHING);
    return amount > 0 ? [{ dimension: id, amount }] : [];
  });

const NOTHING = { running: 0, kept: 0 };

/** What each instance takes of a consumed dimension in an hour; null where that is not known of every group. */
export function rateIn(dimension: Dimension, groups: readonly MeteredGroup[]): RateOf | null {
  const rule = CONSUMED.find(({ id }) => id === dimension);
  const isKnown = groups.every((group) => rule?.rateOf(group) !== null);
  return isKnown ? (group) => rule?.rateOf(group) ?? NOTHING : null;
}

/** How much of a dimension each instance of a group takes; 0 where a job takes it whatever its instances. */
export const amountPerInstance =
  (dimension: Dimension) =>
  (group: InstanceGroup): number => {
    const measured = (groups: readonly InstanceGroup[]) =>
      heldAmounts(groups).find((amount) => amount.dimension === dimension)?.amount ?? 0;
    return measured([{ ...group, count: 1, isAlternative: false }]) - measured([]);
  };
