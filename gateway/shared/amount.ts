/** Who a limit is for. `org`, `team:vision`, `person:ada@example.com`. */
export type Scope = 'org' | `team:${string}` | `person:${string}`;

/** What is counted. `jobs`, `instances`, `gpus`, `family:p4d`. */
export type Dimension = 'jobs' | 'instances' | 'gpus' | `family:${string}`;

/** The time a count is over. `current`: what is held now. */
export type Window = 'current';

/** How much of one dimension a workload takes: a positive integer. */
export interface Amount {
  readonly dimension: Dimension;
  readonly amount: number;
}

/** One count of one balance, fixed at admission and given back exactly once. */
export interface ReservationLine extends Amount {
  readonly scope: Scope;
  readonly window: Window;
}

/** A line with the limit it is held against, as a decision shows it. */
export interface Need extends ReservationLine {
  /** null: unlimited. */
  readonly limit: number | null;
  /** What is left before this request; null when unlimited, or when the ledger was not read (an admission). */
  readonly left: number | null;
}

/** What the ledger says of one scope, dimension and window. */
export interface Balance {
  readonly scope: Scope;
  readonly dimension: Dimension;
  readonly window: Window;
  /** Reserved and settled together. */
  readonly used: number;
  readonly settled: number;
}
