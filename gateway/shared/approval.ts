import type { LedgerCell } from './amount.ts';
import type { EpochMs } from './clock.ts';

/** So many people of a group have to approve. */
export interface Requirement {
  /** As organization.yaml gives it to people. */
  readonly group: string;
  /** 1 or more. */
  readonly count: number;
}

/** What becomes of a request that needs approval: it waits for it, or is refused at once. */
export type OnHold = 'wait' | 'refuse';

/** By which way somebody decided. The CLI calls the REST API. */
export type Channel = 'rest' | 'slack';

/** One person's yes. */
export interface Vote {
  readonly person: string;
  /** All that the person had when the vote was counted: at once, and again where people are asked anew. */
  readonly groups: readonly string[];
  readonly at: EpochMs;
  readonly channel: Channel;
  /** Hash of the policy bundle by which the person was an approver. */
  readonly policyVersion: string;
}

/** One person's no. It ends the request. */
export interface Denial extends Omit<Vote, 'groups'> {
  readonly reason: string;
}

/** A limit that a job goes beyond, as it was when people were asked. */
export interface Override extends LedgerCell {
  readonly limit: number;
}

/** What people are asked about one job, and what they have said. Its request is the record's: any other is another job. */
export interface Approval {
  /** Counts how often people were asked: policies that changed since may ask for more. */
  readonly round: number;
  readonly requirements: readonly Requirement[];
  readonly votes: readonly Vote[];
  readonly denial: Denial | null;
  readonly askedAt: EpochMs;
  /** While it is held: nobody can approve from then on. Once it is approved: it does not start from then on. */
  readonly until: EpochMs;
  /** When those who have not voted were reminded, once a round; null: they were not. */
  readonly remindedAt: EpochMs | null;
  /** Limits that the job goes beyond, which people were asked about, too. */
  readonly overrides: readonly Override[];
  /** JSON Pointers into the request, at which rules have found secrets: nobody is shown what stands there. */
  readonly secretPaths: readonly string[];
  /** Why a job that is approved has not started yet; null: nothing is known to keep it. */
  readonly waitingFor: string | null;
}
