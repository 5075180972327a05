/**
 * Text with control, direction and other invisible characters and lone surrogates written as escapes, so that it cannot forge
 * lines or hide itself in logs, terminals and chats.
 */
export const visible = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escaped);

const escaped = (character: string): string => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
