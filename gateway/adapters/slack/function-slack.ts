import type { Chat, Notifier } from '../../flows/ports.ts';
import type { Clock } from '../../shared/clock.ts';
import type { SlackPlace } from '../../shared/organization.ts';
import { slackChat } from './chat.ts';
import { slackCall } from './client.ts';
import { slackNotifier } from './notifier.ts';
import { type SecretPlace, type SlackSecrets, slackSecrets } from './secrets.ts';

/** How long one call may take, in milliseconds. Two of a chat have room in the three seconds that Slack waits for an answer. */
const NOTICE_TIMEOUT_MS = 2_000;
const CHAT_TIMEOUT_MS = 1_000;

/** How Slack is reached. */
export interface SlackAccess {
  readonly secrets: SecretPlace;
  /** Where it is not slack.com: with a slash at its end. */
  readonly apiUrl: string | undefined;
  readonly clock: Clock;
}

/** What a function does with Slack. */
export interface FunctionSlack {
  readonly secrets: () => Promise<SlackSecrets>;
  notifier(place: SlackPlace): Notifier;
  chat(place: SlackPlace): Chat;
}

/** What lazy-slack.ts loads. */
export function functionSlack({ secrets: place, apiUrl, clock }: SlackAccess): FunctionSlack {
  const secrets = slackSecrets(place, clock);
  const callWithin = (timeoutMs: number) => slackCall(async () => (await secrets()).botToken, apiUrl, timeoutMs);
  return {
    secrets,
    notifier: ({ channel }) => slackNotifier(callWithin(NOTICE_TIMEOUT_MS), channel),
    chat: ({ workspace }) => slackChat(callWithin(CHAT_TIMEOUT_MS), workspace),
  };
}
