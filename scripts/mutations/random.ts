/** Chance that a seed repeats. */
export interface Random {
  /** A whole number from 0 to `limit` - 1. */
  readonly below: (limit: number) => number;
  /** One of the items. Throws where there is none. */
  readonly pick: <T>(items: readonly T[]) => T;
  /** The items in another order. */
  readonly shuffled: <T>(items: readonly T[]) => readonly T[];
}

/** The same choices for the same seed on every machine (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return { below, pick: (items) => pick(items, below), shuffled: (items) => shuffled(items, below) };
}

function pick<T>(items: readonly T[], below: Random['below']): T {
  const at = below(items.length);
  for (const item of items.slice(at, at + 1)) return item;
  throw new Error('there is nothing to pick from');
}

const shuffled = <T>(items: readonly T[], below: Random['below']): readonly T[] =>
  items
    .map((item) => ({ item, rank: below(2 ** 31) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
