/** What is told of samples: unmoved by the few that something else on the machine made slow. */
export interface Summary {
  readonly median: number;
  /** First and third quartile. */
  readonly quartiles: readonly [number, number];
}

/** Two measurements that were taken one after the other, so that both met the same machine. */
export interface Pair {
  readonly subject: number;
  readonly base: number;
}

/** Of at least one sample. */
export function summaryOf(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), quartiles: [quantile(sorted, 0.25), quantile(sorted, 0.75)] };
}

/** How many times the base the subject is: the ratio of the medians, and the quartiles of the ratios of the pairs. */
export function ratioOf(pairs: readonly Pair[]): Summary {
  const subject = summaryOf(pairs.map((pair) => pair.subject)).median;
  const base = summaryOf(pairs.map((pair) => pair.base)).median;
  return { median: subject / base, quartiles: summaryOf(pairs.map((pair) => pair.subject / pair.base)).quartiles };
}

/**
 * The value that a share of the samples stays under. They are in ascending order, and there is at least one. Between the
 * two that are nearest, in proportion (type 7 of Hyndman and Fan, 1996).
 */
export function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  if (below === undefined || above === undefined) throw new Error('there are no samples');
  return below + (above - below) * (at - Math.floor(at));
}
