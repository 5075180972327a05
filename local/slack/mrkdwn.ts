import { type Html, html, type Part } from './html.ts';

/** The name of a user or channel, to show where a text mentions its id; null: it is unknown. */
export type NameOf = (id: string) => string | null;

/**
 * Slack's mrkdwn as HTML: *bold*, _italic_, ~strike~, `code`, fenced code, quotes, links, mentions, and the emoji that
 * are known here. docs.slack.dev, "Formatting message text" (2026). What does not parse is shown as it was written.
 */
export function mrkdwn(text: string, nameOf: NameOf): Html {
  const parts = text.split(/```(.+?)```/s);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<pre>${decoded(part)}</pre>` : paragraphs(part, nameOf)))}`;
}

/** A plain_text object as HTML: nothing but entities and emoji is special. */
export const plainText = (text: string): Html => html`${lines(text.split('\n').map(leaf))}`;

const QUOTE = /^(?:&gt;|>) ?/;

/** Lines, with neighbouring quoted ones in one quote. */
function paragraphs(text: string, nameOf: NameOf): Part {
  const runs: { readonly quoted: boolean; readonly lines: Part[] }[] = [];
  for (const line of text.split('\n')) {
    const quoted = QUOTE.test(line);
    const last = runs.at(-1);
    const run = last?.quoted === quoted ? last : { quoted, lines: [] };
    if (run !== last) runs.push(run);
    run.lines.push(inline(line.replace(QUOTE, ''), nameOf));
  }
  return runs.map((run) => (run.quoted ? html`<blockquote>${lines(run.lines)}</blockquote>` : lines(run.lines)));
}

const lines = (parts: readonly Part[]): Part => parts.map((part, index) => (index === 0 ? part : html`<br>${part}`));

/** A style begins and ends at the edge of a word and does not touch a space on its inside. */
const styled = (mark: string): string =>
  `(?<![\\w${mark}])\\${mark}(?!\\s)([^${mark}\\n]+?)(?<!\\s)\\${mark}(?![\\w${mark}])`;

/** The first of them that begins in a text wins. */
const SPANS = new RegExp(
  ['`([^`\\n]+)`', '<([^<>\\n]+)>', '(\\bhttps?://[^\\s<>|*`]+)', ...[styled('*'), styled('_'), styled('~')]].join('|'),
  'g',
);

function inline(text: string, nameOf: NameOf): Part {
  const parts: Part[] = [];
  let end = 0;
  for (const found of text.matchAll(SPANS)) {
    parts.push(leaf(text.slice(end, found.index)), span(found, nameOf));
    end = found.index + found[0].length;
  }
  return [...parts, leaf(text.slice(end))];
}

function span([whole, code, angled, address, bold, italic, strike]: RegExpExecArray, nameOf: NameOf): Part {
  if (code !== undefined) return html`<code>${decoded(code)}</code>`;
  if (angled !== undefined) return special(angled, nameOf) ?? leaf(whole);
  if (address !== undefined) return link(address, address) ?? leaf(address);
  if (bold !== undefined) return html`<strong>${inline(bold, nameOf)}</strong>`;
  if (italic !== undefined) return html`<em>${inline(italic, nameOf)}</em>`;
  return html`<s>${inline(strike ?? '', nameOf)}</s>`;
}

/** What stands in angle brackets: a mention or a link; null: neither. */
function special(angled: string, nameOf: NameOf): Part {
  const [target = '', ...rest] = angled.split('|');
  const label = rest.join('|') || null;
  const id = target.slice(1);
  if (/^@[UW]/.test(target)) return mention(`@${nameOf(id) ?? label ?? id}`);
  if (/^#C/.test(target)) return mention(`#${nameOf(id) ?? label ?? id}`);
  if (target.startsWith('!date^')) return leaf(label ?? target);
  if (target.startsWith('!')) return mention(label ?? `@${id}`);
  return link(target, label ?? target);
}

const mention = (name: string): Html => html`<span class="mention">${leaf(name)}</span>`;

/** A link to an address that runs nothing when it is followed; null: it is no such address. */
export function link(target: string, label: string): Html | null {
  const address = decoded(target);
  return /^(?:https?:\/\/|mailto:)/i.test(address)
    ? html`<a href="${address}" rel="noreferrer">${leaf(label)}</a>`
    : null;
}

const leaf = (text: string): string =>
  decoded(text).replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI[name] ?? whole);

/** The three entities that Slack knows, `&amp;` last, or `&amp;lt;` would become `<`. */
const decoded = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Those that apps use for states; others are shown by their name. */
const EMOJI: Readonly<Record<string, string>> = {
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  x: '❌',
  no_entry: '⛔',
  no_entry_sign: '🚫',
  warning: '⚠️',
  rotating_light: '🚨',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  alarm_clock: '⏰',
  information_source: 'ℹ️',
  moneybag: '💰',
  chart_with_upwards_trend: '📈',
  lock: '🔒',
  rocket: '🚀',
  eyes: '👀',
};
