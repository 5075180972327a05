import { type Drift, seenTwice } from '../../gateway/quota/drift.ts';
import { cellKey } from '../../gateway/shared/amount.ts';

/** Two looks tell where nothing happens between; more give a busy balance another chance. */
export const MOST_LOOKS = 5;
/** Between two looks, in milliseconds. */
const PAUSE_MS = 1_000;

/** What is wrong with the ledger. */
export interface LastingDrift {
  /** What two looks one after the other saw. */
  readonly drift: readonly Drift[];
  /** Balances that differed when last looked at, and where jobs came, went or changed between all looks. */
  readonly unsettled: readonly Drift[];
  readonly looks: number;
}

/** Looks at the ledger until every difference is seen twice or gone, but no more than so often. */
export async function lastingDrift(
  lookOnce: () => Promise<readonly Drift[]>,
  pause: (milliseconds: number) => Promise<void>,
): Promise<LastingDrift> {
  const lasting = new Map<string, Drift>();
  let before: readonly Drift[] = [];
  for (let looks = 1; ; looks += 1) {
    const now = await lookOnce();
    for (const drift of seenTwice(before, now)) lasting.set(cellKey(drift), drift);
    const unsettled = now.filter((drift) => !lasting.has(cellKey(drift)));
    if (unsettled.length === 0 || looks === MOST_LOOKS) return { drift: [...lasting.values()], unsettled, looks };
    before = now;
    await pause(PAUSE_MS);
  }
}
