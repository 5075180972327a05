import type { Shown } from '../../approvals/interaction.ts';
import type { ApprovalNotice, NoticeKey, ReplyKind } from '../../approvals/notice.ts';
import { clipped } from '../../shared/visible.ts';
import { type Block, bodyOf, header, status } from './blocks.ts';
import { plain, quoted } from './text.ts';

/** What chat.postMessage and chat.update take of a message, but where it goes. */
export interface Message {
  /** For notifications, and for readers of the screen. */
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** The message of an approval, as it stands now. */
export function messageOf(notice: ApprovalNotice): Message {
  const title = `${TITLES[notice.state]}: ${notice.name}`;
  return {
    text: clipped(quoted(`${title}. ${notice.status}`), 1_000),
    blocks: [header(title), status(notice.status), ...bodyOf(notice), actions(notice)],
  };
}

const TITLES: Readonly<Record<ApprovalNotice['state'], string>> = {
  held: 'Approval needed',
  approved: 'Approved',
  forwarding: 'Approved',
  submitted: 'Approved',
  retained: 'Approved',
  finished: 'Approved',
  refused: 'Approved, refused by SageMaker',
  withdrawn: 'Withdrawn',
  denied: 'Denied',
  expired: 'Expired',
};

/** What is told under the message. */
export const replyOf = ({ replies, name }: ApprovalNotice, kind: ReplyKind): Message => ({
  text: clipped(quoted(`${name}: ${replies[kind]}`), 1_000),
  blocks: [status(replies[kind])],
});

/** What people have to act on is told in the channel, too: under a message nobody looks. */
export const isForChannel = (kind: ReplyKind): boolean => kind === 'asked-again' || kind === 'reminder';

/** By which a message of ours is known again, whatever became of the call that posted it. */
export const metadataOf = (admissionId: string, key: NoticeKey) => ({
  event_type: METADATA_TYPE,
  event_payload: { admission_id: admissionId, key },
});

export const METADATA_TYPE = 'traingate_approval';

/** Ids of actions: what interaction.ts reads again. */
export const ACTIONS = { approve: 'traingate_approve', deny: 'traingate_deny', details: 'traingate_details' } as const;

/**
 * INVARIANT: a button says which approval is meant, and which time people were asked, and nothing that is believed: who may
 * decide, and whether it still can be decided, is looked up at the click.
 */
export const shownValue = ({ admissionId, round }: Shown): string => `${admissionId}.${round}`;

function actions(notice: ApprovalNotice): Block {
  const { state } = notice;
  const deny = state === 'approved' ? 'Revoke' : 'Deny';
  return {
    type: 'actions',
    elements: [
      ...(state === 'held' ? [button('approve', 'Approve', notice, 'primary')] : []),
      ...(state === 'held' || state === 'approved' ? [button('deny', deny, notice, 'danger')] : []),
      button('details', 'Details', notice),
    ],
  };
}

const button = (action: keyof typeof ACTIONS, text: string, shown: Shown, style?: 'primary' | 'danger') => ({
  type: 'button',
  action_id: ACTIONS[action],
  text: plain(text, 75),
  value: shownValue(shown),
  ...(style && { style }),
});
