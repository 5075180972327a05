import type { JsonObject } from '../sagemaker/json.ts';
import { type ApiAnswer, failed, type Method, succeeded } from './api-answer.ts';
import { textIn } from './request.ts';
import { BOT_NAME, botOf, type SlackUser, teamOf, userOf, WORKSPACE_DOMAIN, type Workspace } from './workspace.ts';

/** The methods that say who somebody is. docs.slack.dev, auth.test and users.info (2026). */
export const PEOPLE_METHODS: Readonly<Record<string, Method>> = { 'auth.test': authTest, 'users.info': usersInfo };

function authTest(_fields: JsonObject, { options, url }: Workspace): ApiAnswer {
  const { user, bot } = botOf(options);
  const team = { team: WORKSPACE_DOMAIN, team_id: options.workspace };
  return succeeded({
    url: `${url()}/`,
    ...team,
    user: BOT_NAME,
    user_id: user,
    bot_id: bot,
    is_enterprise_install: false,
  });
}

function usersInfo(fields: JsonObject, workspace: Workspace): ApiAnswer {
  const user = userOf(workspace, textIn(fields, 'user'));
  return user ? succeeded({ user: userJson(user, workspace) }) : failed('user_not_found');
}

/** Slack leaves out an e-mail address that the app may not see, and `is_stranger` of who is of the workspace. */
const userJson = (user: SlackUser, { options }: Workspace): JsonObject => ({
  id: user.id,
  team_id: teamOf(user, options),
  name: user.name,
  real_name: user.name,
  deleted: user.kind === 'deleted',
  is_bot: user.kind === 'bot',
  is_app_user: false,
  is_restricted: user.kind === 'guest',
  is_ultra_restricted: false,
  ...(user.kind === 'elsewhere' && { is_stranger: true }),
  profile: { real_name: user.name, ...(user.email !== null && { email: user.email }) },
});
