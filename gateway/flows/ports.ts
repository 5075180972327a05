import type { AuditEntry } from '../audit/entry.ts';
import type { LedgerReading } from '../quota/assess.ts';
import type { LimitedLine } from '../quota/reservation.ts';
import type { Waiver } from '../rules/waiver.ts';
import type { Balance, Scope } from '../shared/amount.ts';
import type { Clock, EpochMs } from '../shared/clock.ts';
import type { AdmissionId, Ids } from '../shared/ids.ts';
import type { EndState, JobRecord, JobState, UpstreamRefusal, UpstreamStatus } from '../shared/job.ts';
import type { JsonObject } from '../shared/json.ts';

/** A use of a waiver: one of at most so many. */
export type WaiverUse = Pick<Waiver, 'waiver' | 'maxUses'>;

/** What one admission writes, all or nothing. */
export interface Admission {
  readonly record: JobRecord;
  /** The completed request, kept beside the record. */
  readonly request: JsonObject;
  /** The record's lines with the limits they are held to. */
  readonly lines: readonly LimitedLine[];
  /** Each is taken once. */
  readonly waivers: readonly WaiverUse[];
  readonly nextCheckAt: EpochMs;
}

/** What became of an attempt to admit; nothing was written unless `admitted`. */
export type AdmissionOutcome =
  | { readonly kind: 'admitted' }
  /** The same principal admitted the same body under this name, and that job lives. */
  | { readonly kind: 'repeat'; readonly admissionId: AdmissionId }
  | { readonly kind: 'name-taken' }
  /** The reading covers the scopes whose limits were hit. */
  | { readonly kind: 'over-quota'; readonly reading: LedgerReading }
  /** No use is left of these waivers. */
  | { readonly kind: 'waivers-used-up'; readonly waivers: readonly string[] }
  /** The request does not fit the store; nothing was written. */
  | { readonly kind: 'too-large' };

/** One step of a record's story. */
export interface Step {
  readonly at: EpochMs;
  /** A person, or the flow that acts. */
  readonly by: string;
  readonly note: string;
}

/** The step that ends a record. */
export interface End extends Step {
  readonly state: EndState;
  readonly upstream?: UpstreamStatus;
  readonly refusal?: UpstreamRefusal;
  /** The job is gone upstream, so its name is free again. */
  readonly freesName?: boolean;
}

export interface JobPage {
  /** Newest first. */
  readonly records: readonly JobRecord[];
  /** The list key down to which the page is complete: pass it as `before` to go on. null at the end. */
  readonly next: string | null;
}

/** A job as lists show it. */
export interface JobSummary extends Pick<JobRecord, 'admissionId' | 'name' | 'state' | 'upstream' | 'deletedAt'> {
  readonly listKey: string;
}

export interface SummaryPage {
  readonly summaries: readonly JobSummary[];
  /** Whether there is more after the last of them. */
  readonly more: boolean;
}

/** Orders jobs by admission; unique, so a page can go on after it. */
export const listKeyOf = ({ createdAt, admissionId }: Pick<JobRecord, 'createdAt' | 'admissionId'>): string =>
  `${new Date(createdAt).toISOString()}#${admissionId}`;

/** A record with its request. */
export interface StoredJob {
  readonly record: JobRecord;
  /** The completed request; null once its keeping time is over. */
  readonly request: JsonObject | null;
}

/**
 * Records, names and ledger. Every method that writes decides in that one write and may be repeated; it returns the
 * record as it then is, whoever changed it. Throws when the store does not answer, or `Busy` when it goes on being busy.
 */
export interface JobStore {
  admit(admission: Admission): Promise<AdmissionOutcome>;
  /** null: no such admission. */
  find(admissionId: AdmissionId): Promise<JobRecord | null>;
  findByName(name: string): Promise<JobRecord | null>;
  load(admissionId: AdmissionId): Promise<StoredJob | null>;
  loadByName(name: string): Promise<StoredJob | null>;
  list(query: { team: string; state: JobState | null; before: string | null; limit: number }): Promise<JobPage>;
  /** A team's jobs by listKey from the one after `after` (null: from the first), at most `limit` (null: a large page). */
  summaries(query: {
    team: string;
    after: string | null;
    descending: boolean;
    limit: number | null;
  }): Promise<SummaryPage>;

