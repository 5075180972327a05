import type { Interaction, Shown, Wish } from '../../approvals/interaction.ts';
import { isJsonList, type Json, type JsonObject, objectIn, textIn } from '../../shared/json.ts';
import type { SlackPlace } from '../../shared/organization.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { CALLBACKS, REASON } from './dialog.ts';
import { ACTIONS } from './message.ts';

/** What Slack sends to /slack/interactions, verified before. null: nothing that is ours to do, such as a closed dialog. */
export function interactionIn(body: Uint8Array, place: SlackPlace): Result<Interaction | null, string> {
  const payload = payloadIn(formOf(body).get('payload'));
  if (payload === null) return err('the payload is not a JSON object');
  const stranger = strangeness(place, {
    app: textIn(payload.api_app_id),
    workspace: textIn(objectIn(payload.team).id),
    userWorkspace: textIn(objectIn(payload.user).team_id) || null,
  });
  if (stranger !== null) return err(stranger);
  const user = textIn(objectIn(payload.user).id);
  switch (payload.type) {
    case 'block_actions':
      return clickIn(payload, user);
    case 'view_submission':
      return submissionIn(objectIn(payload.view), user);
    default:
      return ok(null);
  }
}

/** What Slack sends to /slack/commands, verified before. */
export function commandIn(body: Uint8Array, place: SlackPlace): Result<Interaction, string> {
  const form = formOf(body);
  const field = (name: string): string => form.get(name) ?? '';
  const stranger = strangeness(place, {
    app: field('api_app_id'),
    workspace: field('team_id'),
    userWorkspace: null,
  });
  if (stranger !== null) return err(stranger);
  return ok({ kind: 'command', user: field('user_id'), text: field('text') });
}

const formOf = (body: Uint8Array): URLSearchParams => new URLSearchParams(Buffer.from(body).toString());

function payloadIn(text: string | null): JsonObject | null {
  try {
    const value: Json = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !isJsonList(value) ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}

/** A signing secret is an app's, and an app may be in several workspaces. */
function strangeness(
  place: SlackPlace,
  from: { readonly app: string; readonly workspace: string; readonly userWorkspace: string | null },
): string | null {
  if (from.app !== place.app) return `it is of the app \`${from.app}\``;
  if (from.workspace !== place.workspace) return `it is of the workspace \`${from.workspace}\``;
  if (from.userWorkspace !== null && from.userWorkspace !== place.workspace) {
    return `its user is of the workspace \`${from.userWorkspace}\``;
  }
  return null;
}

function clickIn(payload: JsonObject, user: string): Result<Interaction | null, string> {
  const [action] = isJsonList(payload.actions) ? payload.actions : [];
  const { action_id: id, value } = objectIn(action);
  const wish = (Object.keys(ACTIONS) as (keyof typeof ACTIONS)[]).find((each) => ACTIONS[each] === id);
  if (wish === undefined) return ok(null);
  const shown = shownIn(textIn(value));
  if (shown === null) return err('the button is none of ours');
  return ok({ kind: 'click', user, wish, trigger: textIn(payload.trigger_id), ...shown });
}

function submissionIn(view: JsonObject, user: string): Result<Interaction | null, string> {
  const wish = (Object.keys(CALLBACKS) as Wish[]).find((each) => CALLBACKS[each] === view.callback_id);
  if (wish === undefined) return ok(null);
  const shown = shownIn(textIn(view.private_metadata));
  if (shown === null) return err('the dialog is none of ours');
  const values = objectIn(objectIn(view.state).values);
  const reason = textIn(objectIn(objectIn(values[REASON.block])[REASON.action]).value);
  return ok({ kind: 'submit', user, wish, reason, ...shown });
}

/** The inverse of shownValue. */
function shownIn(value: string): Shown | null {
  const [, admissionId, round] = /^([0-9a-f-]{36})\.([1-9]\d{0,5})$/.exec(value) ?? [];
  return admissionId === undefined ? null : { admissionId, round: Number(round) };
}
