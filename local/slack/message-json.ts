import type { JsonObject } from '../sagemaker/json.ts';
import type { Message } from './messages.ts';
import { botOf, type SlackOptions } from './workspace.ts';

/** A message as the Web API and interactions tell of it; metadata only where they are asked for. */
export function messageJson(message: Message, options: SlackOptions, withMetadata = false): JsonObject {
  const { ts, text, blocks, thread, broadcast, edited, metadata } = message;
  const { user, bot } = botOf(options);
  return {
    type: 'message',
    user,
    bot_id: bot,
    app_id: options.app,
    team: options.workspace,
    ts,
    text,
    blocks,
    ...(broadcast && { subtype: 'thread_broadcast' }),
    ...(thread !== null && { thread_ts: thread }),
    ...(edited !== null && { edited: { user, ts: edited } }),
    ...(withMetadata && metadata !== null && { metadata }),
  };
}

/** The same for a message that may have answers in its thread. */
export function parentJson(
  parent: Message,
  replies: readonly Message[],
  options: SlackOptions,
  withMetadata: boolean,
): JsonObject {
  const latest = replies.at(-1);
  const thread = latest && { thread_ts: parent.ts, reply_count: replies.length, latest_reply: latest.ts };
  return { ...messageJson(parent, options, withMetadata), ...thread };
}
