import type { JsonObject } from '../sagemaker/json.ts';
import { type Action, buttonsOf } from './block-ids.ts';
import { callGateway, failureOf, interactionOf } from './gateway-call.ts';
import { messageJson } from './message-json.ts';
import type { Message } from './messages.ts';
import { type Impossible, type Outcome, outcomeOf } from './outcome.ts';
import { type SlackUser, userOf, type Workspace } from './workspace.ts';

/** A button of a message, by `action_id`; `block_id` may be '' where no other button has that id. */
export interface Click {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly action: string;
  readonly block: string;
}

export interface ClickOutcome extends Outcome {
  /** The view that the app opened with this click before it answered; null: it opened none. */
  readonly view: JsonObject | null;
}

/** Sends a `block_actions` interaction for the click. docs.slack.dev, "block_actions payload" (2026). */
export async function click(asked: Click, workspace: Workspace): Promise<ClickOutcome | Impossible> {
  const user = userOf(workspace, asked.user);
  if (!user) return { impossible: `there is no user \`${asked.user}\`` };
  const message = workspace.messages.find(asked.channel, asked.ts);
  if (!message) return { impossible: `there is no message \`${asked.ts}\` in channel \`${asked.channel}\`` };
  const action = buttonsOf(message.blocks).find(isMeant(asked));
  if (!action) return { impossible: `the message has no button \`${asked.action}\`` };
  const trigger = workspace.triggers.issue(user.id);
  const payload = { ...payloadOf({ user, message, action }, workspace), trigger_id: trigger };
  const answer = await callGateway(workspace, '/slack/interactions', { payload: JSON.stringify(payload) });
  const opened = workspace.views.all().find((open) => open.trigger === trigger);
  return { ...outcomeOf(answer, failureOf(answer)), view: opened?.view ?? null };
}

const isMeant =
  ({ action, block }: Click) =>
  ({ blockId, element }: Action): boolean =>
    element.action_id === action && (block === '' || block === blockId);

/** A button in a message that was clicked. */
interface Clicked {
  readonly user: SlackUser;
  readonly message: Message;
  readonly action: Action;
}

function payloadOf({ user, message, action }: Clicked, workspace: Workspace): JsonObject {
  const { channel, ts, thread } = message;
  const { options, responseUrls, messages, url } = workspace;
  const { type, action_id, text, value, style } = action.element;
  return {
    type: 'block_actions',
    ...interactionOf(user, workspace),
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel,
      is_ephemeral: false,
      ...(thread !== null && { thread_ts: thread }),
    },
    channel: { id: channel, name: options.channels.find(({ id }) => id === channel)?.name },
    message: messageJson(message, options),
    state: { values: {} },
    response_url: `${url()}/response/${responseUrls.issue({ user: user.id, channel, message: ts })}`,
    actions: [{ action_id, block_id: action.blockId, text, value, style, type, action_ts: messages.timestamps.next() }],
  };
}
