import { type Amount, CURRENT, type ReservationLine, type Scope, type Window } from '../shared/amount.ts';
import type { EpochMs } from '../shared/clock.ts';
import type { MeteredGroup } from '../shared/meter.ts';
import { longestTimes } from '../shared/prices.ts';
import type { Workload } from '../shared/workload.ts';
import { periodOf, windowsAt } from './calendar.ts';
import { consumedAmounts, heldAmounts } from './dimensions/index.ts';
import { limitsOfScope, type Quotas, windowsOf } from './quotas.ts';

/** A line with the limit that its admission is held to; null is unlimited. */
export interface LimitedLine extends ReservationLine {
  readonly limit: number | null;
  /** Of a budget: whether people let the job go beyond it. */
  readonly isLifted?: boolean;
}

/** Whose job it is. */
export interface Owner {
  readonly person: string;
  readonly team: string;
  readonly department: string;
}

/** The balances that any job of a person's counts in. */
export const scopesOf = ({ department, team, person }: Owner): readonly Scope[] => [
  'org',
  `department:${department}`,
  `team:${team}`,
  `person:${person}`,
];

/** Those that a job counts in for its tags. */
const tagScopesOf = ({ tags }: Quotas, workload: Workload): readonly Scope[] =>
  workload.tags.value.filter(({ key }) => tags.includes(key)).map(({ key, value }): Scope => `tag:${key}=${value}`);

/** All balances that a job counts in. */
export const scopesOfJob = (quotas: Quotas, owner: Owner, workload: Workload): readonly Scope[] => [
  ...scopesOf(owner),
  ...tagScopesOf(quotas, workload),
];

/** What is to be reserved. */
export interface Demand {
  readonly workload: Workload;
  /** Its groups with what they cost. */
  readonly metered: readonly MeteredGroup[];
  readonly owner: Owner;
  /** Decides into which calendar windows it falls. */
  readonly at: EpochMs;
}

/**
 * What the workload takes of every scope at most. Unlimited dimensions are counted too, so that a limit set tomorrow knows
 * the jobs of today. A cost that is not known is in no line.
 */
export function reservationOf({ workload, metered, owner, at }: Demand, quotas: Quotas): readonly LimitedLine[] {
  const held = heldAmounts(workload.groups);
  const used = consumedAmounts(metered, longestTimes(workload));
  const windowOf = windowsAt(at, quotas.timeZone);
  return scopesOfJob(quotas, owner, workload).flatMap((scope) => {
    const limitIn = limitsOfScope(quotas, scope, at);
    const linesIn = (window: Window, amounts: readonly Amount[]) => {
      const period = periodOf(window);
      return amounts.map(({ dimension, amount }): LimitedLine => {
        return { scope, dimension, window, amount, limit: limitIn(dimension, period) };
      });
    };
    const windows = windowsOf(quotas, scope, windowOf);
    return [...linesIn(CURRENT, held), ...windows.flatMap((window) => linesIn(window, used))];
  });
}
