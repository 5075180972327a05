/** Characters of a value that a message shows. */
const SHOWN = 200;

/**
 * Text from a caller as a message may show it: shortened, with control, direction and other invisible characters and
 * lone surrogates written as escapes, so that it cannot forge lines or hide itself in logs, terminals and Slack.
 */
export function printable(text: string): string {
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return shown.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escaped);
}

const escaped = (character: string): string => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
