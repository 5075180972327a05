import middy from '@middy/core';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { faultProblem, type HttpAnswer, json } from '../gateway/adapters/http/answer.ts';
import { answerOf } from '../gateway/adapters/slack/answer.ts';
import { interact } from '../gateway/flows/interact.ts';
import { slackDoor } from './compose.ts';
import { interactionOf } from './slack-request.ts';
import { transport } from './transport.ts';

/** POST /slack/interactions and /slack/commands: what people do in Slack. */
export const handler = middy<APIGatewayProxyEvent, HttpAnswer>()
  .use(transport(faultProblem))
  .handler(async (event) => {
    const door = await slackDoor();
    const interaction = await interactionOf(door, event);
    if (!interaction.ok) {
      door.ports.log.info('a request that is not Slack’s was refused', { why: interaction.error });
      return json(401, {});
    }
    if (door.chat === null || interaction.value === null) return EMPTY;
    const reaction = await interact({ ...door, chat: door.chat }, interaction.value);
    const answer = answerOf(interaction.value, reaction);
    return answer === null ? EMPTY : json(200, answer);
  });

const EMPTY: HttpAnswer = { statusCode: 200, headers: {}, body: '' };
