import { isJsonObject, type JsonObject, objectOf, objectsIn } from '../sagemaker/json.ts';
import { inputsOf } from './block-ids.ts';
import { callGateway, failureOf, type GatewayAnswer, interactionOf } from './gateway-call.ts';
import { problemText, viewProblems } from './limits.ts';
import { type Impossible, type Outcome, outcomeOf } from './outcome.ts';
import type { OpenView, Values } from './views.ts';
import { type SlackUser, userOf, viewOfUser, type Workspace } from './workspace.ts';

export interface SubmitOutcome extends Outcome {
  /** What the person has open afterwards; null: nothing. */
  readonly view: JsonObject | null;
  /** What the app found wrong, by block_id. */
  readonly errors: Readonly<Record<string, string>>;
}

/**
 * Sends a `view_submission` with these values and does what the app answers. Values are sent as they are: that an input
 * is required or too long is seen by Slack's clients, so by the page, and an app must not rely on it.
 * docs.slack.dev, "View interaction payloads" and "Modal views" (2026).
 */
export async function submit(
  asked: { readonly user: string; readonly view: string; readonly values: Values },
  workspace: Workspace,
): Promise<SubmitOutcome | Impossible> {
  const found = findView(asked, workspace);
  if ('impossible' in found) return found;
  workspace.views.note(asked.view, { typed: asked.values, errors: {} });
  const open = { ...found.open, typed: asked.values };
  const answer = await send('view_submission', found.user, open, workspace);
  const error = failureOf(answer) ?? follow(answer, open, workspace);
  const left = viewOfUser(workspace, found.user.id);
  return { ...outcomeOf(answer, error), view: left?.view ?? null, errors: left?.errors ?? {} };
}

/** Puts a view away; the app hears of it where it asked to. */
export async function closeView(
  asked: { readonly user: string; readonly view: string },
  workspace: Workspace,
): Promise<Outcome | Impossible> {
  const found = findView(asked, workspace);
  if ('impossible' in found) return found;
  workspace.views.close(asked.view);
  if (found.open.view.notify_on_close !== true) return { status: null, body: '', milliseconds: 0, error: null };
  const answer = await send('view_closed', found.user, found.open, workspace);
  return outcomeOf(answer, failureOf(answer));
}

function findView(
  asked: { readonly user: string; readonly view: string },
  workspace: Workspace,
): { readonly user: SlackUser; readonly open: OpenView } | Impossible {
  const user = userOf(workspace, asked.user);
  if (!user) return { impossible: `there is no user \`${asked.user}\`` };
  const open = viewOfUser(workspace, user.id);
  return open?.view.id === asked.view
    ? { user, open }
    : { impossible: `${user.name} has no view \`${asked.view}\` open` };
}

function send(type: string, user: SlackUser, open: OpenView, workspace: Workspace): Promise<GatewayAnswer> {
  const view = { ...open.view, state: { values: stateOf(open) } };
  const more =
    type === 'view_closed'
      ? { is_cleared: false }
      : { response_urls: [], trigger_id: workspace.triggers.issue(user.id) };
  const payload = { type, ...interactionOf(user, workspace), view, ...more };
  return callGateway(workspace, '/slack/interactions', { payload: JSON.stringify(payload) });
}

/** Every input of the view with what is in it, by block_id and action_id. */
function stateOf({ view, typed }: OpenView): JsonObject {
  const values = inputsOf(objectsIn(view.blocks)).map(({ blockId, element }) => {
    const action = String(element.action_id);
    return [blockId, { [action]: inputState(element, typed[blockId]?.[action] ?? '') }];
  });
  return Object.fromEntries(values);
}

function inputState(element: JsonObject, text: string): JsonObject {
  if (element.type === 'plain_text_input') return { type: element.type, value: text === '' ? null : text };
  const chosen = objectsIn(element.options).find(({ value }) => value === text);
  return { type: element.type, selected_option: chosen ?? null };
}

const TROUBLE = 'We had some trouble connecting. Try again?';

/** Does what a good answer to a submission asks for. What Slack shows where it cannot be done; null: it was done. */
function follow({ body }: GatewayAnswer, open: OpenView, { views }: Workspace): string | null {
  if (body === '' || (isJsonObject(body) && Object.keys(body).length === 0)) {
    views.close(open.view.id);
    return null;
  }
  const { response_action: action, errors, view } = objectOf(body);
  if (action === 'clear') views.close(open.view.id);
  else if (action === 'errors') return showErrors(objectOf(errors), open, views);
  else if (action === 'update' || action === 'push') return showView(view, open, views);
  else return `${TROUBLE} The answer has no response_action that Slack knows.`;
  return null;
}

function showErrors(errors: JsonObject, open: OpenView, views: Workspace['views']): string | null {
  const known = inputsOf(objectsIn(open.view.blocks)).map(({ blockId }) => blockId);
  const [names, unknown] = [Object.keys(errors), Object.keys(errors).filter((name) => !known.includes(name))];
  if (names.length === 0 || unknown.length > 0) {
    return `${TROUBLE} The errors name ${unknown.join(', ') || 'no block'}; the inputs are ${known.join(', ')}.`;
  }
  views.note(open.view.id, { errors: Object.fromEntries(names.map((name) => [name, String(errors[name])])) });
  return null;
}

/** A pushed view takes the place of the one below: there is one view a person here. */
function showView(view: unknown, open: OpenView, views: Workspace['views']): string | null {
  const problems = viewProblems(view);
  if (problems.length > 0 || !isJsonObject(view)) return `${TROUBLE} ${problems.map(problemText).join(' ')}`;
  views.replace(open.view.id, view);
  return null;
}
