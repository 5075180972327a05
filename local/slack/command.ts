import { isJsonObject, type JsonObject } from '../sagemaker/json.ts';
import { readContent } from './chat-methods.ts';
import { callGateway, failureOf, type GatewayAnswer } from './gateway-call.ts';
import { type Impossible, type Outcome, outcomeOf } from './outcome.ts';
import type { Occasion } from './response-urls.ts';
import { teamOf, userOf, WORKSPACE_DOMAIN, type Workspace } from './workspace.ts';

/** A slash command as it was given; `channel` may be '' for the first one. */
export interface Command {
  readonly user: string;
  readonly channel: string;
  /** With the slash. */
  readonly command: string;
  readonly text: string;
}

/** Sends the command and shows the answer. docs.slack.dev, "Implementing slash commands" (2026). */
export async function giveCommand(asked: Command, workspace: Workspace): Promise<Outcome | Impossible> {
  const { options, responseUrls, triggers, url } = workspace;
  const user = userOf(workspace, asked.user);
  if (!user) return { impossible: `there is no user \`${asked.user}\`` };
  const channel = options.channels.find(({ id }) => asked.channel === '' || id === asked.channel);
  if (!channel) return { impossible: `there is no channel \`${asked.channel}\`` };
  if (!/^\/\S+$/.test(asked.command)) return { impossible: `\`${asked.command}\` is no command; begin with a slash` };
  const occasion = { user: user.id, channel: channel.id, message: null };
  const answer = await callGateway(workspace, '/slack/commands', {
    token: 'superseded-by-the-signature',
    team_id: teamOf(user, options),
    team_domain: WORKSPACE_DOMAIN,
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: user.id,
    user_name: user.name,
    command: asked.command,
    text: asked.text,
    api_app_id: options.app,
    is_enterprise_install: 'false',
    response_url: `${url()}/response/${responseUrls.issue(occasion)}`,
    trigger_id: triggers.issue(user.id),
  });
  const failure = failureOf(answer) ?? showAnswer(answer, occasion, workspace);
  return outcomeOf(answer, failure && `${asked.command}: ${failure}`);
}

/** An empty answer shows nothing; one that does not say it is JSON is shown as the text it is. */
function showAnswer({ body, isJson }: GatewayAnswer, occasion: Occasion, workspace: Workspace): string | null {
  if (body === '') return null;
  const fields = isJson ? body : { text: typeof body === 'string' ? body : JSON.stringify(body) };
  return isJsonObject(fields) ? showResponse(fields, occasion, workspace) : 'The answer is no JSON object.';
}

/**
 * Shows what an app answers to a command, or later at a response_url: to the person alone, to the channel where
 * `response_type` is in_channel, or in place of the clicked message where `replace_original` is true. Why Slack does
 * not take it; null: it does.
 */
export function showResponse(fields: JsonObject, occasion: Occasion, workspace: Workspace): string | null {
  const { messages, ephemerals } = workspace;
  if (fields.delete_original === true) return 'delete_original is not known to the embedded Slack.';
  const read = readContent(fields);
  if ('answer' in read) return `Slack refuses the answer: ${JSON.stringify(read.answer)}`;
  const { text, blocks } = read.content;
  const { user, channel, message } = occasion;
  const original = fields.replace_original === true && message !== null ? messages.find(channel, message) : null;
  if (original) messages.change(original, { text, blocks });
  else if (fields.response_type === 'in_channel') {
    messages.post({ channel, thread: null, broadcast: false, ...read.content });
  } else {
    ephemerals.add({ user, channel, ts: messages.timestamps.next(), text, blocks });
  }
  return null;
}
