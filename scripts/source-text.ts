/** An import or re-export as it stands in a source file. */
export interface Import {
  readonly specifier: string;
  /** `import type` or `export type`: gone when the program runs. */
  readonly typeOnly: boolean;
  /** 1-based. */
  readonly line: number;
}

/**
 * The source with the contents of comments, strings, regular expressions and the texts of templates blanked, character
 * for character, so positions and lines stay. What is left is code: a word found in it is used, not talked about.
 */
export function codeOf(source: string): string {
  const code = source.split('');
  const blank = (from: number, to: number) => {
    for (let i = from; i < to; i += 1) if (code[i] !== '\n') code[i] = ' ';
  };
  /** For each open brace, whether it opened a template's `${`. */
  const braces: boolean[] = [];
  for (let at = 0; at < source.length; ) {
    const token = tokenAt(source, at, code);
    if (token.kind === 'open') braces.push(false);
    const closesTemplatePart = token.kind === 'close' && braces.pop() === true;
    if (token.kind === 'template' || closesTemplatePart) {
      const end = templateTextEnd(source, at + 1);
      blank(at + 1, end);
      if (source.startsWith('${', end)) braces.push(true);
      at = end + (source[end] === '`' ? 1 : 2);
    } else {
      if (token.kind === 'text') blank(at + token.keep, token.end - token.keep);
      at = token.end;
    }
  }
  return code.join('');
}

interface Token {
  readonly kind: 'code' | 'text' | 'template' | 'open' | 'close';
  readonly end: number;
  /** Delimiters of a text that stay. */
  readonly keep: number;
}

const MARKS: Readonly<Record<string, Token['kind']>> = { '`': 'template', '{': 'open', '}': 'close' };

const TEXTS: readonly { readonly pattern: RegExp; readonly keep: number }[] = [
  { pattern: /\/\/[^\n]*/y, keep: 0 },
  { pattern: /\/\*[\s\S]*?\*\//y, keep: 0 },
  { pattern: /'(?:\\[\s\S]|[^'\\\n])*'/y, keep: 1 },
  { pattern: /"(?:\\[\s\S]|[^"\\\n])*"/y, keep: 1 },
];
const REGULAR_EXPRESSION = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;
/** What a regular expression may follow, where a division may not. */
const BEFORE_REGULAR_EXPRESSION = /(?:^|[=(,:;[!&|?{}+<>~^%*-]|\b(?:return|typeof|case|in|of|void|do|else))\s*$/;

function tokenAt(source: string, at: number, code: readonly string[]): Token {
  const first = source.charAt(at);
  if (!`/'"`.includes(first)) return { kind: MARKS[first] ?? 'code', end: at + 1, keep: 0 };
  for (const { pattern, keep } of TEXTS) {
    const end = matchEnd(pattern, source, at);
    if (end > at) return { kind: 'text', end, keep };
  }
  const end = first === '/' && mayBeginRegularExpression(code, at) ? matchEnd(REGULAR_EXPRESSION, source, at) : at;
  return end > at ? { kind: 'text', end, keep: 1 } : { kind: 'code', end: at + 1, keep: 0 };
}

/** The code before it tells a regular expression from a division; 200 characters reach past any comment's blank. */
const mayBeginRegularExpression = (code: readonly string[], at: number): boolean =>
  BEFORE_REGULAR_EXPRESSION.test(code.slice(Math.max(0, at - 200), at).join(''));

function matchEnd(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(source) ? pattern.lastIndex : at;
}

/** The position of the backtick or `${` that ends the text of a template. */
function templateTextEnd(source: string, from: number): number {
  return matchEnd(/(?:\\[\s\S]|\$(?!\{)|[^`\\$])*/y, source, from);
}

/** Every static and dynamic import and re-export, in order. */
export function importsOf(source: string, code: string): readonly Import[] {
  const pattern = /\b(import|export)(\s+type)?\b(?=[\s{*('"])[^;'"]*?(['"])( *)\3/g;
  return [...code.matchAll(pattern)].flatMap((match) => {
    const [text, word, type = '', , name = ''] = match;
    if (word === 'export' && !/\bfrom\s*['"]/.test(text)) return [];
    const end = match.index + text.length - 1;
    return [{ specifier: source.slice(end - name.length, end), typeOnly: type !== '', line: lineAt(code, end) }];
  });
}

/** The 1-based line of a position. */
export const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length;
