import type { Clock } from './clock.ts';

export interface RecentOptions {
  readonly clock: Clock;
  /** How long what was made counts, in milliseconds. */
  readonly freshMs: number;
  /** How many are held; the oldest goes first. */
  readonly most: number;
}

/**
 * Holds what was made for a key a moment ago: whoever asks meanwhile gets the same, under way or done. What failed is
 * not held.
 */
export function recent<T>({
  clock,
  freshMs,
  most,
}: RecentOptions): (key: string, make: () => Promise<T>) => Promise<T> {
  const held = new Map<string, { readonly at: number; readonly made: Promise<T> }>();
  return (key, make) => {
    const known = held.get(key);
    if (known && clock.now() - known.at < freshMs) return known.made;
    const entry = { at: clock.now(), made: make() };
    held.delete(key);
    const [oldest] = held.size >= most ? held.keys() : [];
    if (oldest !== undefined) held.delete(oldest);
    held.set(key, entry);
    entry.made.catch(() => held.get(key) === entry && held.delete(key));
    return entry.made;
  };
}
