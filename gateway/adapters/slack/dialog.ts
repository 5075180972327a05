import type { Dialog, Wish } from '../../approvals/interaction.ts';
import type { ApprovalDetails, ApprovalNotice } from '../../approvals/notice.ts';
import type { JsonPatch } from '../../shared/json-patch.ts';
import { type Block, bodyOf, section, status } from './blocks.ts';
import { shownValue } from './message.ts';
import { plain } from './text.ts';

/** A modal, in Slack's words (docs.slack.dev, Modals, 2026-11). */
export interface View {
  readonly type: 'modal';
  readonly title: ReturnType<typeof plain>;
  readonly blocks: readonly Block[];
  readonly close: ReturnType<typeof plain>;
  readonly submit?: ReturnType<typeof plain>;
  readonly callback_id?: string;
  readonly private_metadata?: string;
}

/** Ids that interaction.ts reads again. */
export const CALLBACKS: Readonly<Record<Wish, string>> = { approve: 'traingate_approve', deny: 'traingate_deny' };
export const REASON = { block: 'traingate_reason', action: 'reason' } as const;

export function viewOf(dialog: Dialog): View {
  switch (dialog.kind) {
    case 'approve':
      return wishView(dialog.kind, 'Approve', [
        status('You approve exactly this job, by your name. It starts once all that have to have approved.'),
        ...bodyOf(dialog.notice),
      ])(dialog.notice);
    case 'deny':
      return wishView(dialog.kind, 'Deny', [status(`${dialog.notice.name}: ${dialog.notice.status}`), reasonInput])(
        dialog.notice,
      );
    case 'details':
      return { type: 'modal', title: title('Details'), close: title('Close'), blocks: detailBlocks(dialog.details) };
    case 'told':
      return toldView(dialog.text);
  }
}

/** Says something, and has nothing to fill in. */
export const toldView = (text: string): View => ({
  type: 'modal',
  title: title('Traingate'),
  close: title('Close'),
  blocks: [section(plain(text, 3_000))],
});

const title = (text: string) => plain(text, 24);

const wishView =
  (wish: Wish, word: string, blocks: readonly Block[]) =>
  (notice: ApprovalNotice): View => ({
    type: 'modal',
    callback_id: CALLBACKS[wish],
    private_metadata: shownValue(notice),
    title: title(`${word} a job`),
    submit: title(word),
    close: title('Cancel'),
    blocks,
  });

const reasonInput: Block = {
  type: 'input',
  block_id: REASON.block,
  label: plain('Reason, which whoever asked will read', 2_000),
  element: { type: 'plain_text_input', action_id: REASON.action, multiline: true, max_length: 1_000 },
};

/**
 * A section has 3,000 characters at most, a modal 100 blocks and 250,000 bytes. Longer requests end there: the REST API has
 * them whole.
 */
const LONGEST_SECTION = 2_900;
const MOST_SECTIONS = 40;
const MOST_BYTES = 80_000;

function detailBlocks(details: ApprovalDetails): readonly Block[] {
  const { name, status: text, changes, request } = details;
  const changed = changes.length === 0 ? 'The defaults changed nothing.' : changes.map(changeText).join('\n');
  return [
    section(plain(`${name}: ${text}`, 3_000)),
    ...bodyOf(details),
    ...titled('What the defaults made of the request', changed),
    ...titled(
      'The request as it would be forwarded',
      request === null ? 'It is kept no more.' : JSON.stringify(request, null, 2),
    ),
  ];
}

const changeText = (patch: JsonPatch): string =>
  patch.op === 'remove' ? `remove ${patch.path}` : `${patch.op} ${patch.path} ${JSON.stringify(patch.value)}`;

function titled(heading: string, text: string): readonly Block[] {
  const sections = sectionsOf(text).map((part) => section(plain(part, 3_000)));
  const shown = sections.filter((_, index) => fits(sections.slice(0, index + 1)));
  const cut = shown.length < sections.length ? [section(plain('… the REST API has the rest', 100))] : [];
  return [{ type: 'divider' }, { type: 'header', text: plain(heading, 150) }, ...shown, ...cut];
}

const fits = (blocks: readonly Block[]): boolean =>
  blocks.length <= MOST_SECTIONS && Buffer.byteLength(JSON.stringify(blocks)) <= MOST_BYTES;

/** Cut between lines where that is possible. */
function sectionsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (const line of text.split('\n').flatMap(pieces)) {
    if (part.length + line.length + 1 > LONGEST_SECTION) {
      parts.push(part);
      part = '';
    }
    part += part === '' ? line : `\n${line}`;
  }
  return part === '' ? parts : [...parts, part];
}

/** Escapes make a line of what is not seen six times as long. */
const LONGEST_PIECE = 480;

const pieces = (line: string): readonly string[] =>
  Array.from({ length: Math.max(1, Math.ceil(line.length / LONGEST_PIECE)) }, (_, index) =>
    line.slice(index * LONGEST_PIECE, (index + 1) * LONGEST_PIECE),
  );
