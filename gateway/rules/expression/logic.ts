import { attempt, type Program } from './frame.ts';
import { Fault } from './value.ts';

/**
 * `&&`, which false decides, or `||`, which true does: what one side decides stands, whatever error the other has. Only
 * where neither decides is an error an error.
 */
export function logical(decides: boolean, left: Program, right: Program, at: number): Program {
  const noBool = new Fault('no_such_overload', at);
  return (frame) => {
    const first = attempt(left, frame);
    if (first === decides) return decides;
    const second = right(frame);
    if (typeof second !== 'boolean') throw noBool;
    if (second === decides || first === second) return second;
    throw first instanceof Fault ? first : noBool;
  };
}

/** `condition ? first : second`. */
export function choice(condition: Program, first: Program, second: Program, at: number): Program {
  const noBool = new Fault('no_such_overload', at);
  return (frame) => {
    const chosen = condition(frame);
    if (typeof chosen !== 'boolean') throw noBool;
    return chosen ? first(frame) : second(frame);
  };
}
