import type { EpochMs } from '../shared/clock.ts';
import type { JobRecord } from '../shared/job.ts';

/**
 * The times of the admission protocol, all in milliseconds. ADR 0007 says how they hang together:
 * an attempt to forward begins no later than the record's forwardDeadline, and nothing is concluded from the
 * absence of a job before forwardDeadline + ABSENCE_WAIT_MS.
 */

/**
 * How long after it was decided an attempt to forward may begin. With the create (6 s) and the write of its outcome
 * (9 s) a caller's request ends well before its function does (25 s).
 */
export const FORWARD_WINDOW_MS = 7_000;

/**
 * W: the longest function timeout (55 s), clock skew between functions, and the longest that a create may take effect
 * after it was sent, together.
 */
export const ABSENCE_WAIT_MS = 5 * 60_000;

/** How soon a record is sent again that SageMaker was too busy for. Reconcile runs each minute. */
export const TRY_AGAIN_MS = 45_000;

/** How long a job waits for SageMaker to take calls; then it is refused as SageMaker refuses. */
export const BUSY_PATIENCE_MS = 60 * 60_000;

/** How often the warm pool of an ended job is looked at: whoever waits for its instances waits no longer. */
export const KEPT_CHECK_EVERY_MS = 60_000;

/** How often a running job is looked at, in case its events were lost. Half of the ten minutes in which a lost event must heal. */
export const CHECK_EVERY_MS = 5 * 60_000;

/**
 * How long after it said so somebody may begin to tell people something, and how long nobody else tells it: with a call of the
 * notifier (3 s) and skew between clocks the first ends well before the second.
 */
export const TELL_WINDOW_MS = 10_000;
export const TELL_LEASE_MS = 60_000;

/**
 * How soon people are told again where that did not work: twice as late each time, up to `TELL_SELDOM_MS`. Of a job that ended so
 * long ago nobody is told any more.
 */
export const TELL_AGAIN_MS = 60_000;
export const TELL_SELDOM_MS = 60 * 60_000;
export const TELL_FOR_MS = 3 * 24 * 60 * 60_000;

/** The soonest that a job is looked at again: reconcile runs each minute. */
const CHECK_SOONEST_MS = 60_000;

/** When to look at a running job next: at the latest when it has run for as long as it may. */
export function nextCheckOf({ longestSeconds }: JobRecord, startedAt: EpochMs, now: EpochMs): EpochMs {
  const endsAt = startedAt + 1_000 * longestSeconds + 1_000;
  return now + Math.min(CHECK_EVERY_MS, Math.max(CHECK_SOONEST_MS, endsAt - now));
}
