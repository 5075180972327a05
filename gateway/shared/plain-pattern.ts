/** ASCII that stands for itself, one escaped mark, or a class of single characters and ranges, none of them negated. */
const ATOM = String.raw`(?:[A-Za-z0-9 _@:/=-]|\\[.+*?()|[\]{}^$/-]|\[(?:[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9 _.@:/+=])+-?\])`;
const FIXED = String.raw`(?:${ATOM}(?:\{\d{1,3}\})?)*`;
const VARIABLE = String.raw`(?:${ATOM}(?:[*+?]|\{\d{1,3},(?:\d{1,3})?\}))?`;
const PLAIN = new RegExp(`^${FIXED}${VARIABLE}${FIXED}$`);
const LONGEST_PLAIN = 100;

/**
 * A pattern of RE2 as a whole match of JavaScript's own engine, where that reads it alike and matches it in linear time: a
 * sequence of atoms of which at most one may be there more or less often, so that there is nothing to try in more than one
 * way. Else null.
 */
export const plainPattern = (pattern: string): RegExp | null =>
  pattern.length <= LONGEST_PLAIN && PLAIN.test(pattern) ? new RegExp(`^${pattern}$`) : null;
