/** What a restart needs to go on. Milliseconds. */
export interface ClockState {
  readonly nowMs: number;
  readonly advancedMs: number;
}

/** The stack's time. It stands still while the stack is down. */
export interface SimClock {
  /** Simulated epoch milliseconds, whole. */
  now(): number;
  /** All that `advance` has added since the clock was new, restarts included. */
  readonly advancedMs: number;
  advance(ms: number): void;
  state(): ClockState;
}

/** A longer jump is more likely a slip of units than a wish. */
const MAX_ADVANCE_SECONDS = 366 * 86_400;

export const ADVANCE_RULE = `a number of seconds from 0 to ${MAX_ADVANCE_SECONDS}`;
export const isAdvance = (seconds: unknown): seconds is number =>
  typeof seconds === 'number' && seconds >= 0 && seconds <= MAX_ADVANCE_SECONDS;

/**
 * A clock that runs `rate` simulated seconds a real second; 0: only `advance` moves it. A new one (`saved` null)
 * starts at real time.
 */
export function createSimClock(rate: number, saved: ClockState | null): SimClock {
  const startedAt = performance.now();
  const origin = saved ?? { nowMs: Date.now(), advancedMs: 0 };
  let addedMs = 0;
  const clock: SimClock = {
    now: () => origin.nowMs + addedMs + Math.floor((performance.now() - startedAt) * rate),
    get advancedMs() {
      return origin.advancedMs + addedMs;
    },
    advance: (ms) => {
      addedMs += ms;
    },
    state: () => ({ nowMs: clock.now(), advancedMs: clock.advancedMs }),
  };
  return clock;
}
