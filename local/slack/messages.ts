import type { JsonObject } from '../sagemaker/json.ts';
import type { RecordLog } from '../sagemaker/record-log.ts';
import { createTimestamps, microsecondsOf, type Timestamps } from './timestamps.ts';

/** What an app says of a message. */
export interface Content {
  readonly text: string;
  readonly blocks: readonly JsonObject[];
  readonly metadata: JsonObject | null;
}

export interface Message extends Content {
  readonly channel: string;
  readonly ts: string;
  /** `ts` of the message whose thread this one is in; null: it is in none. */
  readonly thread: string | null;
  /** Whether a message of a thread is shown in the channel too. */
  readonly broadcast: boolean;
  /** `ts` of the last change; null: it was never changed. */
  readonly edited: string | null;
}

/** All messages of the app. What was changed outlives a crash of the process when the function returns. */
export interface Messages {
  post(draft: Omit<Message, 'ts' | 'edited'>): Message;
  /** The message as changed. */
  change(message: Message, changes: Partial<Content>): Message;
  find(channel: string, ts: string): Message | null;
  /** Oldest first, those of threads among them. */
  inChannel(channel: string): readonly Message[];
  readonly timestamps: Timestamps;
}

const RECORD_PREFIX = 'message ';

/** The messages that are saved in `log`, to which every change is written. `now`: epoch milliseconds. */
export function openMessages(log: RecordLog, now: () => number): Messages {
  // Only this module writes these records.
  const saved = [...log.saved].filter(([name]) => name.startsWith(RECORD_PREFIX)) as [string, Message][];
  const messages = new Map(saved.sort(([, a], [, b]) => microsecondsOf(a.ts) - microsecondsOf(b.ts)));
  const timestamps = createTimestamps(now, [...messages.values()].at(-1)?.ts ?? null);
  const keep = (message: Message): Message => {
    const name = recordName(message.channel, message.ts);
    log.write(name, message);
    messages.set(name, message);
    return message;
  };
  return {
    post: (draft) => keep({ ...draft, ts: timestamps.next(), edited: null }),
    change: (message, changes) => keep({ ...message, ...changes, edited: timestamps.next() }),
    find: (channel, ts) => messages.get(recordName(channel, ts)) ?? null,
    inChannel: (channel) => [...messages.values()].filter((message) => message.channel === channel),
    timestamps,
  };
}

const recordName = (channel: string, ts: string): string => `${RECORD_PREFIX}${channel} ${ts}`;

/** Those that the channel itself shows, oldest first. */
export const shownInChannel = (messages: readonly Message[]): readonly Message[] =>
  messages.filter(({ thread, broadcast }) => thread === null || broadcast);

/** The answers in the thread of a message, oldest first. */
export const repliesTo = (parent: Message, messages: readonly Message[]): readonly Message[] =>
  messages.filter(({ thread }) => thread === parent.ts);
