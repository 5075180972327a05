import type { Verdict } from '../gateway/shared/decision.ts';

/** How a command ends that asks for a verdict. 2 is for commands that were not understood. */
const EXIT_CODES: Readonly<Record<Verdict, number>> = { allow: 0, deny: 1, hold: 3 };

/** Has the command end by a verdict. null: nothing was judged, which is a failure. */
export function endBy(verdict: Verdict | null): void {
  const code = verdict === null ? EXIT_CODES.deny : EXIT_CODES[verdict];
  // 0 is no news: what was set before stays.
  if (code !== 0) process.exitCode = code;
}
