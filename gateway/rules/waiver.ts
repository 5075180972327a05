import type { EpochMs } from '../shared/clock.ts';
import type { JsonObject } from '../shared/json.ts';
import type { Match } from './match.ts';
import type { Check } from './rule.ts';

/** An exception from one rule of one policy, as waivers.yaml has it: for whom, within what bound, until when, how often. */
export interface Waiver {
  /** Its id. Uses are counted under it for ever. */
  readonly waiver: string;
  readonly policy: string;
  readonly rule: string;
  /** The name of the one binding of them that it lifts; absent: every binding of the rule in the policy. */
  readonly binding?: string;
  readonly for: Omit<Match, 'tags'>;
  /** What a job must keep to all the same: nothing of it is waived where one of these rules finds something. */
  readonly within: readonly Bound[];
  readonly owner: string;
  readonly reason: string;
  /** Where it was agreed: an address or a ticket's number. */
  readonly ticket: string;
  /** ISO 8601 with a time zone. At that moment it is over. */
  readonly expires: string;
  /** How many jobs may be admitted by it. */
  readonly maxUses: number;
}

/** A rule with the params that say how far a waiver goes. */
export interface Bound {
  readonly rule: string;
  readonly params: JsonObject;
}

/** A waiver, ready to judge. */
export interface OpenWaiver extends Waiver {
  readonly checks: readonly Check[];
}

/** A waiver at the moment of a request. */
export interface WaiverState {
  readonly waiver: OpenWaiver;
  /** Why it waives nothing now; null: it is in force. */
  readonly over: 'expired' | 'used up' | null;
}

/** Waivers as they stand at a moment, as far as is known without their uses. A moment that cannot be read is past. */
export const waiversAt = (waivers: readonly OpenWaiver[], at: EpochMs): readonly WaiverState[] =>
  waivers.map((waiver) => ({ waiver, over: at < Date.parse(waiver.expires) ? null : 'expired' }));

/** The same once it is known of which of them no use is left. */
export const withUsedUp = (states: readonly WaiverState[], usedUp: ReadonlySet<string>): readonly WaiverState[] =>
  states.map((state) =>
    state.over === null && usedUp.has(state.waiver.waiver) ? { ...state, over: 'used up' } : state,
  );
