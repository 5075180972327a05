import type { ASTNode } from '@marcbachmann/cel-js';
import type { Json } from '../../shared/json.ts';
import { escaped } from '../../shared/json-patch.ts';
import { compile } from './compile.ts';
import { attempt, type Frame, type Program, pay, payText } from './frame.ts';
import { toText } from './functions.ts';
import { parse, sizeOf } from './parse.ts';
import { type Hole, piecesOf } from './template.ts';
import { Double, Fault, isList, type Value, type ValueMap } from './value.ts';
import { ITEM_SCOPE, SCOPE } from './view.ts';

/** A param, ready to run: throws an Error that tells a place in the policy and nothing of the request. */
export type Part<T> = (frame: Frame) => T;
export type TextPart = Part<string>;

/** A condition: true or false. */
export function condition(member: string, text: string, hasItems: boolean): Part<boolean> {
  const program = programOf(parse(text), hasItems);
  return told(member, (frame) => {
    const held = program(frame);
    if (typeof held !== 'boolean') throw new Fault('no_such_overload', 0);
    return held;
  });
}

/** A list, which is what items are taken from, so that it knows none. */
export function list(member: string, text: string): Part<readonly Value[]> {
  const program = programOf(parse(text), false);
  return told(member, (frame) => {
    const items = program(frame);
    if (!isList(items)) throw new Fault('no_such_overload', 0);
    return items;
  });
}

/** Any value, as JSON; null where it is that of a member that is absent. */
export function value(member: string, text: string, hasItems: boolean): Part<Json> {
  const program = programOf(parse(text), hasItems);
  return told(member, (frame) => {
    const found = attempt(program, frame);
    if (!(found instanceof Fault)) return jsonOf(frame, found);
    if (found.code === 'no_such_key') return null;
    throw found;
  });
}

/** A text with the values of the expressions in it. */
export const template = (member: string, text: string, hasItems: boolean): TextPart =>
  filled(member, text, (hole) => textOf(hole, hasItems));

/**
 * A JSON Pointer with the values of the expressions in it: each is one step or a part of one, whatever is in it. Only what
 * the pointer begins with is a pointer itself.
 */
export const pointer = (member: string, text: string, hasItems: boolean): TextPart =>
  filled(member, text, (hole) => {
    const step = textOf(hole, hasItems);
    return hole.at === '${'.length ? step : (frame) => escaped(step(frame));
  });

function filled(member: string, text: string, partOf: (hole: Hole) => TextPart): TextPart {
  const pieces = piecesOf(text).map((piece) => (typeof piece === 'string' ? piece : partOf(piece)));
  const [only] = pieces;
  if (pieces.length === 0) return () => '';
  if (pieces.length === 1 && typeof only === 'string') return () => only;
  return told(member, (frame) => {
    let whole = '';
    for (const piece of pieces) whole += typeof piece === 'string' ? piece : piece(frame);
    return whole;
  });
}

function textOf({ node, at }: Hole, hasItems: boolean): TextPart {
  const program = programOf(node, hasItems);
  const noText = new Fault('no_such_overload', 0);
  return (frame) => {
    try {
      const text = toText(program(frame));
      if (text === undefined) throw noText;
      payText(frame, text.length);
      return text;
    } catch (error) {
      throw error instanceof Fault && error.at !== -1 ? new Fault(error.code, at + error.at) : error;
    }
  };
}

/** Pays for each part before it runs; loops pay for their rounds. */
function programOf(node: ASTNode, hasItems: boolean): Program {
  const program = compile(node, hasItems ? ITEM_SCOPE : SCOPE);
  const cost = sizeOf(node);
  return (frame) => {
    pay(frame, cost);
    return program(frame);
  };
}

/** INVARIANT: what goes on to the log says where, and never what: no value, and no cause that may hold one. */
const told =
  <T>(member: string, run: Part<T>): Part<T> =>
  (frame) => {
    try {
      return run(frame);
    } catch (error) {
      throw new Error(wordsOf(member, error));
    }
  };

function wordsOf(member: string, error: unknown): string {
  if (!(error instanceof Fault)) return `\`${member}\` failed: ${error instanceof Error ? error.name : typeof error}`;
  if (error.at === -1) return `\`${member}\` costs more than an expression may: ${error.code}`;
  return `\`${member}\` failed at character ${error.at + 1}: ${error.code}`;
}

/** INVARIANT: pays for everything that it writes, since a list may be in a list many times over. */
function jsonOf(frame: Frame, of: Value): Json {
  pay(frame, 1);
  if (of instanceof Double) {
    if (Number.isFinite(of.of)) return of.of;
    throw new Fault('invalid_conversion', 0);
  }
  if (typeof of === 'string') payText(frame, of.length);
  if (of === null || typeof of !== 'object') return of;
  if (isList(of)) return of.map((item) => jsonOf(frame, item));
  const map: ValueMap = of;
  return Object.fromEntries(Object.keys(map).map((key) => [key, jsonOf(frame, map[key] ?? null)]));
}
