import { WebClient } from '@slack/web-api';
import type { JsonObject } from '../../shared/json.ts';

/** One call of Slack's API; what is answered is JSON. Throws where Slack says no, or nothing. */
export type SlackCall = (method: string, args: object) => Promise<JsonObject>;

/** Nothing was sent. */
export class NotSent extends Error {}

/**
 * Slack's own client. One attempt a call: what may have been told is looked for before it is told again. `botToken`: asked for
 * each call, so that a new one is used. `apiUrl`: where it is not Slack's, with a slash at its end.
 */
export const slackCall =
  (botToken: () => Promise<string>, apiUrl: string | undefined, timeoutMs: number): SlackCall =>
  async (method, args) => {
    const token = await botToken().catch((cause: unknown) => {
      throw new NotSent('the token of the Slack app could not be read', { cause });
    });
    const client = clientOf(token, apiUrl, timeoutMs);
    // Its type says nothing of what a method answers; whoever reads it believes only what is there.
    return (await client.apiCall(method, { ...args })) as unknown as JsonObject;
  };

const clientOf = (botToken: string, apiUrl: string | undefined, timeoutMs: number): WebClient =>
  new WebClient(botToken, {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    allowAbsoluteUrls: false,
    ...(apiUrl && { slackApiUrl: apiUrl }),
    logger: SILENT,
  });

/** Its messages may quote what was sent. */
const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => 'error' as never,
  setName: () => undefined,
};
