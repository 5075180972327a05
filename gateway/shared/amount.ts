/** Who a limit is for. `org`, `department:research`, `team:vision`, `person:ada@example.com`, `tag:Project=atlas`. */
export type Scope = 'org' | `department:${string}` | `team:${string}` | `person:${string}` | `tag:${string}=${string}`;

/** What is held for as long as a job lives. `jobs`, `instances`, `gpus`, `accelerators`, `family:p4d`, `type:ml.p4d.24xlarge`. */
export type HeldDimension = 'jobs' | 'instances' | 'gpus' | 'accelerators' | `family:${string}` | `type:${string}`;

/** What is used up. Millionths of a USD; GPUs and instances by the second. */
export type ConsumedDimension = 'usdMicros' | 'gpuSeconds' | 'instanceSeconds';

/** What is counted. */
export type Dimension = HeldDimension | ConsumedDimension;

/**
 * The time a count is over. `current`: what is held now; else a calendar period: `2026-11-27`, `2026-W48`, `2026-11`,
 * `2026-Q4`, `2026`.
 */
export type Window = string;

/** What is held now, and no period. */
export const CURRENT: Window = 'current';

/** Where a count stands in the ledger: one item. */
export interface LedgerPlace {
  readonly scope: Scope;
  readonly window: Window;
}

/** Which balance of the ledger. */
export interface LedgerCell extends LedgerPlace {
  readonly dimension: Dimension;
}

/** How much of one dimension a workload takes: a positive integer. */
export interface Amount {
  readonly dimension: Dimension;
  readonly amount: number;
}

/** One count of one balance, fixed at admission and ended exactly once. */
export interface ReservationLine extends Amount, LedgerPlace {}

/** A line with what of it was used up: 0 where it was only held. More than the amount where a job overran. */
export interface SettledLine extends ReservationLine {
  readonly settled: number;
}

/** A line with the limit it is held against, as a decision shows it. */
export interface Need extends ReservationLine {
  /** null: unlimited. */
  readonly limit: number | null;
  /** What is left before this request; null when unlimited, or when the ledger was not read (an admission). */
  readonly left: number | null;
}

/** What the ledger says of one scope, dimension and window. */
export interface Balance extends LedgerCell {
  /** Reserved and settled together. */
  readonly used: number;
  readonly settled: number;
  /** What jobs took, or may take, that people let go beyond the limit; absent: none. It stays when they have ended. */
  readonly lifted?: number;
  /** The highest amount at which people were told of its budget; absent: none. */
  readonly toldAmount?: number;
}

/** Whether two stand in one place of the ledger. */
export const isInPlace = (one: LedgerPlace, other: LedgerPlace): boolean =>
  one.scope === other.scope && one.window === other.window;

/** Whether two are of one balance. */
export const isOfBalance = (one: LedgerCell, other: LedgerCell): boolean =>
  isInPlace(one, other) && one.dimension === other.dimension;

/** Names a balance: no scope, window or dimension has a line break. */
export const cellKey = ({ scope, window, dimension }: LedgerCell): string => `${scope}\n${window}\n${dimension}`;

/** The items that lines stand in, each once. */
export const placesOf = (lines: readonly LedgerPlace[]): readonly LedgerPlace[] => [
  ...new Map(lines.map(({ scope, window }) => [`${scope}\n${window}`, { scope, window }] as const)).values(),
];

/** What each line comes to where so much was used up. Of what was only held nothing is: all of it goes back. */
export const settledLines = (lines: readonly ReservationLine[], consumed: readonly Amount[]): readonly SettledLine[] =>
  lines.map((line) => ({
    ...line,
    settled: consumed.find(({ dimension }) => dimension === line.dimension)?.amount ?? 0,
  }));
