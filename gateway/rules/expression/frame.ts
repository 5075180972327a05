import { Fault, type Value, type ValueMap } from './value.ts';

/** What a program runs in: its variables by slot, and what is left of its budget. */
export interface Frame {
  readonly slots: Value[];
  left: number;
}

/** A part of an expression, ready to run. Throws a Fault. */
export type Program = (frame: Frame) => Value;

/** What all programs of one check may cost together; one for each part of an expression that is evaluated. */
export const BUDGET = 50_000;

const OVER = new Fault('over_budget', -1);

/** INVARIANT: paid before the work is done. Once the budget is over, nothing can be paid any more. */
export function pay(frame: Frame, cost: number): void {
  frame.left -= cost;
  if (frame.left < 0) throw OVER;
}

/** Characters that cost as much as one part of an expression. */
const TEXT_A_STEP = 16;

/** For work that goes over a text. */
export const payText = (frame: Frame, length: number): void => pay(frame, 1 + Math.floor(length / TEXT_A_STEP));

/** Keys of the members that are there, paid for. */
export function keysOf(frame: Frame, map: ValueMap): readonly string[] {
  const keys = Object.keys(map);
  pay(frame, 1 + keys.length);
  return keys.filter((key) => map[key] !== null);
}

/** What throwing and catching takes. */
const ABSORBING = 20;

/** The value of a part whose error another part may make up for. INVARIANT: a budget that is over is no such error. */
export function attempt(program: Program, frame: Frame): Value | Fault {
  try {
    return program(frame);
  } catch (error) {
    if (!(error instanceof Fault) || error === OVER) throw error;
    pay(frame, ABSORBING);
    return error;
  }
}
