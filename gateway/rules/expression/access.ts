import { type Program, pay } from './frame.ts';
import { Double, Fault, isList, isMap, memberOf, type Value, type ValueMap } from './value.ts';

/** `of.name`. */
export function selection(of: Program, name: string, at: number): Program {
  const noKey = new Fault('no_such_key', at);
  const noOverload = new Fault('no_such_overload', at);
  const strictly = (map: Value): Value => {
    if (!isMap(map)) throw noOverload;
    const member = memberOf(map, name);
    if (member === undefined) throw noKey;
    return member;
  };
  if (!isOrdinary(name)) return (frame) => strictly(of(frame));
  return (frame) => {
    const map = of(frame) as ValueMap | null;
    return map?.[name] ?? strictly(map);
  };
}

/** Whether nothing has a member of the name but maps that were given one: then it need not be asked whose it is. */
const isOrdinary = (name: string): boolean => INHERITORS.every((value) => !(name in Object(value)));
const INHERITORS: readonly Value[] = [{}, [], '', 0, true, new Double(0)];

/** `has(of.name)`: whether there is a value. */
export function presence(of: Program, name: string, at: number): Program {
  const isPlain = isOrdinary(name);
  const noOverload = new Fault('no_such_overload', at);
  return (frame) => {
    const map = of(frame);
    if (!isMap(map)) throw noOverload;
    return isPlain ? (map[name] ?? null) !== null : memberOf(map, name) !== undefined;
  };
}

/** `of[key]`: of a list from 0, of a map by its key. */
export function element(of: Program, key: Program, at: number): Program {
  const noKey = new Fault('no_such_key', at);
  const outside = new Fault('index_out_of_bounds', at);
  const noOverload = new Fault('no_such_overload', at);
  return (frame) => {
    const container = of(frame);
    const name = key(frame);
    if (isList(container)) {
      const index = name instanceof Double ? name.of : name;
      if (typeof index !== 'number') throw noOverload;
      const item = container[index];
      if (item === undefined) throw outside;
      return item;
    }
    if (!isMap(container)) throw noOverload;
    const member = typeof name === 'string' ? memberOf(container, name) : undefined;
    if (member === undefined) throw noKey;
    return member;
  };
}

/** `[a, b]`. */
export const listLiteral =
  (items: readonly Program[]): Program =>
  (frame) => {
    pay(frame, items.length);
    return items.map((item) => item(frame));
  };

/** `{'a': 1}`, whose keys are texts. */
export const mapLiteral =
  (entries: readonly (readonly [string, Program])[]): Program =>
  (frame) => {
    pay(frame, entries.length);
    // Without a prototype, so that every name is a member like any other.
    const map: Record<string, Value> = Object.create(null);
    for (const [key, value] of entries) map[key] = value(frame);
    return map;
  };
