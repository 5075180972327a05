import type { AdmissionId } from '../shared/ids.ts';
import type { JobState } from '../shared/job.ts';

/** What is told of one approval, each once: that it is asked for, and what comes of it under that. */
export type NoticeEvent = 'asked' | 'reminder' | 'started' | 'ended';

/** A fact about a job, for people. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Why people are asked. */
export interface Reason {
  readonly policy: string;
  readonly message: string;
  readonly link: string | null;
}

/** What people are told of one approval, as it stands now; in plain text, whoever shows it. */
export interface ApprovalNotice {
  readonly admissionId: AdmissionId;
  /** Which time people are asked. */
  readonly round: number;
  /** Of the record that it shows. */
  readonly version: number;
  readonly name: string;
  readonly person: string;
  readonly team: string;
  readonly state: JobState;
  /** Where it stands, in a line. */
  readonly status: string;
  readonly reasons: readonly Reason[];
  readonly facts: readonly Fact[];
  /** What came of a job that was approved, by its event. */
  readonly events: Readonly<Record<Exclude<NoticeEvent, 'asked'>, string>>;
}

/** The same with all that a decision may rest on. */
export interface ApprovalDetails extends ApprovalNotice {
  /** The request as it would be forwarded, secrets masked, as JSON text; null: it is kept no more. */
  readonly request: string | null;
  /** What the defaults of the organisation made of what was submitted: a line for each change. */
  readonly changes: readonly string[];
}
