import { type Amount, CURRENT, isOfBalance, type LedgerCell, type ReservationLine } from './amount.ts';
import type { Approval } from './approval.ts';
import type { EpochMs } from './clock.ts';
import type { Decision } from './decision.ts';
import type { AdmissionId } from './ids.ts';
import type { MeteredGroup } from './meter.ts';

/** While its reservation is open. `retained`: the job has ended, and a warm pool keeps its instances. */
export type LiveState = 'forwarding' | 'submitted' | 'retained';

/** While people are asked, and until what they approved starts. Nothing is reserved, and SageMaker knows nothing of it. */
export type WaitingState = 'held' | 'approved';

/** What a job ends in; its reservation ends in the same write. */
export type EndState = 'finished' | 'refused' | 'withdrawn' | 'denied' | 'expired';

export type JobState = WaitingState | LiveState | EndState;
export const JOB_STATES: readonly JobState[] = [
  'held',
  'approved',
  'forwarding',
  'submitted',
  'retained',
  'finished',
  'refused',
  'withdrawn',
  'denied',
  'expired',
];

/** Whether people have to decide, or have just done so. */
export const isWaiting = (state: JobState): state is WaitingState => state === 'held' || state === 'approved';

/** Whether its reservation is open. */
export const isLive = (state: JobState): state is LiveState => isForwarded(state) || state === 'retained';

/** Whether SageMaker may run the job: it was handed over, and has not ended as far as is known. */
export const isForwarded = (state: JobState): boolean => state === 'forwarding' || state === 'submitted';

/** Whether the job may still run: it has not ended, as far as is known. */
export const isRunning = (state: JobState): boolean => isWaiting(state) || isForwarded(state);

/** Whether SageMaker has, or had, the job. */
export const isUpstream = (state: JobState): boolean =>
  state === 'submitted' || state === 'retained' || state === 'finished';

/** From where each end may be reached. A terminal event may overtake our own outcome write. */
export const ENDS_FROM: Readonly<Record<EndState, readonly JobState[]>> = {
  finished: ['forwarding', 'submitted', 'retained'],
  refused: ['forwarding'],
  withdrawn: ['held', 'approved', 'forwarding'],
  denied: ['held', 'approved'],
  expired: ['held', 'approved'],
};

/** What SageMaker last said of the job. */
export interface UpstreamStatus {
  /** `InProgress`, `Completed`, `Failed`, `Stopping`, `Stopped`, `Deleting`, or what SageMaker has learned since. */
  readonly trainingJobStatus: string;
  readonly secondaryStatus: string;
  readonly lastModifiedAt: EpochMs;
  readonly failureReason: string | null;
  /** When SageMaker created the job, and when its training ended. */
  readonly createdAt?: EpochMs;
  readonly trainingStartedAt?: EpochMs;
  readonly trainingEndedAt?: EpochMs;
  readonly trainingPlanArn?: string;
  /** It is paid for by what spot instances were used, which is known once it has ended. */
  readonly isSpot?: true;
  /** Of a job that has ended; absent where only an event tells of it. */
  readonly bill?: Bill;
  /** Whether a warm pool keeps the instances of the job, which has ended. */
  readonly isPoolKept?: boolean;
}

/** What SageMaker bills of one job, for each of its instances. */
export interface Bill {
  /** Of spot instances less than they trained. */
  readonly billableSeconds: number;
  readonly trainingSeconds: number;
  /** In its warm pool, after it. */
  readonly keptSeconds: number;
  /** What a list of preferences came to; null: there was none, or nobody knows. */
  readonly selected: { readonly type: string; readonly count: number } | null;
}

/** How the reservation of a job ended. */
export interface Settlement {
  /** What was used up of each consumed dimension, in every scope and window that it was reserved in; the rest went back. */
  readonly consumed: readonly Amount[];
  /** null: the job never ran, or nobody knows what was billed. */
  readonly bill: Bill | null;
  /** What spot instances spared; null where that is not known. */
  readonly savedUsdMicros: number | null;
}

/** An attempt to forward that SageMaker was too busy for: the job waits. */
export interface Waiting extends UpstreamRefusal {
  readonly since: EpochMs;
}

