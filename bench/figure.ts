/** One line of a result. */
export interface Figure {
  readonly name: string;
  /** What `median` and `quartiles` count, such as `J`, `ms CPU` or `×`. */
  readonly unit: string;
  /** Of a ratio: the ratio of the two medians. Of something that is counted: the count. */
  readonly median: number;
  /** First and third quartile of the samples; null: counted, not measured. */
  readonly quartiles: readonly [number, number] | null;
  /** The most that DESIGN's budget allows; null: none is set. */
  readonly goal: number | null;
  /** What else a reader wants to know; empty: nothing. */
  readonly note: string;
}

/** How much a run measures: `quick` only shows that the benches work. */
export interface Effort {
  readonly quick: boolean;
}

/** What `npm run bench` can be asked for. Rejects where it cannot run. */
export interface Bench {
  readonly name: string;
  /** One line for --help. */
  readonly about: string;
  run(effort: Effort): Promise<readonly Figure[]>;
}

/** A figure with what is left out filled in. */
export const figure = (
  parts: Pick<Figure, 'name' | 'unit' | 'median'> & Partial<Pick<Figure, 'quartiles' | 'goal' | 'note'>>,
): Figure => ({ quartiles: null, goal: null, note: '', ...parts });
