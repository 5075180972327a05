import { CURRENT, type Window } from '../shared/amount.ts';
import type { EpochMs } from '../shared/clock.ts';

/** Over what a budget is counted. Weeks begin on Monday (ISO 8601). */
export const PERIODS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Period = (typeof PERIODS)[number];

/** The periods that a moment is in. */
export type WindowOf = (period: Period) => Window;

/** The periods that a moment is in, by the calendar of a time zone, such as `2026-11`. */
export function windowsAt(at: EpochMs, timeZone: string): WindowOf {
  const day = dayAt(at, timeZone);
  const [year = '', month = ''] = day.split('-');
  return (period) => {
    switch (period) {
      case 'day':
        return day;
      case 'week':
        return weekOf(day);
      case 'month':
        return `${year}-${month}`;
      case 'quarter':
        return `${year}-Q${Math.ceil(Number(month) / 3)}`;
      case 'year':
        return year;
    }
  };
}

const SHAPES: readonly (readonly [Period, RegExp])[] = [
  ['day', /^\d{4}-\d\d-\d\d$/],
  ['week', /^\d{4}-W\d\d$/],
  ['month', /^\d{4}-\d\d$/],
  ['quarter', /^\d{4}-Q\d$/],
  ['year', /^\d{4}$/],
];

/** What kind of period a window is; null: none, it is what is held now. */
export const periodOf = (window: Window): Period | null =>
  window === CURRENT ? null : (SHAPES.find(([, shape]) => shape.test(window))?.[0] ?? null);

/** Longer than any period. */
const BEYOND_MS = 400 * 86_400_000;

/** When the period that a moment is in ends: the first moment of the next one. */
export function windowEnd(period: Period, at: EpochMs, timeZone: string): EpochMs {
  const window = windowsAt(at, timeZone)(period);
  let [inside, outside] = [at, at + BEYOND_MS];
  // Halving needs nothing of the zone but its days, whatever its clocks do at the turn.
  while (outside - inside > 1) {
    const middle = Math.floor((inside + outside) / 2);
    if (windowsAt(middle, timeZone)(period) === window) inside = middle;
    else outside = middle;
  }
  return outside;
}

/** ISO 8601 week of a day: the one that its Thursday is in. */
function weekOf(day: string): Window {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7));
  const firstDay = Date.UTC(date.getUTCFullYear(), 0, 1);
  const week = Math.ceil(((date.getTime() - firstDay) / 86_400_000 + 1) / 7);
  return `${date.getUTCFullYear()}-W${String(week).padStart(2, '0')}`;
}

/** `2026-11-27`. */
const dayAt = (at: EpochMs, timeZone: string): string =>
  timeZone === 'UTC' ? new Date(at).toISOString().slice(0, 10) : formatOf(timeZone).format(at);

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one takes far longer than using it, and there is one zone for each organisation. Swedes write dates as ISO 8601. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const made = formats.get(timeZone);
  if (made !== undefined) return made;
  const parts = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const format = new Intl.DateTimeFormat('sv-SE', parts);
  formats.set(timeZone, format);
  return format;
}

/** Whether there is such a zone (IANA), as this system knows them. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}
