import type { APIGatewayProxyEvent } from 'aws-lambda';
import { commandIn, interactionIn } from '../gateway/adapters/slack/interaction.ts';
import type { Interaction } from '../gateway/approvals/interaction.ts';
import { MAX_SKEW_SECONDS, slackClaimOf, verifySlack } from '../gateway/identity/verify-slack.ts';
import { err, type Result } from '../gateway/shared/result.ts';
import type { SlackDoor } from './compose.ts';
import { bodyOf, headersOf } from './rest.ts';

/**
 * What Slack tells of somebody; or why the request is none of Slack's to us: its signature, over the bytes as they arrived,
 * first, then the app and the workspace, then whether it came before. null: there is nothing to do.
 */
export async function interactionOf(
  { slack, ports, seen }: SlackDoor,
  event: APIGatewayProxyEvent,
): Promise<Result<Interaction | null, string>> {
  if (slack === null) return err('organization.yaml names no Slack');
  const request = { headers: headersOf(event), body: bodyOf(event) };
  // When API Gateway received it: waiting for a function, and a local stack's simulated time, age no signature.
  const receivedAt = event.requestContext.requestTimeEpoch;
  // Whoever signs nothing costs no secret.
  const claim = slackClaimOf(request, receivedAt);
  if (!claim.ok) return claim;
  const { signingSecret } = await slack.secrets();
  const signature = verifySlack(request, signingSecret, receivedAt);
  if (!signature.ok) return signature;
  const read = event.resource === '/slack/commands' ? commandIn : interactionIn;
  const interaction = read(request.body, slack.place);
  if (!interaction.ok) return interaction;
  const until = ports.clock.now() + 2_000 * MAX_SKEW_SECONDS;
  return (await seen.isFirst(signature.value, until)) ? interaction : err('it came before');
}
