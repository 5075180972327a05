import { isLossless } from './lossless.ts';
import { printable } from './printable.ts';

type TokenKind = '{' | '}' | '[' | ']' | ',' | ':' | 'string' | 'number' | 'word' | 'end' | 'other';

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
}

/** What the text may go on with; `first` where the object or list may also end at once. */
type Expected = 'value' | 'first value' | 'name' | 'first name' | 'colon' | 'comma or end';

const EXPECTATIONS: Readonly<Record<Expected, string>> = {
  value: 'a value',
  'first value': 'a value or `]`',
  name: 'a member name in double quotes',
  'first name': 'a member name in double quotes or `}`',
  colon: '`:`',
  'comma or end': '`,` or the end of the object, list or body',
};

/** An open object with the names seen and the current one, or an open list. */
type Frame = { readonly names: Set<string>; name: string } | 'list';

/**
 * The first fault of a JSON text with its line and column, in a sentence that shows no value: what JSON.parse refuses,
 * and what it lets pass in silence (a name twice, `__proto__`, a number that a double changes). null: none.
 *
 * Slow beside JSON.parse: for texts in which something is known or suspected to be wrong.
 */
export function flawMessage(text: string): string | null {
  const frames: Frame[] = [];
  let expected: Expected = 'value';
  for (const token of tokensOf(text)) {
    const fault = contentFault(token, expected, frames);
    if (fault !== null) return `${fault} (${positionOf(text, token.at)})`;
    if (token.kind === 'end' && expected === 'comma or end' && frames.length === 0) return null;
    const next = step(token.kind, expected, frames);
    if (next === null) return syntaxFault(text, token, expected);
    expected = next;
  }
  return null;
}

/** What the grammar allows after the token, or null where it does not allow the token. Opens and closes frames. */
function step(kind: TokenKind, expected: Expected, frames: Frame[]): Expected | null {
  const frame = frames.at(-1);
  switch (expected) {
    case 'first value':
    case 'value':
      if (kind === ']' && expected === 'first value') return close(frames);
      return beginValue(kind, frames);
    case 'first name':
    case 'name':
      if (kind === '}' && expected === 'first name') return close(frames);
      return kind === 'string' ? 'colon' : null;
    case 'colon':
      return kind === ':' ? 'value' : null;
    case 'comma or end':
      if (frame === undefined) return null;
      if (kind === ',') return frame === 'list' ? 'value' : 'name';
      return kind === (frame === 'list' ? ']' : '}') ? close(frames) : null;
  }
}

function beginValue(kind: TokenKind, frames: Frame[]): Expected | null {
  if (kind === '{') {
    frames.push({ names: new Set(), name: '' });
    return 'first name';
  }
  if (kind === '[') {
    frames.push('list');
    return 'first value';
  }
  return kind === 'string' || kind === 'number' || kind === 'word' ? 'comma or end' : null;
}

function close(frames: Frame[]): Expected {
  frames.pop();
  return 'comma or end';
}

/** Faults that the grammar knows nothing of. Notes the names of members. */
function contentFault({ kind, text }: Token, expected: Expected, frames: Frame[]): string | null {
  const frame = frames.at(-1);
  if (kind === 'string' && (expected === 'name' || expected === 'first name') && frame && frame !== 'list') {
    frame.name = JSON.parse(text);
    if (frame.name === '__proto__') return 'member `__proto__` is not allowed: remove it';
    if (frame.names.has(frame.name)) return `member \`${printable(frame.name)}\` is there twice: keep one`;
    frame.names.add(frame.name);
  }
  if (kind === 'number' && !isLossless(text)) {
    const owner = frames.findLast((open) => open !== 'list');
    return `the number in member \`${printable(owner?.name ?? '')}\` does not fit a double: use fewer digits`;
  }
  return null;
}

function syntaxFault(text: string, { kind, text: seen, at }: Token, expected: Expected): string {
  const what =
    kind === 'end'
      ? 'the body ends'
      : seen.startsWith('"') && kind === 'other'
        ? 'found a string that is not closed or not escaped as JSON demands'
        : `found \`${printable([...seen][0] ?? '')}\``;
  return `the body is not JSON: expected ${EXPECTATIONS[expected]}, but ${what} (${positionOf(text, at)})`;
}

function positionOf(text: string, at: number): string {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  return `line ${line}, column ${at - before.lastIndexOf('\n')}`;
}

const SPACE = /[ \t\n\r]*/y;
/** A string loosely, a number, a word, punctuation. Each alternative starts otherwise and repeats disjoint parts: linear. */
const TOKEN = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/y;

/** The tokens of a text, the last one `end` or `other`. */
function* tokensOf(text: string): Iterable<Token> {
  for (let at = 0; ; ) {
    at = matchAt(SPACE, text, at)?.end ?? at;
    const match = matchAt(TOKEN, text, at);
    if (!match) {
      yield { kind: at === text.length ? 'end' : 'other', text: text.slice(at, at + 2), at };
      return;
    }
    yield { kind: kindOf(match.token), text: match.token, at };
    at = match.end;
  }
}

function matchAt(pattern: RegExp, text: string, at: number): { token: string; end: number } | null {
  pattern.lastIndex = at;
  const token = pattern.exec(text)?.[0];
  return token === undefined ? null : { token, end: at + token.length };
}

/** The kind of a token by its first character. */
function kindOf(token: string): TokenKind {
  const first = token.charAt(0);
  switch (first) {
    case '{':
    case '}':
    case '[':
    case ']':
    case ',':
    case ':':
      return first;
    case '"':
      return isString(token) ? 'string' : 'other';
    case 't':
    case 'f':
    case 'n':
      return 'word';
    default:
      return 'number';
  }
}

/** JSON demands known escapes and no raw control characters. */
function isString(token: string): boolean {
  try {
    return typeof JSON.parse(token) === 'string';
  } catch {
    return false;
  }
}
