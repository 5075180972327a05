import { createHmac } from 'node:crypto';
import { type SlackUser, teamOf, WORKSPACE_DOMAIN, type Workspace } from './workspace.ts';

/** What the gateway answered. */
export interface GatewayAnswer {
  /** null: nothing, in the time that Slack's stand-in waits, or no connection. */
  readonly status: number | null;
  /** The body where it is JSON, else its text. */
  readonly body: unknown;
  /** Whether the body says that it is JSON. */
  readonly isJson: boolean;
  readonly milliseconds: number;
}

/** docs.slack.dev, "Handling user interaction" (2026): an app must answer with 200 within 3 seconds. */
const MOST_MILLISECONDS = 3000;

/** Longer than Slack waits, so that it can be told how late a late answer is. */
const PATIENCE_MS = 10_000;

/** Posts a form to the gateway, signed as Slack signs it (docs.slack.dev, "Verifying requests from Slack", 2026). */
export async function callGateway(
  { options, now }: Workspace,
  path: '/slack/interactions' | '/slack/commands',
  form: Readonly<Record<string, string>>,
): Promise<GatewayAnswer> {
  const rawBody = new URLSearchParams(form).toString();
  const startedAt = now();
  // Not the workspace's own clock, which may be put forward: a signature ages as the connection does.
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', options.signingSecret).update(`v0:${timestamp}:${rawBody}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
  };
  const answered = await post(`${options.gatewayUrl()}${path}`, headers, rawBody);
  return { ...answered, milliseconds: now() - startedAt };
}

async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<Omit<GatewayAnswer, 'milliseconds'>> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    const isJson = /^application\/json\b/i.test(response.headers.get('content-type') ?? '');
    return { status: response.status, body: parsed(await response.text()), isJson };
  } catch (cause) {
    return { status: null, body: cause instanceof Error ? cause.message : String(cause), isJson: false };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // A text is an answer too: to a slash command it is what is shown.
  }
}

/** What Slack shows in place of an answer that is none; null: it is one. */
export function failureOf({ status, milliseconds }: GatewayAnswer): string | null {
  if (status === null) return 'This app could not be reached.';
  if (status !== 200) return `This app responded with status ${status}.`;
  if (milliseconds > MOST_MILLISECONDS) return `This app did not respond in time: it took ${milliseconds} ms.`;
  return null;
}

/** What every interaction says of where it comes from and who acts. */
export const interactionOf = (user: SlackUser, { options }: Workspace) => ({
  user: { id: user.id, username: user.name, name: user.name, team_id: teamOf(user, options) },
  api_app_id: options.app,
  // The token that came before signatures; Slack still sends one.
  token: 'superseded-by-the-signature',
  team: { id: options.workspace, domain: WORKSPACE_DOMAIN },
  enterprise: null,
  is_enterprise_install: false,
});
