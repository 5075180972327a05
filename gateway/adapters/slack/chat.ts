import { WebAPIPlatformError } from '@slack/web-api';
import type { Chat } from '../../flows/ports.ts';
import { type JsonObject, objectIn, textIn } from '../../shared/json.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { SlackCall } from './client.ts';
import { viewOf } from './dialog.ts';

/** Slack's people and dialogs. `workspace`: the only one whose members are anybody. */
export const slackChat = (call: SlackCall, workspace: string): Chat => ({
  channel: 'slack',
  name: 'Slack',
  async addressOf(user) {
    try {
      return addressIn(objectIn((await call('users.info', { user })).user), workspace);
    } catch (cause) {
      if (cause instanceof WebAPIPlatformError && cause.data.error === 'user_not_found') return err(UNKNOWN);
      throw cause;
    }
  },
  async open(trigger, dialog) {
    await call('views.open', { trigger_id: trigger, view: viewOf(dialog) });
  },
});

const UNKNOWN = 'Slack does not know who you are: ask your platform team';

/** INVARIANT: guests, bots, people who left, and people of other workspaces have no address here. Doubt denies. */
function addressIn(user: JsonObject, workspace: string): Result<string, string> {
  if (user.team_id !== workspace) return err('you are of another Slack workspace than this organisation’s');
  if (user.deleted !== false) return err('your Slack account is deactivated');
  if (user.is_bot !== false || user.is_app_user === true) return err('bots decide nothing');
  if (user.is_restricted !== false || user.is_ultra_restricted !== false || user.is_stranger === true) {
    return err('guests of the workspace decide nothing');
  }
  if (user.is_email_confirmed === false) return err('your e-mail address is not confirmed in Slack: confirm it there');
  const address = textIn(objectIn(user.profile).email);
  return address === '' ? err(UNKNOWN) : ok(address);
}
