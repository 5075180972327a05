/**
 * Values of CEL as programs compute with them. A number is an int: whole, and exact within 2^53, beyond which arithmetic
 * fails. Null members of a map count as absent, so that `has` asks whether there is a value.
 */
export type Value = null | boolean | number | string | Double | readonly Value[] | ValueMap;
export interface ValueMap {
  readonly [key: string]: Value;
}

/** A double of CEL, which no request holds: from literals and conversions only. */
export class Double {
  readonly of: number;
  constructor(of: number) {
    this.of = of;
  }
}

export type FaultCode =
  | 'no_such_key'
  | 'no_such_overload'
  | 'index_out_of_bounds'
  | 'division_by_zero'
  | 'overflow'
  | 'invalid_conversion'
  | 'over_budget';

/** An error of CEL. Made once for each place, and thrown as it is: what is absorbed in a loop must cost no stack trace. */
export class Fault {
  readonly code: FaultCode;
  /** Where in the text, from 0; -1: nowhere. */
  readonly at: number;
  constructor(code: FaultCode, at: number) {
    this.code = code;
    this.at = at;
  }
}

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

export const isMap = (value: Value): value is ValueMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Double);

/** A member of a map; undefined where it is absent or null. */
export function memberOf(map: ValueMap, key: string): Value | undefined {
  const member = Object.hasOwn(map, key) ? map[key] : undefined;
  return member === null ? undefined : member;
}

/** The number that an int or a double is. */
export const numberIn = (value: Value): number | undefined =>
  typeof value === 'number' ? value : value instanceof Double ? value.of : undefined;

const SURROGATE = /[\ud800-\udfff]/;

/** Whether code points and code units of a text are the same. */
export const isPlainText = (text: string): boolean => !SURROGATE.test(text);

/** Below, at or above zero, as texts stand to each other by code points. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  let at = 0;
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  // The unit before may begin a point of which this is the other half.
  return pointsApart(a, b, at - 1) || pointsApart(a, b, at);
}

const pointsApart = (a: string, b: string, at: number): number => (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1);