  /** forwarding → submitted; a no-op in any other state. */
  submitted(admissionId: AdmissionId, step: Step, nextCheckAt: EpochMs): Promise<JobRecord>;
  /** Ends the job and its reservation in one transaction; a no-op where the state does not lead there. */
  end(record: JobRecord, end: End): Promise<JobRecord>;
  /** Notes what SageMaker said, unless something later is known. */
  noteUpstream(record: JobRecord, upstream: UpstreamStatus): Promise<void>;
  /** Notes that a finished job is gone at SageMaker, and frees its name, in one transaction; a no-op elsewhere. */
  deleted(record: JobRecord, step: Step): Promise<JobRecord>;
  /** Sets stopRequestedAt, once, in a live state. */
  requestStop(record: JobRecord, step: Step): Promise<JobRecord>;

  /** The records whose check has been due the longest, as many as a round may hope to get through. */
  due(now: EpochMs): Promise<readonly AdmissionId[]>;
  /** Moves the forwardDeadline of a record that is still forwarding with the deadline seen; false: someone else did. */
  lease(record: JobRecord, forwardDeadline: EpochMs, nextCheckAt: EpochMs): Promise<boolean>;
  /** Says when a submitted record is to be looked at next. */
  checkAgain(record: JobRecord, nextCheckAt: EpochMs): Promise<void>;

  /** Every balance of the scopes, read consistently. */
  balances(scopes: readonly Scope[]): Promise<readonly Balance[]>;
  /** How often each of the waivers was used, by id; those that never were are left out. */
  waiverUses(waivers: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/** What SageMaker made of a create. */
export type CreateOutcome =
  | { readonly kind: 'accepted' }
  /** Definite: no job came of this attempt. */
  | { readonly kind: 'refused'; readonly refusal: UpstreamRefusal }
  /** It may have taken effect, or may yet. */
  | { readonly kind: 'unknown'; readonly cause: unknown };

/** What stands upstream under a job's name. */
export type Look =
  | { readonly kind: 'ours'; readonly status: UpstreamStatus }
  | { readonly kind: 'other' }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly cause: unknown };

/** What SageMaker made of a stop. */
export type StopOutcome = { readonly kind: 'taken' } | { readonly kind: 'unknown'; readonly cause: unknown };

/** What SageMaker itself answered to an operation on a job. */
export type Relayed =
  /** The body as it came, JSON text; empty for some operations. */
  | { readonly kind: 'answered'; readonly body: string }
  | { readonly kind: 'refused'; readonly refusal: UpstreamRefusal }
  /** It may have taken effect. */
  | { readonly kind: 'unknown'; readonly cause: unknown };

export type RelayedOperation =
  | 'DescribeTrainingJob'
  | 'UpdateTrainingJob'
  | 'DeleteTrainingJob'
  | 'AddTags'
  | 'ListTags'
  | 'DeleteTags';

/** Passes valid requests on to SageMaker and its answers back, member for member. Single attempts; never throws. */
export interface Relay {
  send(operation: RelayedOperation, request: JsonObject): Promise<Relayed>;
}

/** SageMaker. Each method makes single attempts and never throws. */
export interface TrainingService {
  create(request: JsonObject): Promise<CreateOutcome>;
  /** Ours is a job that carries this admission's tag. */
  look(record: Pick<JobRecord, 'name' | 'admissionId'>): Promise<Look>;
  /** Taken also where the job had ended. */
  stop(name: string): Promise<StopOutcome>;
}

/** Decisions that admitted nothing, and changes of jobs and of gateway keys. An admission's own record is its entry. */
export interface AuditLog {
  append(entry: AuditEntry): Promise<void>;
}

/** What operators see. Nothing of a request but names goes in. */
export interface Log {
  info(message: string, details?: LogDetails): void;
  error(message: string, cause: unknown, details?: LogDetails): void;
  /** Counts one occurrence of something an alarm watches. */
  count(metric: Metric, details?: LogDetails): void;
}

/** Names and numbers only. */
export type LogDetails = Readonly<Record<string, string | number | boolean | null>>;
/** What deploy/alarms.yml watches. */
export type Metric =
  | 'AuditWriteFailed'
  | 'JobGoneUpstream'
  | 'PolicyBundleFailed'
  | 'ReconcileFailed'
  | 'RuleFault'
  | 'SettingRefused';

/** Everything that the flows reach outside of themselves. */
export interface Ports {
  readonly store: JobStore;
  readonly training: TrainingService;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}
