import type { RecordLog } from '../sagemaker/record-log.ts';
import { createEphemerals, type Ephemerals } from './ephemerals.ts';
import { type Messages, openMessages } from './messages.ts';
import { createResponseUrls, type ResponseUrls } from './response-urls.ts';
import { createTriggers, type Triggers } from './triggers.ts';
import { createViews, type Views } from './views.ts';

export interface SlackUser {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  /** What users.info says. */
  readonly kind: 'member' | 'guest' | 'bot' | 'deleted' | 'elsewhere';
}

export interface SlackOptions {
  /** Where messages and faults outlive the process; null: nowhere. One server at a time. */
  readonly directory: string | null;
  /** 0 or absent: a free one. */
  readonly port?: number;
  /** The gateway's address, asked at each click: `${gatewayUrl()}/slack/interactions` and `/slack/commands`. */
  readonly gatewayUrl: () => string;
  /** The workspace's team id, T…. */
  readonly workspace: string;
  /** The app's id, A…. */
  readonly app: string;
  readonly botToken: string;
  readonly signingSecret: string;
  /** At least one: slash commands that name no channel are given in the first. */
  readonly channels: readonly { readonly id: string; readonly name: string }[];
  readonly users: readonly SlackUser[];
  /** Epoch milliseconds: what triggers expire by, messages are stamped with and answers are timed by. */
  readonly now?: () => number;
}

/** A Slack workspace with one app in it: who is there, and what they see. */
export interface Workspace {
  readonly options: SlackOptions;
  /** Where this server is, no slash at the end. */
  readonly url: () => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly messages: Messages;
  readonly views: Views;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly ephemerals: Ephemerals;
  /** What each person's last click led to, by user id. */
  readonly notices: Map<string, Notice>;
}

/** What a person is told of their last click. */
export interface Notice {
  readonly text: string;
  readonly isError: boolean;
}

/** The name of the app's bot user and of its workspace in addresses. */
export const BOT_NAME = 'traingate';
export const WORKSPACE_DOMAIN = 'traingate-local';

/** The bot of an app, as the author of messages. */
export const botOf = ({ app }: Pick<SlackOptions, 'app'>): { readonly user: string; readonly bot: string } => ({
  user: `U${app.slice(1)}BOT`,
  bot: `B${app.slice(1)}`,
});

/** The team of a user: somebody from elsewhere is of another workspace. */
export const teamOf = ({ kind }: SlackUser, { workspace }: Pick<SlackOptions, 'workspace'>): string =>
  kind === 'elsewhere' ? `${workspace}ELSEWHERE` : workspace;

/** The workspace with what is saved in `log`. */
export function openWorkspace(options: SlackOptions, log: RecordLog, url: () => string): Workspace {
  const { workspace, app, now = Date.now } = options;
  return {
    options,
    url,
    now,
    messages: openMessages(log, now),
    views: createViews({ workspace, app, bot: botOf(options).bot }, now),
    triggers: createTriggers(now),
    responseUrls: createResponseUrls(now),
    ephemerals: createEphemerals(),
    notices: new Map(),
  };
}

/** The user with this id; null: there is none. */
export const userOf = ({ options }: Workspace, id: string): SlackUser | null =>
  options.users.find((user) => user.id === id) ?? null;

/** The name of a user or channel; null: there is none. */
export const nameOf =
  ({ options }: Workspace) =>
  (id: string): string | null =>
    [...options.users, ...options.channels].find((named) => named.id === id)?.name ?? null;

/** The view that a person has open; null: none. */
export const viewOfUser = ({ views }: Workspace, user: string) =>
  views.all().find((open) => open.user === user) ?? null;
