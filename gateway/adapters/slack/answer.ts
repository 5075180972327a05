import type { Interaction, Line, Reaction } from '../../approvals/interaction.ts';
import { clipped } from '../../shared/visible.ts';
import { REASON, toldView } from './dialog.ts';
import { quoted } from './text.ts';

/** What Slack is answered to what somebody did; null: an empty body, which closes a dialog. */
export function answerOf(interaction: Interaction | null, reaction: Reaction): object | null {
  if (interaction?.kind === 'command') {
    return { response_type: 'ephemeral', mrkdwn: false, text: clipped(textOf(reaction), LONGEST_TEXT) };
  }
  if (interaction?.kind !== 'submit' || reaction.kind === 'nothing' || reaction.kind === 'listed') return null;
  if (reaction.kind === 'flaw') return { response_action: 'errors', errors: { [REASON.block]: reaction.text } };
  return { response_action: 'update', view: toldView(reaction.text) };
}

/** There is no markup in it, so what others wrote is none. */
function textOf(reaction: Reaction): string {
  if (reaction.kind === 'nothing') return '';
  if (reaction.kind !== 'listed') return quoted(reaction.text);
  const lineText = ({ subject, text }: Line) => quoted(subject === '' ? text : `${subject}: ${text}`);
  return reaction.lines.map(lineText).join('\n');
}

/** Slack cuts longer ones (docs.slack.dev, chat.postMessage, 2026-11). */
const LONGEST_TEXT = 4_000;
