import type { Amount } from '../shared/amount.ts';
import type { Workload } from '../shared/workload.ts';

/** Something that is counted: how much of it a workload takes while it lives. */
export interface DimensionRule {
  /** Names the dimension in docs; a dimension may yield several (`family` yields `family:p4d`). */
  readonly id: string;
  /** The amounts taken, each above 0. */
  measure(workload: Workload): readonly Amount[];
}

export const defineDimension = (dimension: DimensionRule): DimensionRule => dimension;
