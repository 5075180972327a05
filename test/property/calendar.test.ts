import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PERIODS, periodOf, windowEnd, windowsAt } from '../../gateway/quota/calendar.ts';

const ZONES = [
  'UTC',
  'Europe/Dublin',
  'America/Los_Angeles',
  'Pacific/Auckland',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
];
const at = (time: string): number => Date.parse(time);

describe('windowsAt', () => {
  it.each([
    ['a day begins at midnight of the zone', 'day', '2026-11-30T23:59:59.999Z', 'UTC', '2026-11-30'],
    ['and not at that of UTC', 'day', '2026-11-30T11:00:00Z', 'Pacific/Auckland', '2026-12-01'],
    ['a month ends there, too', 'month', '2026-11-30T11:00:00Z', 'Pacific/Auckland', '2026-12'],
    ['before the clocks go back', 'day', '2026-10-24T23:30:00Z', 'Europe/Dublin', '2026-10-25'],
    ['after they went back', 'day', '2026-10-25T23:30:00Z', 'Europe/Dublin', '2026-10-25'],
    ['a quarter', 'quarter', '2026-10-01T00:00:00Z', 'UTC', '2026-Q4'],
    ['the last moment of a quarter', 'quarter', '2026-09-30T23:59:59Z', 'UTC', '2026-Q3'],
    ['a year', 'year', '2026-12-31T23:59:59Z', 'UTC', '2026'],
    ['a year that has begun elsewhere', 'year', '2026-12-31T23:59:59Z', 'Asia/Kathmandu', '2027'],
    // ISO 8601 weeks, from the calendar of Wikipedia's "ISO week date".
    ['the first week has the first Thursday', 'week', '2005-01-01T12:00:00Z', 'UTC', '2004-W53'],
    ['a Sunday ends its week', 'week', '2005-01-02T12:00:00Z', 'UTC', '2004-W53'],
    ['a Monday begins one', 'week', '2007-01-01T12:00:00Z', 'UTC', '2007-W01'],
    ['a week of the next year begins in the old one', 'week', '2008-12-29T12:00:00Z', 'UTC', '2009-W01'],
    ['a year of 53 weeks', 'week', '2010-01-03T12:00:00Z', 'UTC', '2009-W53'],
  ] as const)('%s', (_name, period, time, zone, window) => {
    expect(windowsAt(at(time), zone)(period)).toBe(window);
    expect(periodOf(window)).toBe(period);
  });
});

describe('windowEnd', () => {
  it.each([
    ['a month of a zone', 'month', '2026-11-27T12:00:00Z', 'Pacific/Auckland', '2026-11-30T11:00:00.000Z'],
    ['a day of 25 hours', 'day', '2026-10-25T00:00:00Z', 'Europe/Dublin', '2026-10-26T00:00:00.000Z'],
    ['a day of 23 hours', 'day', '2026-03-08T12:00:00Z', 'America/Los_Angeles', '2026-03-09T07:00:00.000Z'],
    ['a week', 'week', '2026-11-27T12:00:00Z', 'UTC', '2026-11-30T00:00:00.000Z'],
    ['a quarter', 'quarter', '2026-11-27T12:00:00Z', 'Europe/Dublin', '2027-01-01T00:00:00.000Z'],
  ] as const)('%s', (_name, period, time, zone, end) => {
    expect(new Date(windowEnd(period, at(time), zone)).toISOString()).toBe(end);
  });

  it('is the first moment of another window, whatever the zone and its clocks', () => {
    const moments = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') });
    fc.assert(
      fc.property(moments, fc.constantFrom(...ZONES), fc.constantFrom(...PERIODS), (moment, zone, period) => {
        const windowOf = (time: number) => windowsAt(time, zone)(period);
        const end = windowEnd(period, moment, zone);
        expect(end).toBeGreaterThan(moment);
        expect(windowOf(end - 1)).toBe(windowOf(moment));
        expect(windowOf(end)).not.toBe(windowOf(moment));
        expect(windowOf(end) > windowOf(moment)).toBe(true);
      }),
    );
  });
});
