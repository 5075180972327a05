import { Tape } from '../tape.ts';

/**
 * A tape whose faults can be made rarer, or left out for a while: a story that takes twenty calls would else hardly ever come to
 * its end, and so nothing that comes after it.
 */
export class Weather extends Tape {
  /** While true every choice is the harmless one, and none is used up. */
  isCalm = false;
  /** Faults are so many times rarer. */
  rarity = 1;

  /** A choice that is left to chance even while nothing goes wrong. */
  freely<T>(choose: (tape: this) => T): T {
    const was = this.isCalm;
    this.isCalm = false;
    const chosen = choose(this);
    this.isCalm = was;
    return chosen;
  }

  override choose(options: number): number {
    return this.isCalm ? 0 : super.choose(options);
  }

  override chance(outOf: number): boolean {
    return super.chance(outOf * this.rarity);
  }
}
