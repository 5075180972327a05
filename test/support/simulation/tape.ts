/**
 * A finite list of choices. Everything that a simulated run leaves to chance is read from it, so a run is its tape:
 * a failing one reproduces, and a shorter one is a simpler story. Past the end every choice is 0, the harmless one.
 */
export class Tape {
  private at = 0;
  private readonly choices: readonly number[];

  constructor(choices: readonly number[]) {
    this.choices = choices;
  }

  /** True while choices are left. */
  get running(): boolean {
    return this.at < this.choices.length;
  }

  /** A whole number from 0 to `options` − 1. */
  choose(options: number): number {
    const choice = this.choices[this.at] ?? 0;
    this.at += 1;
    return choice % options;
  }

  /** True in one of `outOf` cases. */
  chance(outOf: number): boolean {
    return this.choose(outOf) === outOf - 1;
  }

  pick<T>(options: readonly T[]): T {
    const option = options[this.choose(options.length)];
    if (option === undefined) throw new Error('nothing to pick from');
    return option;
  }
}
