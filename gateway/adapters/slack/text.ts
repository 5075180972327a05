import { clipped, visible } from '../../shared/visible.ts';

/** A text object that Slack shows as it is: no markup, no links, no emoji, whatever it says. */
export interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  readonly emoji: false;
}

/** Lines, each without what is not seen, shortened to so many characters; never empty, which Slack does not take. */
export function plain(text: string, longest: number): PlainText {
  return { type: 'plain_text', text: clipped(visibleLines(text) || '–', longest), emoji: false };
}

/** A text object of our own words, with markup. What of it is somebody else's has to be `quoted`. */
export const marked = (text: string) => ({ type: 'mrkdwn' as const, text, verbatim: true });

/** Somebody else's text inside markup: it is no mention, link or entity (docs.slack.dev, Formatting message text, 2026-11). */
export const quoted = (text: string): string =>
  visibleLines(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n');
