import type { Dialog } from '../approvals/interaction.ts';
import type { ApprovalNotice, NoticeKey, ReplyKind } from '../approvals/notice.ts';
import type { AlertEntry, AuditEntry, VoteEntry } from '../audit/entry.ts';
import type { LedgerReading } from '../quota/assess.ts';
import type { LimitedLine } from '../quota/reservation.ts';
import type { Waiver } from '../rules/waiver.ts';
import type { Balance, LedgerPlace } from '../shared/amount.ts';
import type { Approval, Channel } from '../shared/approval.ts';
import type { Clock, EpochMs } from '../shared/clock.ts';
import type { Decision } from '../shared/decision.ts';
import type { AdmissionId, Ids } from '../shared/ids.ts';
import type {
  EndState,
  JobRecord,
  JobState,
  Settlement,
  UpstreamRefusal,
  UpstreamStatus,
  Waiting,
  WaitingState,
} from '../shared/job.ts';
import type { JsonObject } from '../shared/json.ts';
import type { Result } from '../shared/result.ts';

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
  /** Of a job that somebody denied: what that leaves of its approval, and the entry of who did. */
  readonly denied?: { readonly approval: Approval; readonly entry: VoteEntry };
}

/** What becomes of a record that waits for people, or for its start. */
export interface ApprovalChange {
  readonly state: WaitingState;
  readonly approval: Approval;
  /** What the policies said now, where they were asked again. */
  readonly rejudged?: Decision;
  readonly nextCheckAt: EpochMs;
  /** null: nothing that its history tells. */
  readonly step: Step | null;
  /** Of a vote. */
  readonly entry?: VoteEntry;
}

/** How an approved job goes on. */
export interface Resumption extends Reservation {
  readonly rejudged: Decision;
  readonly waivers: readonly WaiverUse[];
  readonly forwardDeadline: EpochMs;
  readonly nextCheckAt: EpochMs;
  readonly step: Step;
}

/** What became of an attempt to go on; nothing was written unless `resumed`. */
export type Resumed =
  | { readonly kind: 'resumed'; readonly record: JobRecord }
  /** The record is another by now, or its grant is over. */
  | { readonly kind: 'changed' }
  | Extract<AdmissionOutcome, { kind: 'over-quota' | 'waivers-used-up' }>;

/** What people were told of one approval. */
export interface Notice {
  readonly admissionId: AdmissionId;
  /** Counts its changes. */
  readonly revision: number;
  /** Where the message is, in the notifier's words; null: there is none yet. */
  readonly ref: string | null;
  /** The version of the record that the message shows. */
  readonly shownVersion: number;
  readonly told: readonly NoticeKey[];
  /** How often in a row it did not work. */
  readonly failures: number;
  /** What somebody is telling, or was about to; null: nobody is, and of what was tried it is known what came of it. */
  readonly attempt: Attempt | null;
  /** When it is to be looked at next; null: never again. */
  readonly nextCheckAt: EpochMs | null;
}

export interface Attempt {
  /** What is told: `asked`, `update` (what the message shows), or a reply's. */
  readonly key: NoticeKey;
  /** When it was tried first. */
  readonly since: EpochMs;
  /** Nothing of it is under way any more from then on. */
  readonly until: EpochMs;
}

/** What is known of what people were told. */
export interface NoticeStore {
  /** null: there is none. */
  find(admissionId: AdmissionId): Promise<Notice | null>;
  /** Writes the next revision, if the last is the one that was seen; true for the call that did. */
  change(next: Notice): Promise<boolean>;
}

/** What a notifier made of something to tell. */
export type Told =
  | { readonly kind: 'told'; readonly ref: string }
  /** It has too much to do. */
  | { readonly kind: 'later'; readonly afterMs: number }
  /** Definite: it was not told, and will not be before somebody mends something. */
  | { readonly kind: 'refused'; readonly cause: unknown }
  /** The message that was to be changed, or replied to, is not there any more. */
  | { readonly kind: 'gone'; readonly cause: unknown }
  /** It may have been told. */
  | { readonly kind: 'unknown'; readonly cause: unknown };

/** Whether something was told before. */
export type Sought =
  | { readonly kind: 'found'; readonly ref: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly cause: unknown };

/** Tells people of approvals: Slack today. Single attempts; never throws. */
export interface Notifier {
  /** The message of an approval, which is to be shown once. */
  post(notice: ApprovalNotice): Promise<Told>;
  /** Puts the notice as it is now in the place of what the message shows. May be repeated. */
  update(ref: string, notice: ApprovalNotice): Promise<Told>;
  /** Tells of an event under the message. */
  reply(ref: string, notice: ApprovalNotice, kind: ReplyKind, key: NoticeKey): Promise<Told>;
  /** What an attempt told whose outcome is not known. `ref`: of the message, where it is a reply that is sought. */
  seek(admissionId: AdmissionId, key: NoticeKey, ref: string | null, since: EpochMs): Promise<Sought>;
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
  readonly kind: 'job' | 'notice' | 'alert';
  /** An admissionId, that of what is told of, or the id of an alert. */
  readonly id: string;
}

export interface JobPage {
  /** In the order that was asked for. */
  readonly records: readonly JobRecord[];
  /** The list key up to which the page is complete: pass it on to go on from there. null at the end. */
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
  /** Moves a waiting record on, if it still is as it was seen; with the vote's entry. null: it is another by now. */
  changeApproval(seen: JobRecord, change: ApprovalChange): Promise<JobRecord | null>;
  /** approved → forwarding, within the time of its grant, with its reservation: all or nothing. */
  resume(seen: JobRecord, resumption: Resumption): Promise<Resumed>;
  /** Records that wait for people or for their start, oldest first, from the one after `after` (null: from the first). */
  waiting(query: { after: string | null; limit: number }): Promise<JobPage>;
  /** Sets stopRequestedAt, once, in a live state. */
  requestStop(record: JobRecord, step: Step): Promise<JobRecord>;

  /** Records and alerts that have been due the longest, as many as a round may hope to get through. */
  due(now: EpochMs): Promise<readonly Due[]>;
  /** Moves the forwardDeadline of a record that is still forwarding with the deadline seen; false: someone else did. */
  lease(record: JobRecord, forwardDeadline: EpochMs, nextCheckAt: EpochMs): Promise<boolean>;
  /** Says when an approved, submitted or retained record is to be looked at next. */
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

/** A chat in which people are asked: Slack today. Single attempts; throws where it does not answer. */
export interface Chat {
  readonly channel: Channel;
  /** As people know it. */
  readonly name: string;
  /** The e-mail address of a full member of the organisation's workspace; or why somebody is none. */
  addressOf(user: string): Promise<Result<string, string>>;
  /** Shows a dialog to whoever did what the trigger is of, while it lives: some three seconds. */
  open(trigger: string, dialog: Dialog): Promise<void>;
}

/** Each request that was let in, once. */
export interface SeenRequests {
  /** True for the first call with this mark, until `until`. */
  isFirst(mark: string, until: EpochMs): Promise<boolean>;
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
  | 'FollowUpFailed'
  | 'JobOverran'
  | 'JobGoneUpstream'
  | 'NoticeFailed'
  | 'PolicyBundleFailed'
  | 'ReconcileFailed'
  | 'RequestChanged'
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
