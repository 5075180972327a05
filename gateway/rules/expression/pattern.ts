import { RE2JS } from 're2js';
import { plainPattern } from '../../shared/plain-pattern.ts';
import { type Program, pay } from './frame.ts';
import { Fault } from './value.ts';

/** Instructions of a pattern's program, or repetitions of a plain one, that cost as much as one part of an expression. */
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
  if (plain) return { costOfCharacter: stepsOf(1 + repetitionsOf(pattern)), test: (text: string) => plain.test(text) };
  const re2 = RE2JS.compile(pattern);
  return { costOfCharacter: stepsOf(re2.programSize()), test: (text: string) => re2.test(text) };
}

const stepsOf = (instructions: number): number => Math.ceil(instructions / INSTRUCTIONS_A_STEP);

/** What a plain pattern may go over anew wherever its one variable part may end. */
const repetitionsOf = (pattern: string): number =>
  [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].reduce((sum, [, least, most]) => sum + Number(most || least), 0);
