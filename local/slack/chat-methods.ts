import { isJsonObject, type JsonObject, objectsIn } from '../sagemaker/json.ts';
import { type ApiAnswer, failed, type Method, refusalOf, succeeded } from './api-answer.ts';
import { withIds } from './block-ids.ts';
import { messageProblems } from './limits.ts';
import { messageJson } from './message-json.ts';
import type { Content } from './messages.ts';
import { flagIn, textIn, valueIn } from './request.ts';
import { userOf, type Workspace } from './workspace.ts';

/** The methods that write messages. docs.slack.dev, chat.postMessage, chat.update and chat.postEphemeral (2026). */
export const CHAT_METHODS: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.update': updateMessage,
  'chat.postEphemeral': postEphemeral,
};

function postMessage(fields: JsonObject, workspace: Workspace): ApiAnswer {
  const { messages, options } = workspace;
  const channel = channelIn(fields, workspace);
  if (channel === null) return failed('channel_not_found');
  const thread = textIn(fields, 'thread_ts') || null;
  const parent = thread === null ? null : messages.find(channel, thread);
  if (thread !== null && !parent) return failed('message_not_found');
  if (parent && parent.thread !== null) return failed('cannot_reply_to_message');
  const read = readContent(fields);
  if ('answer' in read) return read.answer;
  const broadcast = thread !== null && flagIn(fields, 'reply_broadcast');
  const message = messages.post({ channel, thread, broadcast, ...read.content });
  return succeeded({ channel, ts: message.ts, message: messageJson(message, options, true) });
}

/**
 * Blocks are removed by a text that comes without any, and metadata stay where none are sent. That a message is edited
 * is noted at every change; Slack does not show it where blocks were sent.
 */
function updateMessage(fields: JsonObject, workspace: Workspace): ApiAnswer {
  const { messages, options } = workspace;
  const channel = channelIn(fields, workspace);
  if (channel === null) return failed('channel_not_found');
  const message = messages.find(channel, textIn(fields, 'ts'));
  if (!message) return failed('message_not_found');
  const read = readContent(fields);
  if ('answer' in read) return read.answer;
  const metadata = fields.metadata === undefined ? message.metadata : read.content.metadata;
  const changed = messages.change(message, { ...read.content, metadata });
  return succeeded({ channel, ts: changed.ts, text: changed.text, message: messageJson(changed, options, true) });
}

function postEphemeral(fields: JsonObject, workspace: Workspace): ApiAnswer {
  const channel = channelIn(fields, workspace);
  if (channel === null) return failed('channel_not_found');
  const user = userOf(workspace, textIn(fields, 'user'));
  if (!user) return failed('user_not_in_channel');
  const read = readContent(fields);
  if ('answer' in read) return read.answer;
  const { text, blocks } = read.content;
  const ts = workspace.messages.timestamps.next();
  workspace.ephemerals.add({ user: user.id, channel, ts, text, blocks });
  return succeeded({ message_ts: ts });
}

/** The channel of the arguments, by its id; null: there is none. */
export function channelIn(fields: JsonObject, { options }: Workspace): string | null {
  const name = textIn(fields, 'channel');
  return options.channels.find(({ id }) => id === name)?.id ?? null;
}

/** What an app sent as a message, or why Slack does not take it. */
export function readContent(fields: JsonObject): { readonly content: Content } | { readonly answer: ApiAnswer } {
  const [blocks, metadata] = [valueIn(fields, 'blocks'), valueIn(fields, 'metadata')];
  if (!blocks.ok) return { answer: failed('invalid_blocks_format') };
  if (!metadata.ok) return { answer: failed('invalid_metadata_format') };
  const text = textIn(fields, 'text');
  const answer = refusalOf(messageProblems({ text, blocks: blocks.value, metadata: metadata.value }));
  if (answer) return { answer };
  const kept = isJsonObject(metadata.value) && Object.keys(metadata.value).length > 0 ? metadata.value : null;
  return { content: { text, blocks: withIds(objectsIn(blocks.value)), metadata: kept } };
}
