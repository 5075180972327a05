import type { Dimension } from '../shared/amount.ts';

/** Limits of one scope, or of every team or person that has none of its own for the dimension, as quotas.yaml says. */
export interface QuotaPolicy {
  readonly scope: 'org' | `team:${string}` | `person:${string}`;
  /** Integers of 0 or more, by dimension; a dimension that is not named is unlimited here. */
  readonly limits: Readonly<Partial<Record<Dimension, number>>>;
}
