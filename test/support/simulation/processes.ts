/** One run of a handler. It moves only when the scheduler lets it: before a call takes effect, and before it hears of it. */
export class Process {
  readonly label: string;
  readonly startedAt: number;
  /** What its own clock differs from the true time by, in milliseconds. */
  readonly skewMs: number;
  private resume: (() => void) | null = null;
  private parked: () => void = () => undefined;
  private killed = false;

  constructor(label: string, startedAt: number, skewMs: number) {
    this.label = label;
    this.startedAt = startedAt;
    this.skewMs = skewMs;
  }

  /** Runs the flow up to its first gate. `fail` hears of what the flow throws. */
  start(flow: () => Promise<unknown>, fail: (error: unknown) => void): Promise<void> {
    return this.untilParked(() => {
      flow()
        .catch(fail)
        .finally(() => this.parked());
    });
  }

  /** Resolves when the scheduler steps this process; never, once it was killed. */
  gate(): Promise<void> {
    return new Promise((resolve) => {
      this.resume = resolve;
      this.parked();
    });
  }

  get runnable(): boolean {
    return this.resume !== null && !this.killed;
  }

  /** Lets the process go on to its next gate or its end; nothing where it is not runnable. */
  async step(): Promise<void> {
    const resume = this.resume;
    if (!resume || this.killed) return;
    this.resume = null;
    await this.untilParked(resume);
  }

  /** Takes no further step, wherever it is. */
  kill(): void {
    this.killed = true;
  }

  private untilParked(go: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.parked = resolve;
      go();
    });
  }
}
