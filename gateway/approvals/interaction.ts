import type { AdmissionId } from '../shared/ids.ts';
import type { ApprovalDetails, ApprovalNotice } from './notice.ts';

/** Which approval is meant, and which time people were asked when it was shown. */
export interface Shown {
  readonly admissionId: AdmissionId;
  readonly round: number;
}

/** What somebody did in a chat. `user`: as the chat names people. */
export type Interaction = { readonly user: string } & (
  | ({ readonly kind: 'click'; readonly wish: Wish | 'details'; readonly trigger: string } & Shown)
  | ({ readonly kind: 'submit'; readonly wish: Wish; readonly reason: string } & Shown)
  | { readonly kind: 'command'; readonly text: string }
);

/** What somebody who is asked may want. */
export type Wish = 'approve' | 'deny';

/** What is shown to one person. */
export type Dialog =
  | { readonly kind: Wish; readonly notice: ApprovalNotice }
  | { readonly kind: 'details'; readonly details: ApprovalDetails }
  | { readonly kind: 'told'; readonly text: string };

/** What follows in the chat. */
export type Reaction =
  | { readonly kind: 'nothing' }
  /** What was submitted is not taken as it is: it can be mended there. */
  | { readonly kind: 'flaw'; readonly text: string }
  /** The dialog says so instead; of a command it is the answer. */
  | { readonly kind: 'told'; readonly text: string }
  /** The answer to a command. */
  | { readonly kind: 'listed'; readonly lines: readonly Line[] };

/** A line of an answer: what it is about, and what there is to say of it. */
export interface Line {
  /** Empty where it is about nothing. */
  readonly subject: string;
  readonly text: string;
}
