import type { ReservationLine } from './amount.ts';
import type { EpochMs } from './clock.ts';
import type { Decision } from './decision.ts';
import type { AdmissionId } from './ids.ts';

/** While its reservation is open. */
export type LiveState = 'forwarding' | 'submitted';

/** What a job ends in; its reservation ends in the same write. */
export type EndState = 'finished' | 'refused' | 'withdrawn';

export type JobState = LiveState | EndState;
export const JOB_STATES: readonly JobState[] = ['forwarding', 'submitted', 'finished', 'refused', 'withdrawn'];

export const isLive = (state: JobState): state is LiveState => state === 'forwarding' || state === 'submitted';

/** From where each end may be reached. A terminal event may overtake our own outcome write. */
export const ENDS_FROM: Readonly<Record<EndState, readonly JobState[]>> = {
  finished: ['forwarding', 'submitted'],
  refused: ['forwarding'],
  withdrawn: ['forwarding'],
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
  readonly trainingEndedAt?: EpochMs;
  readonly trainingPlanArn?: string;
}

const TERMINAL_STATUSES: readonly string[] = ['Completed', 'Failed', 'Stopped'];

/** A status that is not known is no end: the quota stays until an end is seen, or the job is gone. */
export const isTerminalStatus = (status: UpstreamStatus): boolean =>
  TERMINAL_STATUSES.includes(status.trainingJobStatus);

/** SageMaker's word for a job of which it has said nothing. */
export const IMPLIED_STATUS: Readonly<Record<JobState, string>> = {
  forwarding: 'InProgress',
  submitted: 'InProgress',
  finished: 'Stopped',
  refused: 'Failed',
  withdrawn: 'Stopped',
};

/** Why a forward did not become a job. */
export interface UpstreamRefusal {
  /** SageMaker's error code, such as ResourceLimitExceeded. */
  readonly code: string;
  readonly message: string;
}

/** One line of a job's story. `by`: a person, or the flow that acted (`admit`, `observe`, `reconcile`). */
export interface HistoryEntry {
  readonly at: EpochMs;
  readonly state: JobState;
  readonly by: string;
  readonly note: string;
}

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
  readonly lines: readonly ReservationLine[];
  readonly createdAt: EpochMs;
  /** No forward of this record may begin after this. */
  readonly forwardDeadline: EpochMs;
  readonly stopRequestedAt: EpochMs | null;
  /** When the finished job was found, or made, gone at SageMaker: its name is free since. */
  readonly deletedAt: EpochMs | null;
  readonly upstream: UpstreamStatus | null;
  readonly refusal: UpstreamRefusal | null;
  readonly history: readonly HistoryEntry[];
}
