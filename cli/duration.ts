import { Failure } from './terminal.ts';

export const DAY_MS = 86_400_000;

/** Milliseconds in a time such as `30d` or `12h`. Throws a Failure that names the option where it is none. */
export function durationMs(text: string, option: string): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)([dh])$/.exec(text) ?? [];
  if (count === undefined) throw new Failure(`${option} is \`${text}\`: give a time such as 30d or 12h`, 2);
  return Number(count) * (unit === 'd' ? DAY_MS : 3_600_000);
}