/** Of SageMaker's words for a job, those of one that has ended. */
export const TERMINAL_STATUSES: readonly string[] = ['Completed', 'Failed', 'Stopped'];

/** A status that is not known is no end: the quota stays until an end is seen, or the job is gone. */
export const isTerminalStatus = (status: UpstreamStatus): boolean =>
  TERMINAL_STATUSES.includes(status.trainingJobStatus);

/** SageMaker's word for a job of which it has said nothing. */
export const IMPLIED_STATUS: Readonly<Record<JobState, string>> = {
  held: 'InProgress',
  approved: 'InProgress',
  forwarding: 'InProgress',
  submitted: 'InProgress',
  retained: 'Completed',
  finished: 'Stopped',
  refused: 'Failed',
  withdrawn: 'Stopped',
  denied: 'Failed',
  expired: 'Failed',
};

/** Why a forward did not become a job. */
export interface UpstreamRefusal {
  /** SageMaker's error code, such as ResourceLimitExceeded. */
  readonly code: string;
  readonly message: string;
}

/** One line of a job's story. `by`: a person, or the flow that acted (`admit`, `observe`, `reconcile`, `resume`). */
export interface HistoryEntry {
  readonly at: EpochMs;
  readonly state: JobState;
  readonly by: string;
  readonly note: string;
}

/** In characters. Histories are kept in their record, and SageMaker's reasons have 1,024 at most (model of SageMaker). */
export const LONGEST_NOTE = 1_000;

/** The record of one admission. Written before anything is forwarded; never overwritten, never reused. */
export interface JobRecord {
  readonly admissionId: AdmissionId;
  readonly action: string;
  readonly name: string;
  readonly arn: string;
  readonly principalArn: string;
  readonly person: string;
  readonly team: string;
  readonly state: JobState;
  /** Counts the transitions. */
  readonly version: number;
  readonly submittedHash: string;
  readonly completedHash: string;
  readonly decision: Decision;
  /** Where people were asked; null: nobody had to be. */
  readonly approval: Approval | null;
  /** What the policies said when it was judged again, after people had approved; null: it was not. */
  readonly rejudged: Decision | null;
  readonly lines: readonly ReservationLine[];
  /** What the lines were worked out from, with the prices of then. */
  readonly metered: readonly MeteredGroup[];
  /** How long it may run. */
  readonly longestSeconds: number;
  /** Counts how often lines and groups were changed: an end counts only for those that it knew. */
  readonly reservationVersion: number;
  /** null: the reservation is open. */
  readonly settlement: Settlement | null;
  readonly createdAt: EpochMs;
  /** No forward of this record may begin after this. */
  readonly forwardDeadline: EpochMs;
  /** null: no attempt to forward was put off. */
  readonly waiting: Waiting | null;
  readonly stopRequestedAt: EpochMs | null;
  /** When it was noticed that the job costs more than was reserved for it, or than a budget allows. */
  readonly overranAt: EpochMs | null;
  /** When the finished job was found, or made, gone at SageMaker: its name is free since. */
  readonly deletedAt: EpochMs | null;
  readonly upstream: UpstreamStatus | null;
  readonly refusal: UpstreamRefusal | null;
  readonly history: readonly HistoryEntry[];
}

/** Why a job never started that people, or the policies of later, did not let; null: that is not what it ended of. */
export const undecidedReason = ({ state, history }: Pick<JobRecord, 'state' | 'history'>): string | null =>
  state === 'denied' || state === 'expired' ? (history.at(-1)?.note ?? null) : null;

/** The decision by which a job is what it is: that of its start, where people had approved it before. */
export const lastDecision = ({ decision, rejudged }: Pick<JobRecord, 'decision' | 'rejudged'>): Decision =>
  rejudged ?? decision;

/** How much of a budget people let the job take beyond its limit; 0: the limit bound it. */
export function liftedAmount(
  { approval, rejudged }: Pick<JobRecord, 'approval' | 'rejudged'>,
  cell: LedgerCell,
): number {
  const isLifted = cell.window !== CURRENT && approval?.overrides.some((each) => isOfBalance(each, cell));
  const need = rejudged?.needs.find((each) => each.limit === null && isOfBalance(each, cell));
  return isLifted && need ? need.amount : 0;
}
