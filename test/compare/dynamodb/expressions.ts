import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';

/** A piece of an expression with the attributes it names and the values it holds. */
export interface Piece {
  /** With `#name` for attributes and `?` for each value, in order. */
  readonly text: string;
  readonly values: readonly AttributeValue[];
}

/** As a request wants it. Nothing where the text is empty. */
export interface Expression {
  readonly text: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

const N = (value: number): AttributeValue => ({ N: String(value) });
const S = (value: string): AttributeValue => ({ S: value });

const NUMBERS = ['used', 'other', 'rank'] as const;
const TEXTS = ['state', 'group'] as const;
export const small = fc.integer({ min: -3, max: 12 });
export const word = fc.constantFrom('a', 'b', 'c');
const number = fc.constantFrom(...NUMBERS);
const text = fc.constantFrom(...TEXTS);
const attribute = fc.constantFrom('pk', 'history', ...NUMBERS, ...TEXTS);

const piece = (words: string, ...values: AttributeValue[]): Piece => ({ text: words, values });

/** Conditions of the kinds that the gateway's table adapter writes, and their combinations. */
export const condition: fc.Arbitrary<Piece> = fc.letrec<{ any: Piece }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 2 },
    fc.oneof(
      attribute.map((name) => piece(`attribute_not_exists(#${name})`)),
      attribute.map((name) => piece(`attribute_exists(#${name})`)),
      fc
        .tuple(number, fc.constantFrom('=', '<>', '<', '<=', '>', '>='), small)
        .map(([name, operator, value]) => piece(`#${name} ${operator} ?`, N(value))),
      fc
        .tuple(text, fc.constantFrom('=', '<>', '<'), word)
        .map(([name, is, value]) => piece(`#${name} ${is} ?`, S(value))),
      fc
        .tuple(text, fc.uniqueArray(word, { minLength: 1, maxLength: 3 }))
        .map(([name, among]) => piece(`#${name} IN (${among.map(() => '?').join(', ')})`, ...among.map(S))),
      fc.tuple(number, text).map(([name, other]) => piece(`#${name} = #${other}`)),
    ),
    tie('any').map(({ text: inner, values }) => piece(`NOT (${inner})`, ...values)),
    fc
      .tuple(tie('any'), fc.constantFrom('AND', 'OR'), tie('any'))
      .map(([left, and, right]) => piece(`(${left.text}) ${and} (${right.text})`, ...left.values, ...right.values)),
  ),
})).any;

type Clause = readonly ['SET' | 'ADD' | 'REMOVE', string, Piece];

const clause: fc.Arbitrary<Clause> = fc.oneof(
  fc.tuple(number, small).map(([name, value]): Clause => ['SET', name, piece(`#${name} = ?`, N(value))]),
  fc
    .tuple(number, fc.constantFrom('+', '-'), small)
    .map(([name, sign, by]): Clause => ['SET', name, piece(`#${name} = #${name} ${sign} ?`, N(by))]),
  fc
    .tuple(number, number, small)
    .map(([name, from, by]): Clause => ['SET', name, piece(`#${name} = if_not_exists(#${from}, ?) + ?`, N(0), N(by))]),
  fc.tuple(text, word).map(([name, value]): Clause => ['SET', name, piece(`#${name} = ?`, S(value))]),
  word.map((entry): Clause => ['SET', 'history', piece('#history = list_append(#history, ?)', { L: [S(entry)] })]),
  word.map((entry): Clause => {
    const values = [{ L: [] }, { L: [S(entry)] }];
    return ['SET', 'history', { text: '#history = list_append(if_not_exists(#history, ?), ?)', values }];
  }),
  fc.tuple(number, small).map(([name, by]): Clause => ['ADD', name, piece(`#${name} ?`, N(by))]),
  fc.constantFrom('history', ...NUMBERS, ...TEXTS).map((name): Clause => ['REMOVE', name, piece(`#${name}`)]),
);

/** Updates of one to three attributes, each changed once. */
export const update: fc.Arbitrary<Piece> = fc
  .uniqueArray(clause, { minLength: 1, maxLength: 3, selector: ([, name]) => name })
  .map((clauses) => {
    const ofVerb = (verb: string): readonly Piece[] =>
      clauses.filter(([candidate]) => candidate === verb).map(([, , part]) => part);
    const sections = ['SET', 'ADD', 'REMOVE'].map((verb) => [verb, ofVerb(verb)] as const);
    const written = sections.filter(([, parts]) => parts.length > 0);
    return {
      text: written.map(([verb, parts]) => `${verb} ${parts.map((part) => part.text).join(', ')}`).join(' '),
      values: written.flatMap(([, parts]) => parts.flatMap((part) => part.values)),
    };
  });

/** The pieces of one request with their names and values in common; the texts in the order of the pieces. */
export function written(...pieces: readonly Piece[]): { texts: readonly string[] } & Omit<Expression, 'text'> {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  const texts = pieces.map((part) => {
    for (const [alias] of part.text.matchAll(/#\w+/g)) names[alias] = alias.slice(1);
    const rest = [...part.values];
    return part.text.replace(/\?/g, () => {
      const alias = `:v${Object.keys(values).length}`;
      const value = rest.shift();
      if (value) values[alias] = value;
      return alias;
    });
  });
  return { texts, names, values };
}
