import type { IncomingMessage, ServerResponse } from 'node:http';
import { isJsonObject, type JsonObject, objectOf } from '../sagemaker/json.ts';
import { type Click, click } from './click.ts';
import { giveCommand, showResponse } from './command.ts';
import { type Message, repliesTo } from './messages.ts';
import type { Impossible, Outcome } from './outcome.ts';
import { page } from './page.ts';
import { typedIn } from './page-dialog.ts';
import { STYLE } from './page-style.ts';
import { addressOf, type Received, receive, textIn } from './request.ts';
import { closeView, submit } from './submit.ts';
import type { Values } from './views.ts';
import { userOf, type Workspace } from './workspace.ts';

/** What is sent back. */
interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Something that a person does, as a form or a program asks for it. */
type Deed = (received: Received, workspace: Workspace) => Promise<Outcome | Impossible>;

const DEEDS: ReadonlyMap<string, Deed> = new Map<string, Deed>([
  ['/click', ({ fields }, workspace) => click(clickIn(fields), workspace)],
  ['/submit', (received, workspace) => submit({ ...viewIn(received.fields), values: valuesIn(received) }, workspace)],
  ['/close', ({ fields }, workspace) => closeView(viewIn(fields), workspace)],
  ['/command', ({ fields }, workspace) => giveCommand(commandIn(fields), workspace)],
]);

/** The page and what its forms do; the same for programs, which send JSON and get JSON; and response_urls. */
export async function servePage(
  message: IncomingMessage,
  response: ServerResponse,
  workspace: Workspace,
): Promise<void> {
  const { status, type, body, headers = {} } = await reply(message, workspace);
  response.writeHead(status, {
    'Content-Type': type,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    'Content-Security-Policy':
      "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ...headers,
  });
  response.end(body);
}

async function reply(message: IncomingMessage, workspace: Workspace): Promise<Reply> {
  const { pathname } = addressOf(message);
  const received = await receive(message);
  if (!received) return json(400, { message: 'the body is neither a form nor a JSON object; send one' });
  if (message.method === 'GET') return show(pathname, received.fields, workspace);
  const deed = DEEDS.get(pathname);
  if (message.method === 'POST' && deed) return act(deed, received, workspace);
  const [, responseId] = /^\/response\/(\w+)$/.exec(pathname) ?? [];
  if (message.method === 'POST' && responseId) return respond(responseId, received.fields, workspace);
  return notFound(`${message.method} ${pathname}`);
}

function show(pathname: string, fields: JsonObject, workspace: Workspace): Reply {
  if (pathname === '/style.css') return { status: 200, type: 'text/css; charset=utf-8', body: STYLE };
  if (pathname === '/messages') return json(200, overview(workspace));
  if (pathname !== '/') return notFound(`GET ${pathname}`);
  const reader = userOf(workspace, textIn(fields, 'as')) ?? workspace.options.users[0];
  if (!reader) return json(404, { message: 'the workspace has no users' });
  return { status: 200, type: 'text/html; charset=utf-8', body: page(reader, workspace) };
}

const notFound = (name: string): Reply =>
  json(404, { message: `there is no \`${name}\`; use GET / or /messages, or POST ${[...DEEDS.keys()].join(', ')}` });

/** A form leads back to the page, which shows what came of it; a program gets the outcome. */
async function act(deed: Deed, received: Received, workspace: Workspace): Promise<Reply> {
  const outcome = await deed(received, workspace);
  const user = textIn(received.fields, 'user');
  if (userOf(workspace, user)) workspace.notices.set(user, noticeOf(outcome));
  if (received.isForm) {
    const headers = { Location: `/?as=${encodeURIComponent(user)}` };
    return { status: 303, type: 'text/plain', body: '', headers };
  }
  return 'impossible' in outcome ? json(400, { message: outcome.impossible }) : json(200, { ...outcome });
}

function noticeOf(outcome: Outcome | Impossible) {
  if ('impossible' in outcome) return { text: `Nothing was sent: ${outcome.impossible}.`, isError: true };
  const { status, milliseconds, error } = outcome;
  if (error !== null) return { text: error, isError: true };
  if (status === null) return { text: 'Closed.', isError: false };
  return { text: `The app answered with status ${status} in ${milliseconds} ms.`, isError: false };
}

/** Slack says `ok`, or what is wrong with 404. */
function respond(id: string, fields: JsonObject, workspace: Workspace): Reply {
  const redeemed = workspace.responseUrls.redeem(id);
  if (!redeemed.ok) return json(404, { ok: false, error: redeemed.error });
  const refused = showResponse(fields, redeemed.occasion, workspace);
  return refused === null ? { status: 200, type: 'text/plain', body: 'ok' } : json(400, { ok: false, error: refused });
}

const json = (status: number, body: JsonObject): Reply => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
});

const clickIn = (fields: JsonObject): Click => ({
  user: textIn(fields, 'user'),
  channel: textIn(fields, 'channel'),
  ts: textIn(fields, 'ts'),
  action: textIn(fields, 'action_id'),
  block: textIn(fields, 'block_id'),
});

const viewIn = (fields: JsonObject) => ({ user: textIn(fields, 'user'), view: textIn(fields, 'view') });

function valuesIn({ isForm, fields }: Received): Values {
  if (isForm) return typedIn(fields);
  const blocks = Object.entries(objectOf(fields.values)).filter((entry): entry is [string, JsonObject] =>
    isJsonObject(entry[1]),
  );
  return Object.fromEntries(
    blocks.map(([block, actions]) => [
      block,
      Object.fromEntries(Object.entries(actions).map(([action, text]) => [action, String(text ?? '')])),
    ]),
  );
}

/** The form has one line for both; a program sends `command` and `text`. */
function commandIn(fields: JsonObject) {
  const [, command = '', text = ''] = /^\s*(\S+)\s*(.*)$/s.exec(textIn(fields, 'line')) ?? [];
  return {
    user: textIn(fields, 'user'),
    channel: textIn(fields, 'channel'),
    command: textIn(fields, 'command') || command,
    text: (textIn(fields, 'text') || text).trim(),
  };
}

/** Everything that can be seen, for programs: each channel's messages, oldest first, and what single persons see. */
function overview({ options, messages, ephemerals, views }: Workspace): JsonObject {
  return {
    channels: options.channels.map(({ id, name }) => {
      const all = messages.inChannel(id);
      return { id, name, messages: all.filter(({ thread }) => thread === null).map(overviewIn(all)) };
    }),
    ephemerals: ephemerals.all(),
    views: views.all().map(({ user, view, errors }) => ({ user, view, errors })),
  };
}

const overviewIn =
  (all: readonly Message[]) =>
  (message: Message): JsonObject => ({
    ts: message.ts,
    text: message.text,
    blocks: message.blocks,
    metadata: message.metadata,
    edited: message.edited !== null,
    replies: repliesTo(message, all).map(overviewIn(all)),
  });
