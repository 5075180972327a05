import type { Interaction, Reaction } from '../../approvals/interaction.ts';
import { REASON, toldView } from './dialog.ts';
import { clipped, quoted } from './text.ts';

/** What Slack is answered to what somebody did; null: an empty body, which closes a dialog. */
export function answerOf(interaction: Interaction | null, reaction: Reaction): object | null {
  if (interaction?.kind === 'command') {
    // What commands answer is marked by us; what others wrote in it is quoted as a whole.
    return { response_type: 'ephemeral', text: clipped(quoted(textOf(reaction)), LONGEST_TEXT) };
  }
  if (interaction?.kind !== 'submit' || reaction.kind === 'nothing') return null;
  if (reaction.kind === 'flaw') return { response_action: 'errors', errors: { [REASON.block]: reaction.text } };
  return { response_action: 'update', view: toldView(reaction.text) };
}

const textOf = (reaction: Reaction): string => (reaction.kind === 'nothing' ? '' : reaction.text);

/** Slack cuts longer ones (docs.slack.dev, chat.postMessage, 2026-11). */
const LONGEST_TEXT = 4_000;
