import { type Frame, keysOf, type Program, pay, payText } from './frame.ts';
import { compareTexts, Double, Fault, isList, isMap, memberOf, numberIn, type Value } from './value.ts';

/** Equality of CEL: numbers by what they are, lists and maps by what is in them, all else only within one type. */
export function equals(frame: Frame, a: Value, b: Value): boolean {
  if (typeof a === 'string') {
    if (typeof b !== 'string' || a.length !== b.length) return false;
    if (a.length > LONG_TEXT) payText(frame, a.length);
    return a === b;
  }
  if (a === null || typeof a !== 'object') return a === (b instanceof Double ? b.of : b);
  if (a instanceof Double) return a.of === numberIn(b);
  return isList(a) ? listsEqual(frame, a, b) : mapsEqual(frame, a, b);
}

const LONG_TEXT = 64;

function listsEqual(frame: Frame, a: readonly Value[], b: Value): boolean {
  if (!isList(b) || a.length !== b.length) return false;
  pay(frame, 1 + a.length);
  return a.every((value, i) => equals(frame, value, b[i] ?? null));
}

function mapsEqual(frame: Frame, a: Value, b: Value): boolean {
  if (!isMap(a) || !isMap(b)) return false;
  const keys = keysOf(frame, a);
  if (keysOf(frame, b).length !== keys.length) return false;
  return keys.every((key) => {
    const other = memberOf(b, key);
    return other !== undefined && equals(frame, a[key] ?? null, other);
  });
}

/** How two values of an order stand to each other; NaN where they are of none, or not a number. */
function compare(frame: Frame, a: Value, b: Value): number | undefined {
  const [left, right] = [numberIn(a), numberIn(b)];
  if (left !== undefined && right !== undefined) return left === right ? 0 : left < right ? -1 : left > right ? 1 : NaN;
  if (typeof a === 'string' && typeof b === 'string') {
    payText(frame, a.length + b.length);
    return compareTexts(a, b);
  }
  return typeof a === 'boolean' && typeof b === 'boolean' ? Number(a) - Number(b) : undefined;
}

/** Whether something is in a list, or a key in a map. */
function isIn(frame: Frame, value: Value, container: Value, fault: Fault): boolean {
  if (isList(container)) {
    pay(frame, container.length);
    // Native search compares texts as `equals` does, only faster.
    if (typeof value === 'string' && value.length <= LONG_TEXT) return container.includes(value);
    return container.some((each) => equals(frame, value, each));
  }
  if (!isMap(container)) throw fault;
  return typeof value === 'string' && memberOf(container, value) !== undefined;
}

function plus(frame: Frame, a: Value, b: Value): Value | undefined {
  if (typeof a === 'string' && typeof b === 'string') {
    payText(frame, a.length + b.length);
    return a + b;
  }
  if (!isList(a) || !isList(b)) return undefined;
  pay(frame, 1 + a.length + b.length);
  return [...a, ...b];
}

type Arithmetic = (a: number, b: number) => number;

/** On two ints or two doubles: CEL mixes them in no sum. */
function arithmetic(at: number, ints: Arithmetic, doubles: Arithmetic | null): Operator {
  const [noOverload, overflow, zero] = [
    new Fault('no_such_overload', at),
    new Fault('overflow', at),
    new Fault('division_by_zero', at),
  ];
  return (_frame, a, b) => {
    if (typeof a === 'number' && typeof b === 'number') {
      const result = ints(a, b);
      if (Number.isSafeInteger(result)) return result + 0;
      throw Number.isFinite(result) ? overflow : zero;
    }
    if (doubles && a instanceof Double && b instanceof Double) return new Double(doubles(a.of, b.of));
    throw noOverload;
  };
}

type Operator = (frame: Frame, a: Value, b: Value) => Value;

const ordered =
  (holds: (order: number) => boolean) =>
  (at: number): Operator => {
    const fault = new Fault('no_such_overload', at);
    return (frame, a, b) => {
      if (typeof a === 'number' && typeof b === 'number') return holds(a - b);
      const order = compare(frame, a, b);
      if (order === undefined) throw fault;
      return holds(order);
    };
  };

/** Operators of two operands by their sign, each made for its place in the text. */
const OPERATORS: Readonly<Record<string, (at: number) => Operator>> = {
  '==': () => equals,
  '!=': () => (frame, a, b) => !equals(frame, a, b),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  in: (at) => {
    const fault = new Fault('no_such_overload', at);
    return (frame, a, b) => isIn(frame, a, b, fault);
  },
  '+': (at) => {
    const sum = arithmetic(
      at,
      (a, b) => a + b,
      (a, b) => a + b,
    );
    return (frame, a, b) => plus(frame, a, b) ?? sum(frame, a, b);
  },
  '-': (at) =>
    arithmetic(
      at,
      (a, b) => a - b,
      (a, b) => a - b,
    ),
  '*': (at) =>
    arithmetic(
      at,
      (a, b) => a * b,
      (a, b) => a * b,
    ),
  '/': (at) =>
    arithmetic(
      at,
      (a, b) => Math.trunc(a / b),
      (a, b) => a / b,
    ),
  '%': (at) => arithmetic(at, (a, b) => a % b, null),
};

/** The program of an operator on two parts; undefined where it is none of two operands. */
export function binary(sign: string, left: Program, right: Program, at: number): Program | undefined {
  const operator = OPERATORS[sign]?.(at);
  return operator && ((frame) => operator(frame, left(frame), right(frame)));
}

/** `!` and `-`. */
export function unary(sign: '!_' | '-_', of: Program, at: number): Program {
  const fault = new Fault('no_such_overload', at);
  return (frame) => {
    const value = of(frame);
    if (sign === '!_' && typeof value === 'boolean') return !value;
    if (sign === '-_' && typeof value === 'number') return 0 - value;
    if (sign === '-_' && value instanceof Double) return new Double(-value.of);
    throw fault;
  };
}
