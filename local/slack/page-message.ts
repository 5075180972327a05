import { type JsonObject, objectOf } from '../sagemaker/json.ts';
import type { Ephemeral } from './ephemerals.ts';
import { type Html, html, type Part } from './html.ts';
import { type Message, repliesTo } from './messages.ts';
import { link, mrkdwn, plainText } from './mrkdwn.ts';
import { blocksHtml, type Surface, textHtml } from './page-blocks.ts';
import { microsecondsOf } from './timestamps.ts';
import { BOT_NAME, nameOf, type SlackUser, type Workspace } from './workspace.ts';

/** A message with the answers in its thread, for this reader to act on. */
export function messageHtml(message: Message, all: readonly Message[], reader: SlackUser, workspace: Workspace): Html {
  const replies = repliesTo(message, all).map((reply) => messageHtml(reply, all, reader, workspace));
  const surface: Surface = {
    nameOf: nameOf(workspace),
    control: (element, blockId) => controlHtml(element, blockId, message, reader),
    input: () => null,
  };
  const marks: Part = [
    message.edited !== null && html` <span class="mark">(edited)</span>`,
    message.broadcast && html` <span class="mark">also sent to the channel</span>`,
  ].map((mark) => mark || null);
  return html`<article class="message" id="m${message.ts}">
<header><strong>${BOT_NAME}</strong> <span class="app">APP</span> ${timeHtml(message.ts)}${marks}</header>
${contentHtml(message, surface)}
${replies.length > 0 ? html`<div class="thread" role="group" aria-label="Thread">${replies}</div>` : null}
</article>`;
}

/** A message that only its reader sees. Its buttons lead nowhere here. */
export function ephemeralHtml(message: Ephemeral, workspace: Workspace): Html {
  const surface: Surface = { nameOf: nameOf(workspace), control: deadControl, input: () => null };
  return html`<article class="message ephemeral">
<header><span class="mark">Only visible to you</span> <strong>${BOT_NAME}</strong> <span class="app">APP</span> ${timeHtml(message.ts)}</header>
${contentHtml(message, surface)}
</article>`;
}

/** The text is for notifications where there are blocks. */
function contentHtml({ text, blocks }: Pick<Message, 'text' | 'blocks'>, surface: Surface): Html {
  return blocks.length > 0
    ? blocksHtml(blocks, surface)
    : html`<div class="block"><p>${mrkdwn(text, surface.nameOf)}</p></div>`;
}

function timeHtml(ts: string): Html {
  const iso = new Date(microsecondsOf(ts) / 1000).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;
}

function controlHtml(element: JsonObject, blockId: string, { channel, ts }: Message, reader: SlackUser): Part {
  if (element.type !== 'button') return deadControl(element);
  const hidden = { user: reader.id, channel, ts, block_id: blockId, action_id: String(element.action_id) };
  return html`<form method="post" action="/click">${hiddenHtml(hidden)}${confirmed(
    element,
    html`<button class="${String(element.style ?? '')}">${plainText(String(objectOf(element.text).text))}</button>`,
  )}</form>${typeof element.url === 'string' ? link(element.url, element.url) : null}`;
}

/** A button that asks first hides behind its question. */
function confirmed({ confirm, text }: JsonObject, button: Html): Html {
  if (confirm === undefined) return button;
  const asked = objectOf(confirm);
  const plain = () => null;
  return html`<details><summary>${textHtml(text, plain)}…</summary><p><strong>${textHtml(asked.title, plain)}</strong> ${textHtml(asked.text, plain)}</p>${button}</details>`;
}

/** An element that is shown, but not served here. */
export function deadControl(element: JsonObject): Html {
  const { text } = objectOf(element.text ?? element.placeholder);
  return html`<button type="button" disabled title="The embedded Slack does not serve this one">${plainText(String(text ?? element.type))}</button>`;
}

/** Fields that a form sends along unseen. */
export const hiddenHtml = (fields: Readonly<Record<string, string>>): Html =>
  html`${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;
