import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import type { NoticeKey } from '../../approvals/notice.ts';
import type { Notifier, Sought, Told } from '../../flows/ports.ts';
import { isJsonList, type JsonObject, objectIn, textIn } from '../../shared/json.ts';
import { NotSent, type SlackCall } from './client.ts';
import { isForChannel, METADATA_TYPE, type Message, messageOf, metadataOf, replyOf } from './message.ts';

/** Tells people in one channel; what is said later of a message goes where the message is. */
export const slackNotifier = (call: SlackCall, channel: string): Notifier => ({
  post: (notice) =>
    told(async () => {
      const metadata = metadataOf(notice.admissionId, 'asked');
      const posted = await call('chat.postMessage', { channel, ...parts(messageOf(notice)), metadata });
      return refOf(channel, textIn(posted.ts));
    }),
  update: (ref, notice) =>
    told(async () => {
      const { channel: where, ts } = placeOf(ref);
      await call('chat.update', { channel: where, ts, ...parts(messageOf(notice)) });
      return ref;
    }),
  reply: (ref, notice, kind, key) =>
    told(async () => {
      const { channel: where, ts } = placeOf(ref);
      const reply = { thread_ts: ts, reply_broadcast: isForChannel(kind), ...parts(replyOf(notice, kind)) };
      const metadata = metadataOf(notice.admissionId, key);
      await call('chat.postMessage', { channel: where, ...reply, metadata });
      return ref;
    }),
  seek: (admissionId, key, ref, since) => sought(call, channel, { admissionId, key, ref, since }),
});

/** Nothing in a message becomes a link with a preview, or a mention. */
const parts = ({ text, blocks }: Message) => ({
  text,
  blocks,
  parse: 'none',
  link_names: false,
  unfurl_links: false,
  unfurl_media: false,
});

/** Where a message is: its channel and its time, by which Slack names it. */
const refOf = (channel: string, ts: string): string => `${channel} ${ts}`;

function placeOf(ref: string) {
  const [channel = '', ts = ''] = ref.split(' ');
  return { channel, ts };
}

async function told(tell: () => Promise<string>): Promise<Told> {
  try {
    return { kind: 'told', ref: await tell() };
  } catch (cause) {
    if (cause instanceof WebAPIRateLimitedError) return { kind: 'later', afterMs: 1_000 * cause.retryAfter };
    if (cause instanceof NotSent) return { kind: 'refused', cause };
    // Whether Slack did it before it broke off is not known.
    if (!(cause instanceof WebAPIPlatformError)) return { kind: 'unknown', cause };
    const { error } = cause.data;
    if (GONE.includes(error)) return { kind: 'gone', cause };
    return { kind: DOUBTFUL.includes(error) ? 'unknown' : 'refused', cause };
  }
}

/** docs.slack.dev, chat.update and chat.postMessage, errors (2026-11). */
const GONE: readonly string[] = ['message_not_found', 'thread_not_found', 'cant_update_message'];
const DOUBTFUL: readonly string[] = ['fatal_error', 'internal_error', 'service_unavailable', 'request_timeout'];

interface Wanted {
  readonly admissionId: string;
  readonly key: NoticeKey;
  readonly ref: string | null;
  readonly since: number;
}

/** Slack's clock may be another than ours; and an attempt may take effect so long after it began. In seconds. */
const SKEW_SECONDS = 120;
const LATEST_EFFECT_SECONDS = 60;
const PAGE = 200;
const MOST_PAGES = 10;

/** Looks through what was said when it was tried, for a message of ours with the metadata of this event. */
async function sought(call: SlackCall, channel: string, { admissionId, key, ref, since }: Wanted): Promise<Sought> {
  const where = ref === null ? { channel } : placeOf(ref);
  const method = ref === null ? 'conversations.history' : 'conversations.replies';
  const oldest = String(since / 1000 - SKEW_SECONDS);
  const latest = String(since / 1000 + LATEST_EFFECT_SECONDS + SKEW_SECONDS);
  try {
    for (let cursor = '', pages = 0; pages < MOST_PAGES; pages += 1) {
      const page = { ...where, oldest, latest, limit: PAGE, include_all_metadata: true, ...(cursor && { cursor }) };
      const answer = await call(method, page);
      const messages = isJsonList(answer.messages) ? answer.messages.map(objectIn) : [];
      const found = messages.find((message) => isOf(objectIn(message.metadata), admissionId, key));
      if (found) return { kind: 'found', ref: ref ?? refOf(channel, textIn(found.ts)) };
      cursor = textIn(objectIn(answer.response_metadata).next_cursor);
      if (cursor === '') return { kind: 'absent' };
    }
    return { kind: 'unknown', cause: new Error('more was said than is looked through') };
  } catch (cause) {
    return { kind: 'unknown', cause };
  }
}

const isOf = ({ event_type, event_payload }: JsonObject, admissionId: string, key: NoticeKey) =>
  event_type === METADATA_TYPE &&
  objectIn(event_payload).admission_id === admissionId &&
  objectIn(event_payload).key === key;
