import type { AlertEntry, AuditEntry } from '../audit/entry.ts';
import type { LedgerReading } from '../quota/assess.ts';
import type { LimitedLine } from '../quota/reservation.ts';
import type { Waiver } from '../rules/waiver.ts';
import type { Balance, LedgerPlace } from '../shared/amount.ts';
import type { Clock, EpochMs } from '../shared/clock.ts';
import type { AdmissionId, Ids } from '../shared/ids.ts';
import type {
  EndState,
  JobRecord,
  JobState,
  Settlement,
  UpstreamRefusal,
  UpstreamStatus,
  Waiting,
} from '../shared/job.ts';
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
  /** The reading covers the places whose limits were hit. */
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
  readonly settlement: Settlement;
  readonly upstream?: UpstreamStatus;
  readonly refusal?: UpstreamRefusal;
  /** The job is gone upstream, so its name is free again. */
  readonly freesName?: boolean;
}

/** What takes the place of a job's reservation. */
export interface Reservation extends Pick<JobRecord, 'metered'> {
  readonly lines: readonly LimitedLine[];
}

/** What became of an attempt to change a reservation; nothing was written unless `reserved`. */
export type ReservedAnew =
  | { readonly kind: 'reserved'; readonly record: JobRecord }
  /** The reservation is another by now, or has ended. */
  | { readonly kind: 'changed'; readonly record: JobRecord }
  | { readonly kind: 'over-quota'; readonly reading: LedgerReading };

/** Something that reconcile is to look at. */
export interface Due {
  readonly kind: 'job' | 'alert';
  /** An admissionId, or the id of an alert. */
  readonly id: string;
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
  /** Puts a forward off that SageMaker was too busy for: the record may be taken up again at once. */
  postpone(
    record: JobRecord,
    until: { readonly waiting: Waiting; readonly quietSince: EpochMs; readonly nextCheckAt: EpochMs },
  ): Promise<JobRecord>;
  /** → retained: the job has ended, and a warm pool keeps its instances; a no-op after the end. */
  retained(
    admissionId: AdmissionId,
    step: Step,
    kept: { readonly upstream: UpstreamStatus; readonly nextCheckAt: EpochMs },
  ): Promise<JobRecord>;
  /** Takes the difference to another reservation, or gives it back, in one transaction with the record. */
  reserveAnew(record: JobRecord, reservation: Reservation): Promise<ReservedAnew>;
  /** Notes once that a running job costs more than it should; true for the call that did. */
  noteOverrun(record: JobRecord, step: Step): Promise<boolean>;
  /**
   * Ends the job and settles its reservation in one transaction; a no-op where the state does not lead there, or the
   * reservation is another than the record says.
   */
  end(record: JobRecord, end: End): Promise<JobRecord>;
  /** Notes what SageMaker said, unless something later is known. */
  noteUpstream(record: JobRecord, upstream: UpstreamStatus): Promise<void>;
  /** Notes that a finished job is gone at SageMaker, and frees its name, in one transaction; a no-op elsewhere. */
  deleted(record: JobRecord, step: Step): Promise<JobRecord>;
  /** Sets stopRequestedAt, once, in a live state. */
  requestStop(record: JobRecord, step: Step): Promise<JobRecord>;

  /** Records and alerts that have been due the longest, as many as a round may hope to get through. */
  due(now: EpochMs): Promise<readonly Due[]>;
  /** Moves the forwardDeadline of a record that is still forwarding with the deadline seen; false: someone else did. */
  lease(record: JobRecord, forwardDeadline: EpochMs, nextCheckAt: EpochMs): Promise<boolean>;
  /** Says when a submitted or retained record is to be looked at next. */
  checkAgain(record: JobRecord, nextCheckAt: EpochMs): Promise<void>;

  /** A finished record is not to be looked at again. */
  checkedForGood(admissionId: AdmissionId): Promise<void>;

  /** Every balance of the places, read consistently. */
  balances(places: readonly LedgerPlace[]): Promise<readonly Balance[]>;
  /** Writes an alert, due at once, unless people were told of its budget up to its percentage; true for the call that did. */
  raiseAlert(alert: AlertEntry): Promise<boolean>;
  /** null: there is no such alert. */
  findAlert(id: string): Promise<AlertEntry | null>;
  /** An alert is due no more. */
  alertTold(id: string): Promise<void>;
  /** How often each of the waivers was used, by id; those that never were are left out. */
  waiverUses(waivers: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/** What SageMaker made of a create. */
export type CreateOutcome =
  | { readonly kind: 'accepted' }
  /** Definite: no job came of this attempt. */
  | { readonly kind: 'refused'; readonly refusal: UpstreamRefusal }
  /** Definite, too: SageMaker was too busy to look at it. */
  | { readonly kind: 'busy'; readonly refusal: UpstreamRefusal }
  /** It may have taken effect, or may yet. */
  | { readonly kind: 'unknown'; readonly cause: unknown };

/** What stands upstream under a job's name. */
export type Look =
  | { readonly kind: 'ours'; readonly status: UpstreamStatus }
  | { readonly kind: 'other' }
  | { readonly kind: 'none' }
  /** `isBusy`: SageMaker gets more calls than it takes. */
  | { readonly kind: 'unknown'; readonly cause: unknown; readonly isBusy?: true };

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
  | 'BudgetAlert'
  | 'JobOverran'
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
