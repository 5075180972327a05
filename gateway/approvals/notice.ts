import type { AdmissionId } from '../shared/ids.ts';
import type { JobState } from '../shared/job.ts';
import type { JsonObject } from '../shared/json.ts';
import type { JsonPatch } from '../shared/json-patch.ts';

/** What is told under the message of an approval. */
export type ReplyKind = 'asked-again' | 'reminder' | 'started' | 'ended';

/** Names one thing that is told once: `asked`, the message itself; `reminder:2`, that of the second round. */
export type NoticeKey = string;

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
  /** What there is to tell under it. */
  readonly replies: Readonly<Record<ReplyKind, string>>;
}

/** The same with all that a decision may rest on. */
export interface ApprovalDetails extends ApprovalNotice {
  /** The request as it would be forwarded, secrets masked; null: it is kept no more. */
  readonly request: JsonObject | null;
  /** What the defaults of the organisation made of what was submitted, secrets masked. */
  readonly changes: readonly JsonPatch[];
}
