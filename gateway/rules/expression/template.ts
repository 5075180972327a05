import type { ASTNode } from '@marcbachmann/cel-js';
import { parse } from './parse.ts';
import { Unusable } from './unusable.ts';

/** An expression that begins at `at` of a template. */
export interface Hole {
  readonly node: ASTNode;
  readonly text: string;
  readonly at: number;
}

/** A piece of a template: plain text, or an expression. */
export type Piece = string | Hole;

/**
 * Splits a text in which `${…}` holds expressions. An expression may hold braces itself, so it ends at the nearest one at
 * which it can be read. Throws Unusable where it ends at none.
 */
export function piecesOf(template: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let rest = 0;
  for (let open = template.indexOf('${'); open !== -1; open = template.indexOf('${', rest)) {
    if (open > rest) pieces.push(template.slice(rest, open));
    const piece = expressionAt(template, open + 2);
    pieces.push(piece);
    rest = piece.at + piece.text.length + 1;
  }
  if (rest < template.length) pieces.push(template.slice(rest));
  return pieces;
}

/** Further braces are not tried: each try reads the text anew. */
const MOST_TRIES = 50;

function expressionAt(template: string, at: number): Hole {
  let flaw = new Unusable('an expression begins here that no brace ends', at);
  let end = template.indexOf('}', at);
  for (let tries = 0; end !== -1 && tries < MOST_TRIES; tries++, end = template.indexOf('}', end + 1)) {
    const text = template.slice(at, end);
    try {
      return { node: parse(text), text, at };
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      if (tries === 0) flaw = new Unusable(error.message, at + error.at);
    }
  }
  throw flaw;
}
