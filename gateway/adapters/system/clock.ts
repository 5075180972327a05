import type { Clock } from '../../shared/clock.ts';

/** The machine's clock, put forward by `offsetMs` (a local stack moves its time; 0 in the cloud). */
export const systemClock = (offsetMs: () => number): Clock => ({ now: () => Date.now() + offsetMs() });
