/** `ts` of Slack: seconds since 1970, a point and six digits. It is the id of a message in its channel. */
export interface Timestamps {
  /** The time now, or a microsecond after the last one where that is later: no two are the same. */
  next(): string;
}

/** `last`: the latest that was given before; null: none was. `now`: epoch milliseconds. */
export function createTimestamps(now: () => number, last: string | null): Timestamps {
  let latest = last === null ? 0 : microsecondsOf(last);
  return {
    next: () => {
      latest = Math.max(Math.round(now() * 1000), latest + 1);
      return `${Math.floor(latest / 1_000_000)}.${String(latest % 1_000_000).padStart(6, '0')}`;
    },
  };
}

/** Epoch microseconds of a `ts`; NaN where it is none. Seconds alone are one, as in `oldest`. */
export function microsecondsOf(ts: string): number {
  const found = /^(\d{1,10})(?:\.(\d{1,6}))?$/.exec(ts);
  return found ? Number(found[1]) * 1_000_000 + Number((found[2] ?? '').padEnd(6, '0')) : Number.NaN;
}
