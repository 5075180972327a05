import type { Waiver } from '../../../gateway/rules/waiver.ts';
import type { EpochMs } from '../../../gateway/shared/clock.ts';
import { DAY_MS } from '../../duration.ts';
import type { DecisionRecord } from '../records/record.ts';

export type WaiverStanding = 'in force' | 'ends soon' | 'expired';

/** Who looks now can still ask for another one. */
export const SOON_DAYS = 14;

/** How a waiver stands at a moment. */
export function standingOf({ expires }: Pick<Waiver, 'expires'>, now: EpochMs): WaiverStanding {
  const left = Date.parse(expires) - now;
  return left <= 0 ? 'expired' : left <= SOON_DAYS * DAY_MS ? 'ends soon' : 'in force';
}

/** A waiver with what became of it. */
export interface WaiverLine
  extends Pick<Waiver, 'waiver' | 'policy' | 'rule' | 'for' | 'owner' | 'ticket' | 'expires' | 'maxUses'> {
  readonly standing: WaiverStanding;
  /** null: nothing was read that says so. */
  readonly uses: number | null;
  readonly jobs: readonly WaivedJob[];
}

/** A job that was admitted by a waiver. */
export type WaivedJob = Pick<DecisionRecord, 'id' | 'name' | 'person' | 'at'>;

/** What waivers let pass of one rule of a policy. */
export interface LetPass {
  readonly policy: string;
  readonly rule: string;
  readonly violations: number;
  readonly jobs: number;
}

export interface WaiverReport {
  readonly waivers: readonly WaiverLine[];
  readonly letPass: readonly LetPass[];
}

/** What is known of the use of waivers: jobs that they admitted, and how often each was used where that is counted. */
export interface WaiverUse {
  readonly admitted: readonly DecisionRecord[];
  /** By waiver; null: what the jobs say. */
  readonly counts: ReadonlyMap<string, number> | null;
}

/** Every waiver of a bundle at a moment, with its use where something is known of that. */
export const waiverReport = (waivers: readonly Waiver[], use: WaiverUse | null, now: EpochMs): WaiverReport => ({
  waivers: waivers.map((each) => lineOf(each, use, now)),
  letPass: letPassOf(use?.admitted ?? []),
});

function lineOf(each: Waiver, use: WaiverUse | null, now: EpochMs): WaiverLine {
  const { waiver, policy, rule, for: whom, owner, ticket, expires, maxUses } = each;
  const records = use?.admitted.filter(({ waivers }) => waivers.includes(waiver)) ?? [];
  const jobs = records.map(({ id, name, person, at }) => ({ id, name, person, at }));
  const uses = use && (use.counts === null ? jobs.length : (use.counts.get(waiver) ?? 0));
  const facts = { waiver, policy, rule, for: whom, owner, ticket, expires, maxUses };
  return { ...facts, standing: standingOf(each, now), uses, jobs };
}

function letPassOf(admitted: readonly DecisionRecord[]): readonly LetPass[] {
  const found = new Map<string, LetPass>();
  for (const { waived } of admitted) {
    const seen = new Set<string>();
    for (const { policy, rule } of waived) {
      const key = `${policy} ${rule}`;
      const { violations, jobs } = found.get(key) ?? { violations: 0, jobs: 0 };
      found.set(key, { policy, rule, violations: violations + 1, jobs: jobs + (seen.has(key) ? 0 : 1) });
      seen.add(key);
    }
  }
  return [...found.values()].toSorted((a, b) => b.violations - a.violations);
}
