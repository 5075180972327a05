import type { ApprovalNotice, Fact, Reason } from '../../approvals/notice.ts';
import { marked, type PlainText, plain, quoted } from './text.ts';

/** A part of a message or of a dialog, in Slack's words (docs.slack.dev, Blocks, 2026-11). */
export type Block = Readonly<Record<string, unknown>> & { readonly type: string };

/*
 * Slack's limits (docs.slack.dev, Blocks, 2026-11) are 150 characters a header, 3,000 a section and 2,000 a field, and some
 * 13,200 a message. What people need to decide is far shorter: what is not, is cut here, and whole in the details.
 */
const LONGEST_HEADER = 150;
const LONGEST_STATUS = 700;
const LONGEST_REASON = 300;
const LONGEST_LINK = 300;
const LONGEST_VALUE = 280;
const MOST_REASONS = 3;

/** Why people are asked, and what they should know of the job. Labels are ours, values are shown as they are. */
export const bodyOf = (notice: ApprovalNotice): readonly Block[] => [
  ...reasonBlocks(notice.reasons),
  ...factBlocks(notice.facts),
];

export const header = (text: string): Block => ({ type: 'header', text: plain(text, LONGEST_HEADER) });

export const status = (text: string): Block => ({ type: 'section', text: plain(text, LONGEST_STATUS) });

export const section = (text: PlainText): Block => ({ type: 'section', text });

function reasonBlocks(reasons: readonly Reason[]): readonly Block[] {
  const more = reasons.length - MOST_REASONS;
  return [
    ...reasons.slice(0, MOST_REASONS).flatMap(reasonBlock),
    ...(more > 0 ? [section(plain(`and ${more} more, which the details show`, LONGEST_REASON))] : []),
  ];
}

const reasonBlock = ({ policy, message, link }: Reason): readonly Block[] => [
  section(plain(`${policy}: ${message}`, LONGEST_REASON)),
  ...(link === null || link.length > LONGEST_LINK
    ? []
    : [{ type: 'context', elements: [marked(`<${quoted(link)}|${quoted(policy)}>`)] }]),
];

/** Five facts a section: a section has ten fields at most. */
const FACTS_A_SECTION = 5;

function factBlocks(facts: readonly Fact[]): readonly Block[] {
  const groups = Array.from({ length: Math.ceil(facts.length / FACTS_A_SECTION) }, (_, index) =>
    facts.slice(index * FACTS_A_SECTION, (index + 1) * FACTS_A_SECTION),
  );
  return groups.map((group) => ({
    type: 'section',
    fields: group.flatMap(({ label, value }) => [marked(`*${quoted(label)}*`), plain(value, LONGEST_VALUE)]),
  }));
}
