import type { Dimension } from '../../shared/amount.ts';
import type { InstanceGroup } from '../../shared/workload.ts';
import type { DimensionRule } from '../dimension.ts';
import { family } from './family.ts';
import { gpus } from './gpus.ts';
import { instances } from './instances.ts';
import { jobs } from './jobs.ts';

/** Everything that is counted. A new dimension is its file and one line here. */
export const DIMENSIONS: readonly DimensionRule[] = [jobs, instances, gpus, family];

/** How much of a dimension each instance of a group takes; 0 where a job takes it whatever its instances. */
export const amountPerInstance =
  (dimension: Dimension) =>
  (group: InstanceGroup): number => {
    const measured = (groups: readonly InstanceGroup[]) =>
      DIMENSIONS.flatMap((rule) => rule.measure(groups)).find((amount) => amount.dimension === dimension)?.amount ?? 0;
    return measured([{ ...group, count: 1, isAlternative: false }]) - measured([]);
  };
