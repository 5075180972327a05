import type { Amount } from '../shared/amount.ts';
import type { InstanceGroup } from '../shared/workload.ts';

/** Something that is counted: how much of it a job takes while it lives. */
export interface DimensionRule {
  /** Names the dimension in docs; a dimension may yield several (`family` yields `family:p4d`). */
  readonly id: string;
  /** The most that a job on these instances may take at a time, each amount above 0. */
  measure(groups: readonly InstanceGroup[]): readonly Amount[];
}

export const defineDimension = (dimension: DimensionRule): DimensionRule => dimension;
