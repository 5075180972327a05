import { attempt, type Frame, keysOf, type Program, pay } from './frame.ts';
import { Fault, isList, isMap, type Value } from './value.ts';

/** A loop over the items of a list or the keys of a map. */
export interface Loop {
  readonly over: Program;
  /** Where the item is while the body runs. */
  readonly slot: number;
  /** What one round costs. */
  readonly cost: number;
  readonly at: number;
}

/** `all`, which one false decides, or `exists`, which one true does: a round's error counts where no other decides. */
export function quantifier(loop: Loop, decides: boolean, body: Program): Program {
  const noBool = new Fault('no_such_overload', loop.at);
  const itemsOf = itemsIn(loop);
  return (frame) => {
    let failure: Fault | undefined;
    for (const item of itemsOf(frame)) {
      frame.slots[loop.slot] = item;
      const held = attempt(body, frame);
      if (held === decides) return decides;
      if (typeof held !== 'boolean') failure ??= held instanceof Fault ? held : noBool;
    }
    if (failure !== undefined) throw failure;
    return !decides;
  };
}

/** `exists_one`: an error in any round is an error. */
export function existsOne(loop: Loop, body: Program): Program {
  const matching = transformation(loop, body, itemOf(loop));
  return (frame) => (matching(frame) as readonly Value[]).length === 1;
}

/** The item of the round. */
export const itemOf =
  ({ slot }: Loop): Program =>
  (frame) =>
    frame.slots[slot] ?? null;

/** `map` and `filter`; `condition`: which items are taken, null: all. */
export function transformation(loop: Loop, condition: Program | null, body: Program): Program {
  const noBool = new Fault('no_such_overload', loop.at);
  const itemsOf = itemsIn(loop);
  return (frame) => {
    const results: Value[] = [];
    for (const item of itemsOf(frame)) {
      frame.slots[loop.slot] = item;
      const isTaken = condition === null || condition(frame);
      if (typeof isTaken !== 'boolean') throw noBool;
      if (isTaken) results.push(body(frame));
    }
    return results;
  };
}

/** INVARIANT: every round is paid before the first runs, so that nothing that is absorbed later saves a loop. */
function itemsIn({ over, cost, at }: Loop): (frame: Frame) => readonly Value[] {
  const noLoop = new Fault('no_such_overload', at);
  return (frame) => {
    const of = over(frame);
    const items = isList(of) ? of : isMap(of) ? keysOf(frame, of) : undefined;
    if (items === undefined) throw noLoop;
    pay(frame, 1 + items.length * cost);
    return items;
  };
}
