import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { wholeMatch } from '../../gateway/rules/whole-match.ts';

/** Pieces of patterns: those of plain ones, and those that only RE2 may read. */
const piece = fc.constantFrom(
  ...['a', '-', ' ', '@', '[a-z]', '[a-z0-9-]', '[A-Z_.]', '[0-9]', '\\.', '\\-', '\\/', '\\['],
  ...['+', '*', '?', '{2}', '{1,3}', '{2,}', '+?'],
  ...['.', '\\d', '(a|b)', '[^a]', '^', '$', '(?i)a', '\\pL', '|', 'é', '[[:alpha:]]', '[é-ö]', '[a\\-z]', '[a-]'],
);
const pattern = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
const text = fc
  .array(fc.constantFrom('a', 'b', 'z', 'A', '0', '9', '-', '.', '@', ' ', '/', '[', '_', 'é', '\n', '😀', '\ud800'), {
    maxLength: 8,
  })
  .map((characters) => characters.join(''));

/** What RE2 makes of it; null where it is no pattern. */
function re2(of: string): ((subject: string) => boolean) | null {
  try {
    const compiled = RE2JS.compile(of);
    return (subject) => compiled.testExact(subject);
  } catch {
    return null;
  }
}

describe('wholeMatch', () => {
  it('matches as RE2 does', () => {
    let matched = 0;
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 10 }), (of, subjects) => {
        const expected = re2(of);
        fc.pre(expected !== null);
        const actual = wholeMatch(of);
        for (const subject of subjects) {
          const wanted = expected?.(subject);
          expect([of, subject, actual(subject)]).toEqual([of, subject, wanted]);
          matched += wanted ? 1 : 0;
        }
      }),
      { numRuns: 3000 },
    );
    expect(matched).toBeGreaterThan(100);
  });

  it.each(['(a+)+', 'a*a*a*a*a*a*b', '(a|a)*b', '[a-z]*[a-z]*[a-z]*0', 'a+'])('takes no time over %s', (of) => {
    const started = process.cpuUsage();
    wholeMatch(of)(`${'a'.repeat(20_000)}!`);
    const { user } = process.cpuUsage(started);
    expect(user).toBeLessThan(2_000_000);
  });
});
