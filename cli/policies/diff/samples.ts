import { patternSample } from '../../../scripts/mutations/pattern-sample.ts';
import type { Random } from '../../../scripts/mutations/random.ts';

const LONGEST_TEXT = 1000;

/** A text, what its stars may stand for, what is quoted in it, and what it matches should it be a pattern. */
export function samplesOf(text: string, random: Random): readonly string[] {
  if (text === '' || text.length > LONGEST_TEXT) return [];
  const filled = text.includes('*') ? [text.replaceAll('*', 'x'), text.replaceAll('*', '')] : [];
  return [text, ...filled, ...quotedIn(text), ...(PATTERN.test(text) ? sampled(text, random) : [])];
}

/** What is quoted in a text. */
export const quotedIn = (text: string): readonly string[] =>
  [...text.matchAll(/(['"])([^'"]+)\1/g)].map(([, , inside = '']) => inside);

/** Marks that plain texts have no use for; a star behind a dot too, where nothing can be but a name. */
const PATTERN = /[\\[\](){}+?|^$]|^[^/]*\.\*/;
/** Enough that bounds are met as well: one sample in eight has as much as is allowed. */
const SAMPLES = 24;

/** Texts that a pattern matches; none where it cannot be sampled. Every other one holds letters and digits for its dots. */
export function sampled(pattern: string, random: Random): readonly string[] {
  const bare = pattern.replace(/^\^/, '').replace(/(?<!\\)\$$/, '');
  const plain = bare.replaceAll(/\\.|\[(?:\\.|[^\]])*\]|\./g, (token) => (token === '.' ? '[a-z0-9]' : token));
  try {
    return Array.from({ length: SAMPLES }, (_, index) => patternSample(index % 2 === 0 ? plain : bare, random));
  } catch {
    // Not a pattern that can be sampled, or none at all.
    return [];
  }
}
