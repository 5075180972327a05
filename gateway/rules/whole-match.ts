import { RE2JS } from 're2js';

/**
 * Whether a text as a whole matches a regular expression of RE2, in time linear in the text. RE2 in JavaScript takes 5 ms
 * to compile its first pattern, which a cold start waits for, and a microsecond a match; so what JavaScript's own engine
 * reads alike, and matches in linear time, is left to that.
 */
export function wholeMatch(pattern: string): (text: string) => boolean {
  if (isPlain(pattern)) {
    const compiled = new RegExp(`^${pattern}$`);
    return (text) => compiled.test(text);
  }
  const compiled = RE2JS.compile(pattern);
  return (text) => compiled.testExact(text);
}

/** ASCII that stands for itself, one escaped mark, or a class of single characters and ranges, none of them negated. */
const ATOM = String.raw`(?:[A-Za-z0-9 _@:/=-]|\\[.+*?()|[\]{}^$/-]|\[(?:[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9 _.@:/+=])+-?\])`;
const FIXED = String.raw`(?:${ATOM}(?:\{\d{1,3}\})?)*`;
const VARIABLE = String.raw`(?:${ATOM}(?:[*+?]|\{\d{1,3},(?:\d{1,3})?\}))?`;
const PLAIN = new RegExp(`^${FIXED}${VARIABLE}${FIXED}$`);

/** A sequence of atoms of which at most one may be there more or less often: nothing to try in more than one way. */
const isPlain = (pattern: string): boolean => pattern.length <= LONGEST_PLAIN && PLAIN.test(pattern);
const LONGEST_PLAIN = 100;
