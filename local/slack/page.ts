import type { Ephemeral } from './ephemerals.ts';
import { type Html, html } from './html.ts';
import { type Message, shownInChannel } from './messages.ts';
import { dialogHtml } from './page-dialog.ts';
import { ephemeralHtml, hiddenHtml, messageHtml } from './page-message.ts';
import { microsecondsOf } from './timestamps.ts';
import { type Notice, type SlackUser, viewOfUser, type Workspace } from './workspace.ts';

/** The whole page, as this reader sees it. */
export function page(reader: SlackUser, workspace: Workspace): string {
  const { options, notices } = workspace;
  const open = viewOfUser(workspace, reader.id);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Embedded Slack: ${reader.name}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header class="top">
<h1>Embedded Slack</h1>
${readerHtml(reader, options.users)}
</header>
<main>
${noticeHtml(notices.get(reader.id) ?? null)}
${open && dialogHtml(open, workspace)}
${options.channels.map((channel) => channelHtml(channel, reader, workspace))}
</main>
</body>
</html>
`.markup;
}

const KIND_NAMES: Readonly<Record<SlackUser['kind'], string>> = {
  member: '',
  guest: ' (guest)',
  bot: ' (bot)',
  deleted: ' (deleted)',
  elsewhere: ' (from another workspace)',
};

const readerHtml = (reader: SlackUser, users: readonly SlackUser[]): Html => html`<form method="get" action="/">
<label for="as">You are</label>
<select id="as" name="as">${users.map(
  ({ id, name, kind }) =>
    html`<option value="${id}"${id === reader.id ? html` selected` : null}>${name}${KIND_NAMES[kind]}</option>`,
)}</select>
<button>Switch or refresh</button>
</form>`;

const noticeHtml = (notice: Notice | null): Html | null =>
  notice &&
  html`<p class="notice${notice.isError ? ' error' : ''}" role="${notice.isError ? 'alert' : 'status'}">${notice.text}</p>`;

function channelHtml(
  { id, name }: { readonly id: string; readonly name: string },
  reader: SlackUser,
  workspace: Workspace,
): Html {
  const all = workspace.messages.inChannel(id);
  const mine = workspace.ephemerals.all().filter(({ channel, user }) => channel === id && user === reader.id);
  const shown = inOrder(shownInChannel(all), mine).map((message) =>
    'thread' in message ? messageHtml(message, all, reader, workspace) : ephemeralHtml(message, workspace),
  );
  return html`<section aria-labelledby="channel-${id}">
<h2 id="channel-${id}"># ${name}</h2>
${shown.length > 0 ? shown : html`<p class="empty">No messages yet.</p>`}
<form class="command" method="post" action="/command">${hiddenHtml({ user: reader.id, channel: id })}
<label for="command-${id}">Slash command in #${name}</label>
<input id="command-${id}" name="line" type="text" required pattern="/.*" placeholder="/traingate help" autocomplete="off">
<button>Send</button>
</form>
</section>`;
}

/** Oldest first. */
const inOrder = (messages: readonly Message[], ephemerals: readonly Ephemeral[]): readonly (Message | Ephemeral)[] =>
  [...messages, ...ephemerals].sort((a, b) => microsecondsOf(a.ts) - microsecondsOf(b.ts));
