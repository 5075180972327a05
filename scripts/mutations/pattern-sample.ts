import type { Random } from './random.ts';

type Sampler = (random: Random) => string;

/** Tokens of a pattern that are still to be read. */
type Tokens = string[];

const TOKEN = /\\[pP]\{\w+\}|\\.|\[(?:\\.|[^\]])*\]|\{\d+(?:,\d*)?\}|\(\?(?:<!|:)|./gsu;

/** Characters for a dot and for complements: of one, two, three and four bytes, and none that ends a line. */
const ANY = [...'aZ09 -_./:=+@,$"\'\\{}<>%~', '\t', 'é', 'ß', '漢', '٣', '😀'];
const CLASSES: Readonly<Record<string, readonly string[]>> = {
  '\\d': [...'0123456789'],
  '\\w': [...'abzAZ_09'],
  '\\s': [' ', '\t', '\n'],
  '\\S': ANY.filter((letter) => letter.trim() !== ''),
  '\\p{Alnum}': [...'abzAZ09'],
  '\\p{L}': [...'aZé漢ßя'],
  '\\p{N}': [...'09٣½'],
  '\\p{Z}': [' ', '\u00a0', '\u2003', '\u2028'],
};
/** Repetitions beyond the least that most samples have. */
const FEW = 4;
/** The most repetitions of a sample at the upper end of a quantifier. */
const MANY = 64;

/** Text that a Java pattern matches, but for what look-behinds forbid: they are read past. */
export function patternSample(pattern: string, random: Random): string {
  return alternatives(pattern.match(TOKEN) ?? [])(random);
}

function alternatives(tokens: Tokens): Sampler {
  const options = [sequence(tokens)];
  while (tokens[0] === '|') {
    tokens.shift();
    options.push(sequence(tokens));
  }
  return (random) => random.pick(options)(random);
}

function sequence(tokens: Tokens): Sampler {
  const parts: Sampler[] = [];
  while (tokens[0] !== undefined && tokens[0] !== '|' && tokens[0] !== ')') parts.push(repeated(tokens));
  return (random) => parts.map((part) => part(random)).join('');
}

function repeated(tokens: Tokens): Sampler {
  const part = atom(tokens);
  const bounds = boundsOf(tokens[0] ?? '');
  if (bounds === null) return part;
  tokens.shift();
  return (random) => Array.from({ length: timesOf(bounds, random) }, () => part(random)).join('');
}

interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** null: no quantifier. */
function boundsOf(token: string): Bounds | null {
  if (token === '*') return { least: 0, most: Number.POSITIVE_INFINITY };
  if (token === '+') return { least: 1, most: Number.POSITIVE_INFINITY };
  if (token === '?') return { least: 0, most: 1 };
  const [, least = '', comma, most] = /^\{(\d+)(,?)(\d*)\}$/.exec(token) ?? [];
  if (comma === undefined) return null;
  if (comma === '') return { least: Number(least), most: Number(least) };
  return { least: Number(least), most: most ? Number(most) : Number.POSITIVE_INFINITY };
}

function timesOf({ least, most }: Bounds, random: Random): number {
  if (most <= MANY && random.below(8) === 0) return most;
  return least + random.below(Math.min(most - least, FEW) + 1);
}

function atom(tokens: Tokens): Sampler {
  const token = tokens.shift() ?? '';
  if (token.startsWith('(')) {
    const inner = alternatives(tokens);
    tokens.shift();
    return token === '(?<!' ? () => '' : inner;
  }
  const letters = token.startsWith('[') ? lettersOf(token.slice(1, -1)) : (CLASSES[token] ?? literal(token));
  return (random) => random.pick(letters);
}

const literal = (token: string): readonly string[] => (token === '.' ? ANY : [token.replace(/^\\/, '')]);

/** The letters of a bracketed class; of a range its ends and one between. */
function lettersOf(inside: string): readonly string[] {
  if (inside.startsWith('^')) return ANY.filter((letter) => !lettersOf(inside.slice(1)).includes(letter));
  const parts = inside.match(/\\[pP]\{\w+\}|\\.|[^\\]-[^\\\]]|./gsu) ?? [];
  return parts.flatMap((part) => {
    const [first = '', dash, last = ''] = part;
    if (dash === '-' && part.length === 3 && first !== '\\') return [first, between(first, last), last];
    return CLASSES[part] ?? [part.replace(/^\\/, '')];
  });
}

const between = (first: string, last: string): string =>
  String.fromCharCode((first.charCodeAt(0) + last.charCodeAt(0)) >> 1);
