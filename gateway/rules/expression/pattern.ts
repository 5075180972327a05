import { RE2JS } from 're2js';
import { plainPattern } from '../../shared/plain-pattern.ts';
import { type Program, pay } from './frame.ts';
import { Fault } from './value.ts';

/** Instructions of a pattern's program that a character costs as much as one part of an expression. */
const INSTRUCTIONS_A_STEP = 16;

/**
 * `text.matches('pattern')`: whether a part of the text matches, in time linear in the text (RE2). Throws where the pattern
 * is none of RE2.
 */
export function matching(text: Program, pattern: string, at: number): Program {
  const { costOfCharacter, test } = compiled(pattern);
  const noOverload = new Fault('no_such_overload', at);
  return (frame) => {
    const value = text(frame);
    if (typeof value !== 'string') throw noOverload;
    pay(frame, 1 + value.length * costOfCharacter);
    return test(value);
  };
}

/** What is held to both ends may be plain enough for JavaScript's engine, which is faster (required-tags does so, too). */
function compiled(pattern: string) {
  const plain = /^\^.*\$$/.test(pattern) ? plainPattern(pattern.slice(1, -1)) : null;
  if (plain) return { costOfCharacter: 1, test: (text: string) => plain.test(text) };
  const re2 = RE2JS.compile(pattern);
  const costOfCharacter = Math.ceil(re2.programSize() / INSTRUCTIONS_A_STEP);
  return { costOfCharacter, test: (text: string) => re2.test(text) };
}
