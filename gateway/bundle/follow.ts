import type { Clock, EpochMs } from '../shared/clock.ts';
import { Unavailable } from '../shared/errors.ts';
import { parsePointer } from './pointer.ts';
import { openPublished } from './published.ts';
import type { BundleReader, BundleSource, OpenDocument } from './source.ts';

/** How old a look at the pointer may be when a request is judged (docs/adr/0013: a switch is in force within 10 s). */
export const LOOK_EVERY_MS = 5_000;

/** How long a bundle judges after it was last seen to be the one in force; then doubt denies (docs/adr/0013). */
export const TRUST_MS = 15 * 60_000;

/** What operators are told. */
export interface FollowEvents {
  /** `from` is null for the first. */
  readonly switched: (to: string, from: string | null) => void;
  /** A look did not find a bundle that can judge. `held` goes on judging, for a while; null: there is none. */
  readonly failed: (cause: unknown, held: string | null) => void;
}

/** What was opened. */
interface Versioned {
  /** Of the whole bundle. */
  readonly version: string;
}

interface InForce<T> {
  readonly bundle: T;
  /** The pointer's state that names it. */
  readonly tag: string;
}

/**
 * The bundle that a pointer names, looked at before a request where the last look is older than LOOK_EVERY_MS. Where a
 * look fails, the last good bundle goes on until TRUST_MS after the last look that succeeded; `load` then throws
 * Unavailable, as it does where there never was one. Requests that come while a look is under way share it.
 */
export function followedBundle<T extends Versioned>(
  reader: BundleReader,
  open: OpenDocument<T>,
  clock: Clock,
  events: FollowEvents,
): BundleSource<T> {
  let held: (InForce<T> & { readonly confirmedAt: EpochMs }) | null = null;
  let lookedAt: EpochMs | null = null;
  let looking: Promise<void> | null = null;

  const look = async () => {
    const confirmedAt = clock.now();
    lookedAt = confirmedAt;
    try {
      const found = await bundleInForce(reader, open, held);
      const from = held?.bundle.version ?? null;
      held = { ...found, confirmedAt };
      if (found.bundle.version !== from) events.switched(found.bundle.version, from);
    } catch (cause) {
      events.failed(cause, held?.bundle.version ?? null);
    }
  };
  return {
    async load() {
      if (looking || held === null || !isWithin(LOOK_EVERY_MS, lookedAt, clock.now())) {
        looking ??= look().finally(() => {
          looking = null;
        });
        await looking;
      }
      if (held && isWithin(TRUST_MS, held.confirmedAt, clock.now())) return held.bundle;
      throw new Unavailable('it is not known which policies are in force');
    },
  };
}

/** False, too, where the clock was put back since. */
const isWithin = (durationMs: number, since: EpochMs | null, now: EpochMs): boolean =>
  since !== null && now >= since && now - since < durationMs;

/** What the pointer names now. Throws where that cannot be found out or does not open. */
async function bundleInForce<T extends Versioned>(
  reader: BundleReader,
  open: OpenDocument<T>,
  held: InForce<T> | null,
): Promise<InForce<T>> {
  const reading = await reader.readPointer(held?.tag ?? null);
  if (reading.kind === 'absent') throw new Error('no bundle is active: `traingate policies activate` names one');
  if (reading.kind === 'unchanged') {
    if (held) return held;
    throw new Error('the store called a pointer unchanged that was never read');
  }
  const pointer = parsePointer(reading.text);
  if (!pointer.ok) throw new Error(`the pointer to the active bundle is malformed: ${pointer.error}`);
  const { version } = pointer.value;
  if (held?.bundle.version === version) return { bundle: held.bundle, tag: reading.tag };
  return { bundle: await openPublished(version, await reader.readBundle(version), open), tag: reading.tag };
}
