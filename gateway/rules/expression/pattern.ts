import { RE2JS } from 're2js';
import { type Program, pay } from './frame.ts';
import { Fault } from './value.ts';

/** Instructions of a pattern's program that a character costs as much as one part of an expression. */
const INSTRUCTIONS_A_STEP = 16;

/**
 * `text.matches('pattern')`: whether a part of the text matches, in time linear in the text (RE2). Throws where the pattern
 * is none of RE2.
 */
export function matching(text: Program, pattern: string, at: number): Program {
  const compiled = RE2JS.compile(pattern);
  const costOfCharacter = Math.ceil(compiled.programSize() / INSTRUCTIONS_A_STEP);
  const noOverload = new Fault('no_such_overload', at);
  return (frame) => {
    const value = text(frame);
    if (typeof value !== 'string') throw noOverload;
    pay(frame, 1 + value.length * costOfCharacter);
    return compiled.test(value);
  };
}
