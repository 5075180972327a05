import type { Dimension, LedgerPlace } from '../shared/amount.ts';
import type { Channel } from '../shared/approval.ts';
import type { EpochMs } from '../shared/clock.ts';
import type { Decision } from '../shared/decision.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { AdmissionId } from '../shared/ids.ts';
import type { JsonObject } from '../shared/json.ts';
import type { Principal } from '../shared/principal.ts';

/** What every entry says. */
interface Entry {
  readonly id: string;
  readonly at: EpochMs;
  /** The operation, as SageMaker calls it; of gateway keys, as the gateway does. */
  readonly action: string;
  readonly principal: Principal;
}

/** A decision that refused, as it is kept. */
export interface RefusalEntry extends Entry {
  readonly name: string;
  /** Why it was refused. */
  readonly code: ErrorCode;
  readonly submittedHash: string;
  readonly decision: Decision;
  /** A create as it was submitted, its secrets masked: to judge it again by other policies. A very long one is left out. */
  readonly request?: JsonObject;
}

/** A change of a job that is about to be passed on. */
export interface ChangeEntry extends Entry {
  readonly name: string;
  readonly admissionId: AdmissionId;
  /** What it touches, without values: members of the job, or keys of tags. */
  readonly touches: readonly string[];
  /** What let it pass, where policies were asked; its id is the entry's. */
  readonly decision?: Decision;
}

/** What somebody said who was asked about a job: the same entry by whichever way. */
export interface VoteEntry extends Entry {
  readonly action: 'ApproveJob' | 'DenyJob';
  readonly name: string;
  readonly admissionId: AdmissionId;
  readonly channel: Channel;
  /** What was decided about: the request as it would be forwarded, and how often people had been asked. */
  readonly completedHash: string;
  readonly round: number;
  readonly policyVersion: string;
  /** Of a no. */
  readonly reason?: string;
  /** Why it did not count; absent: it did. */
  readonly code?: ErrorCode;
}

/** Something that is about to be done with a gateway key. */
export interface KeyEntry extends Entry {
  readonly action: 'IssueKey' | 'DisableKey' | 'RotateKey';
  /** The key: of a rotation the old one. */
  readonly accessKeyId: string;
  /** Whose key it is. */
  readonly person: string;
}

/** A budget that has passed a percentage of itself. */
export interface AlertEntry extends LedgerPlace, Pick<Entry, 'id' | 'at'> {
  readonly action: 'BudgetAlert';
  readonly dimension: Dimension;
  readonly percent: number;
  /** What that is of the limit. */
  readonly amount: number;
  /** Used or reserved, when it was noticed. */
  readonly used: number;
  readonly limit: number;
}

/** A balance of the ledger that an operator put right. */
export interface RepairEntry extends LedgerPlace, Pick<Entry, 'id' | 'at'> {
  readonly action: 'LedgerRepair';
  /** Who did it, as the operator's system calls them. */
  readonly by: string;
  readonly reason: string;
  readonly dimension: Dimension;
  readonly before: { readonly used: number; readonly settled: number };
  readonly after: { readonly used: number; readonly settled: number };
}

/** Entries outlive what they tell of. */
export type AuditEntry = RefusalEntry | ChangeEntry | VoteEntry | KeyEntry | AlertEntry | RepairEntry;
