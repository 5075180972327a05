import type { Amount, ConsumedDimension } from '../shared/amount.ts';
import type { HourlyRate, MeteredGroup } from '../shared/meter.ts';
import type { InstanceGroup } from '../shared/workload.ts';

/** Something that is held: how much of it a job takes while it lives. */
export interface HeldRule {
  /** Names the dimension in docs; a dimension may yield several (`family` yields `family:p4d`). */
  readonly id: string;
  /** The most that a job on these instances may take at a time, each amount above 0. */
  measure(groups: readonly InstanceGroup[]): readonly Amount[];
}

/** Something that is used up: how much of it an instance takes in an hour. */
export interface ConsumedRule {
  readonly id: ConsumedDimension;
  /** null: not known. */
  rateOf(group: MeteredGroup): HourlyRate | null;
}

export const defineHeld = (rule: HeldRule): HeldRule => rule;
export const defineConsumed = (rule: ConsumedRule): ConsumedRule => rule;
