import { type Frame, keysOf, pay, payText } from './frame.ts';
import { Double, Fault, isList, isMap, isPlainText, numberIn, type Value } from './value.ts';

/** A function of CEL. What it gives undefined for, it has no overload for. */
export interface CelFunction {
  /** Written `x.name(…)`, where the receiver is the first argument; or `name(…)`; or either. */
  readonly written: 'method' | 'function' | 'both';
  /** Least and most arguments, a receiver among them. */
  readonly takes: readonly [least: number, most: number];
  call(frame: Frame, args: readonly Value[], at: number): Value | undefined;
}

type OnText = (frame: Frame, text: string, args: readonly Value[], at: number) => Value | undefined;

/** A method of texts, which goes over the text. */
const ofText = (most: number, call: OnText, least = most): CelFunction => ({
  written: 'method',
  takes: [least, most],
  call(frame, [text, ...args], at) {
    if (typeof text !== 'string') return undefined;
    payText(frame, text.length);
    return call(frame, text, args, at);
  },
});

/** A method of two texts, which may go over the other anew wherever it may begin. */
const ofTexts = (call: (text: string, other: string) => Value): CelFunction =>
  ofText(2, (frame, text, [other]) => {
    if (typeof other !== 'string') return undefined;
    payText(frame, text.length * Math.floor(other.length / QUICKLY_COMPARED));
    return call(text, other);
  });

/** Characters that are compared as quickly as one is looked at. */
const QUICKLY_COMPARED = 64;

const conversion = (call: (value: Value, at: number) => Value | undefined): CelFunction => ({
  written: 'function',
  takes: [1, 1],
  call(frame, [value = null], at) {
    if (typeof value === 'string') payText(frame, value.length);
    return call(value, at);
  },
});

/** Every function but the macros and `matches`. */
export const FUNCTIONS: Readonly<Record<string, CelFunction>> = {
  size: {
    written: 'both',
    takes: [1, 1],
    call(frame, [value = null]) {
      if (typeof value === 'string') return textSize(frame, value);
      if (isList(value)) return value.length;
      return isMap(value) ? keysOf(frame, value).length : undefined;
    },
  },
  contains: ofTexts((text, other) => text.includes(other)),
  startsWith: ofTexts((text, other) => text.startsWith(other)),
  endsWith: ofTexts((text, other) => text.endsWith(other)),
  lowerAscii: ofText(1, (_frame, text) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())),
  upperAscii: ofText(1, (_frame, text) => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase())),
  trim: ofText(1, (_frame, text) => text.trim()),
  indexOf: ofTexts((text, other) => pointIndex(text, text.indexOf(other))),
  lastIndexOf: ofTexts((text, other) => pointIndex(text, text.lastIndexOf(other))),
  substring: ofText(3, substring, 2),
  split: ofText(2, (frame, text, [separator]) => {
    if (typeof separator !== 'string') return undefined;
    pay(frame, text.length);
    return separator === '' ? [...text] : text.split(separator);
  }),
  join: { written: 'method', takes: [1, 2], call: join },
  sum: { written: 'method', takes: [1, 1], call: sum },
  dyn: conversion((value) => value),
  string: conversion(toText),
  int: conversion(toInt),
  double: conversion(toDouble),
};

function textSize(frame: Frame, text: string): number {
  payText(frame, text.length);
  return isPlainText(text) ? text.length : [...text].length;
}

/** Of code units made one of code points. */
const pointIndex = (text: string, index: number): number =>
  index === -1 || isPlainText(text) ? index : [...text.slice(0, index)].length;

function substring(_frame: Frame, text: string, [from, to]: readonly Value[], at: number): Value | undefined {
  const points = isPlainText(text) ? text : [...text];
  const end = to === undefined ? points.length : to;
  if (typeof from !== 'number' || typeof end !== 'number') return undefined;
  if (from < 0 || end > points.length || from > end) throw new Fault('index_out_of_bounds', at);
  const part = points.slice(from, end);
  return typeof part === 'string' ? part : part.join('');
}

function join(frame: Frame, [list = null, separator = '']: readonly Value[]): Value | undefined {
  if (!isList(list) || typeof separator !== 'string') return undefined;
  for (const text of list) {
    if (typeof text !== 'string') return undefined;
    payText(frame, text.length + separator.length);
  }
  return list.join(separator);
}

function sum(frame: Frame, [list = null]: readonly Value[], at: number): Value | undefined {
  if (!isList(list)) return undefined;
  pay(frame, list.length);
  let total = 0;
  for (const value of list) {
    if (typeof value !== 'number') return undefined;
    total += value;
    if (!Number.isSafeInteger(total)) throw new Fault('overflow', at);
  }
  return total;
}

/** A value as templates and `string` write it. */
export function toText(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  const number = numberIn(value);
  if (number !== undefined) return String(number);
  return typeof value === 'boolean' ? String(value) : undefined;
}

function toInt(value: Value, at: number): Value | undefined {
  if (typeof value === 'string' && !/^[+-]?\d+$/.test(value)) throw new Fault('invalid_conversion', at);
  const number = typeof value === 'string' ? Number(value) : numberIn(value);
  if (number === undefined) return undefined;
  if (!Number.isSafeInteger(Math.trunc(number))) throw new Fault('overflow', at);
  return Math.trunc(number) + 0;
}

function toDouble(value: Value, at: number): Value | undefined {
  if (typeof value === 'string' && !/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) {
    throw new Fault('invalid_conversion', at);
  }
  const number = typeof value === 'string' ? Number(value) : numberIn(value);
  return number === undefined ? undefined : new Double(number);
}
