import type { JsonObject } from '../sagemaker/json.ts';
import { type ApiAnswer, failed, type Method, succeeded } from './api-answer.ts';
import { channelIn } from './chat-methods.ts';
import { messageJson, parentJson } from './message-json.ts';
import { type Message, repliesTo, shownInChannel } from './messages.ts';
import { flagIn, textIn } from './request.ts';
import { microsecondsOf } from './timestamps.ts';
import type { Workspace } from './workspace.ts';

/** The methods that read messages. docs.slack.dev, conversations.history and conversations.replies (2026). */
export const CONVERSATION_METHODS: Readonly<Record<string, Method>> = {
  'conversations.history': history,
  'conversations.replies': replies,
};

const DEFAULT_LIMIT = 100;
const MOST_MESSAGES = 999;

/** Newest first. */
function history(fields: JsonObject, workspace: Workspace): ApiAnswer {
  const channel = channelIn(fields, workspace);
  if (channel === null) return failed('channel_not_found');
  const all = workspace.messages.inChannel(channel);
  return pageOf(shownInChannel(all).toReversed(), fields, jsonOf(all, fields, workspace));
}

/** The message and the answers in its thread, oldest first. */
function replies(fields: JsonObject, workspace: Workspace): ApiAnswer {
  const channel = channelIn(fields, workspace);
  if (channel === null) return failed('channel_not_found');
  const parent = workspace.messages.find(channel, textIn(fields, 'ts'));
  if (!parent) return failed('thread_not_found');
  const all = workspace.messages.inChannel(channel);
  return pageOf([parent, ...repliesTo(parent, all)], fields, jsonOf(all, fields, workspace));
}

const jsonOf = (all: readonly Message[], fields: JsonObject, { options }: Workspace) => {
  const withMetadata = flagIn(fields, 'include_all_metadata');
  return (message: Message): JsonObject =>
    message.thread === null
      ? parentJson(message, repliesTo(message, all), options, withMetadata)
      : messageJson(message, options, withMetadata);
};

/** Those that are asked for by `oldest`, `latest`, `inclusive`, `limit` and `cursor`, in the order given. */
function pageOf(messages: readonly Message[], fields: JsonObject, toJson: (message: Message) => JsonObject): ApiAnswer {
  const limit = Number(textIn(fields, 'limit') || DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_MESSAGES) return failed('invalid_limit');
  const [oldest, latest] = [boundIn(fields, 'oldest', 0), boundIn(fields, 'latest', Number.POSITIVE_INFINITY)];
  if (Number.isNaN(oldest)) return failed('invalid_ts_oldest');
  if (Number.isNaN(latest)) return failed('invalid_ts_latest');
  const asked = messages.filter((message) => {
    const at = microsecondsOf(message.ts);
    return flagIn(fields, 'inclusive') ? at >= oldest && at <= latest : at > oldest && at < latest;
  });
  const cursor = textIn(fields, 'cursor');
  const start = cursor === '' ? 0 : asked.findIndex(({ ts }) => cursorOf(ts) === cursor);
  if (start < 0) return failed('invalid_cursor');
  const next = asked[start + limit];
  return succeeded({
    messages: asked.slice(start, start + limit).map(toJson),
    has_more: next !== undefined,
    ...(next && { response_metadata: { next_cursor: cursorOf(next.ts) } }),
  });
}

const boundIn = (fields: JsonObject, name: string, otherwise: number): number => {
  const text = textIn(fields, name);
  return text === '' ? otherwise : microsecondsOf(text);
};

/** Slack's cursors are opaque; so are these. */
const cursorOf = (ts: string): string => Buffer.from(`next_ts:${ts}`).toString('base64');
