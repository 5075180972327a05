/**
 * Whether a text has a run of characters in it that nobody would write: 20 or more of them as even as chance makes them, or
 * 32 hexadecimal digits, which may stand between marks. What looks so and is none is passed over: URIs, ARNs, paths,
 * checksums that say so.
 */
export function hasRandomRun(text: string): boolean {
  let start = 0;
  let afterMark = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const kind = at < text.length ? classAt(text, at) : NONE;
    if (kind !== NONE && kind !== MARK) continue;
    if (isRandomHex(text, afterMark, at) && !isHarmless(text, afterMark)) return true;
    afterMark = at + 1;
    if (kind === MARK) continue;
    if (isRandom(text, start, at) && !isHarmless(text, start)) return true;
    start = at + 1;
  }
  return false;
}

const SHORTEST = 20;

const NONE = 0;
const LOWER = 1;
const UPPER = 2;
const DIGIT = 3;
const MARK = 4;

/** The characters of base64 in both alphabets, in their classes. */
const CLASSES = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z]/.test(character)) return LOWER;
  if (/[A-Z]/.test(character)) return UPPER;
  if (/[0-9]/.test(character)) return DIGIT;
  return /[+/_-]/.test(character) ? MARK : NONE;
});

const classAt = (text: string, at: number): number => CLASSES[text.charCodeAt(at)] ?? NONE;

/** First what costs least: most runs are words. */
const isRandom = (text: string, start: number, end: number): boolean =>
  end - start >= SHORTEST && isMixed(text, start, end) && entropy(text, start, end) >= LEAST_BITS;

const isRandomHex = (text: string, start: number, end: number): boolean =>
  end - start >= SHORTEST_HEX && isHex(text, start, end) && entropy(text, start, end) >= LEAST_HEX_BITS;

/** Bits a character. Of words with capitals and digits hardly any run has that many; of hex digits 4 are the most. */
const LEAST_BITS = 4.5;
const LEAST_HEX_BITS = 3;
const SHORTEST_HEX = 32;

/** In random text two of three neighbours are of different classes, in names of several words one in five. */
const LEAST_CHANGES = 0.3;

function isMixed(text: string, start: number, end: number): boolean {
  let seen = 0;
  let changes = 0;
  let before = MARK;
  for (let at = start; at < end; at += 1) {
    const kind = classAt(text, at);
    seen |= 1 << kind;
    if (kind !== before && kind !== MARK && before !== MARK) changes += 1;
    before = kind;
  }
  const all = (1 << LOWER) | (1 << UPPER) | (1 << DIGIT);
  return (seen & all) === all && changes >= (end - start) * LEAST_CHANGES;
}

/** Of letters and digits, whether all are hexadecimal and some are letters. */
function isHex(text: string, start: number, end: number): boolean {
  let letters = 0;
  for (let at = start; at < end; at += 1) {
    if (classAt(text, at) === DIGIT) continue;
    // `|` with 32 makes a letter lower case.
    if ((text.charCodeAt(at) | 32) > LAST_HEX_DIGIT) return false;
    letters += 1;
  }
  return letters > 0;
}

const LAST_HEX_DIGIT = 'f'.charCodeAt(0);

/** Shannon's, in bits a character. */
function entropy(text: string, start: number, end: number): number {
  const counts = new Uint16Array(128);
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  const length = end - start;
  return counts.reduce((bits, count) => (count === 0 ? bits : bits - (count / length) * Math.log2(count / length)), 0);
}

/** By the beginning of the word that it stands in, or by what stands right before it. */
function isHarmless(text: string, start: number): boolean {
  const word = wordStart(text, start);
  const opening = text.slice(word, word + MOST_READ);
  // Of the run itself an address has two slashes at most: what is behind does not tell.
  return (
    ADDRESS.test(opening.slice(0, start + 3 - word)) ||
    PATH.test(opening) ||
    CONTENT.test(text.slice(Math.max(0, start - MOST_READ), start))
  );
}

function wordStart(text: string, from: number): number {
  let at = from;
  const first = Math.max(0, from - LONGEST_WORD);
  while (at > first && !BREAKS.has(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

const BREAKS = new Set([...' \t\r\n"\'`,;()[]<>|='].map((character) => character.charCodeAt(0)));
const MOST_READ = 64;
/** So that a text of many runs takes no longer than one of few. */
const LONGEST_WORD = 1024;

/** An ARN or a URI, which may stand behind a little else (`git+https://`, `jdbc:mysql://`). */
const ADDRESS = /^[^/]{0,40}(?:(?<![a-z])arn:aws|:\/\/)/;
/** Base64 may begin with a slash as well, so that alone makes no path. */
const PATH = /^(?:(?:\.{1,2}|~)\/|\/[^/]+\/)/;
/** What names content: a digest, a step of a relative path, a checksum that says so. */
const CONTENT =
  /(?:[@/]|(?:commit|sha-?\d{0,3}|digest|hash|md5|checksum|revision|etag|uuid)[\\"'\s]{0,4}[:=@_-]?[\\"'\s]{0,4})$/i;
