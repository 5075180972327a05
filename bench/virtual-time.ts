import { setImmediate as settled } from 'node:timers/promises';
import type { Clock, EpochMs } from '../gateway/shared/clock.ts';

/** Somebody who waits. */
interface Waiting {
  readonly at: EpochMs;
  readonly resume: () => void;
}

/**
 * Time that passes only while everybody waits for it, so minutes of it take moments, and the same run takes the same
 * course on every machine. For code that waits for nothing but `pause`.
 */
export class VirtualTime implements Clock {
  private at: EpochMs;
  /** The next to resume is the last; of several at one moment, who came first. */
  private readonly waiting: Waiting[] = [];

  constructor(start: EpochMs) {
    this.at = start;
  }

  now(): EpochMs {
    return this.at;
  }

  /** Resolves so many milliseconds later. */
  pause(milliseconds: number): Promise<void> {
    return new Promise((resume) => {
      const at = this.at + milliseconds;
      this.waiting.splice(this.placeOf(at), 0, { at, resume });
    });
  }

  /** Lets time pass until nobody waits any more. */
  async run(): Promise<void> {
    for (let next = this.waiting.pop(); next; next = this.waiting.pop()) {
      this.at = next.at;
      next.resume();
      // What the resumed do before they wait again.
      await settled();
    }
  }

  /** Before all who wait no longer than until `at`; there are thousands, so by halves. */
  private placeOf(at: EpochMs): number {
    let [low, high] = [0, this.waiting.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.waiting[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
