import { isCelError, run } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compile } from '../../gateway/rules/expression/compile.ts';
import { BUDGET } from '../../gateway/rules/expression/frame.ts';
import { parse } from '../../gateway/rules/expression/parse.ts';
import { compareTexts, Double, Fault, isList, type Value } from '../../gateway/rules/expression/value.ts';
import type { Json } from '../../gateway/shared/json.ts';

const NAMES = ['n', 'k', 'b', 's', 'u', 'ns', 'ss', 'm', 'os'] as const;
type Data = Readonly<Record<(typeof NAMES)[number], Json>>;

const int = fc.integer({ min: -6, max: 6 });
const text = fc.constantFrom('', 'a', 'ab', 'aab', 'B', 'ä𝒳', '𝒳', ' b ', 'a,b');

const data: fc.Arbitrary<Data> = fc.record({
  n: int,
  k: int,
  b: fc.boolean(),
  s: text,
  u: text,
  ns: fc.array(int, { maxLength: 4 }),
  ss: fc.array(text, { maxLength: 4 }),
  m: fc.dictionary(fc.constantFrom('a', 'ab', 'x'), int),
  os: fc.array(fc.record({ v: int, w: text }, { requiredKeys: ['v'] }), { maxLength: 3 }),
});

/** Texts of expressions by their types. `i` is an int, `o` an object, `t` a text of a loop outside: each only where it is. */
interface Texts {
  readonly bool: string;
  readonly int: string;
  readonly text: string;
  readonly ints: string;
  readonly texts: string;
}

const quoted = (value: string) => JSON.stringify(value);
const either = (...of: fc.Arbitrary<string>[]) => fc.oneof(...of);
const joined = (...of: (string | fc.Arbitrary<string>)[]) =>
  fc.tuple(...of.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((parts) => parts.join(''));
const pattern = fc.constantFrom('a', '^a', 'b$', '^(a+)+$', '[A-Z]', '^[a-b]{1,2}$', 'a|B', '.', '^$');

/** Where the other implementation counts code units, CEL code points. */
const plain = fc.constantFrom('', 'a', 'abcab', 'ab ').map(quoted);

const expressions = fc.letrec<Texts>((tie: fc.LetrecTypedTie<Texts>) => {
  const of = { bool: tie('bool'), int: tie('int'), text: tie('text'), ints: tie('ints'), texts: tie('texts') };
  // One depth for all: at the bottom the first choice is taken, which goes no deeper.
  const shallow = { maxDepth: 5, depthIdentifier: fc.createDepthIdentifier() };
  const loop = (over: fc.Arbitrary<string>, name: string, macro: string, body: fc.Arbitrary<string>) =>
    joined('(', over, `).${macro}(${name}, `, body, ')');
  const binary = (left: fc.Arbitrary<string>, signs: string[], right: fc.Arbitrary<string>) =>
    joined('(', left, ' ', fc.constantFrom(...signs), ' ', right, ')');
  const orders = ['==', '!=', '<', '<=', '>', '>='];
  /** A body that may name the loop's variable. */
  const withName = (name: string, type: 'int' | 'text') =>
    either(
      binary(fc.constant(name), orders, of[type]),
      binary(binary(fc.constant('10'), ['/', '%'], type === 'int' ? fc.constant(name) : of.int), orders, of.int),
      joined('(', binary(fc.constant(name), orders, of[type]), ' && ', of.bool, ')'),
      of.bool,
    );
  const quantifiers = ['all', 'exists', 'exists_one'];
  return {
    bool: fc.oneof(
      shallow,
      fc.constantFrom('b', 'true', 'false', 'has(m.a)', 'has(m.zz)', 'n == 0'),
      binary(of.int, orders, of.int),
      binary(of.text, orders, of.text),
      binary(of.ints, ['==', '!='], of.ints),
      binary(of.bool, ['&&', '||'], of.bool),
      binary(of.bool, ['&&', '||'], of.bool),
      binary(of.int, ['in'], of.ints),
      binary(of.text, ['in'], of.texts),
      binary(of.text, ['in'], fc.constant('m')),
      joined('!(', of.bool, ')'),
      joined('(', of.bool, ' ? ', of.bool, ' : ', of.bool, ')'),
      joined('(', of.text, ').', fc.constantFrom('startsWith', 'endsWith', 'contains'), '(', of.text, ')'),
      joined('(', of.text, ').matches(', pattern.map(quoted), ')'),
      fc.constantFrom(...quantifiers).chain((macro) => loop(of.ints, 'i', macro, withName('i', 'int'))),
      fc.constantFrom(...quantifiers).chain((macro) => loop(of.texts, 't', macro, withName('t', 'text'))),
      fc.constantFrom(...quantifiers).chain((macro) => loop(fc.constant('m'), 't', macro, withName('t', 'text'))),
      fc
        .constantFrom(...quantifiers)
        .chain((macro) =>
          loop(
            fc.constant('os'),
            'o',
            macro,
            either(fc.constantFrom('has(o.w)', "o.w == 'a'", 'o.v / n > 0'), of.bool),
          ),
        ),
    ),
    int: fc.oneof(
      shallow,
      fc.constantFrom('n', 'k', 'm.a', "m['x']", 'm.zz', 'ns[0]', 'os[1].v'),
      int.map((value) => `(${value})`),
      binary(of.int, ['+', '-'], of.int),
      binary(
        of.int,
        ['*', '/', '%'],
        int.map((value) => `(${value})`),
      ),
      binary(
        int.map((value) => `(${value})`),
        ['/', '%'],
        of.int,
      ),
      joined('(-', of.int, ')'),
      joined('size(', either(of.text, of.ints, of.texts, fc.constant('m')), ')'),
      joined('(', of.ints, ')[', of.int, ']'),
      joined('(', plain, ').', fc.constantFrom('indexOf', 'lastIndexOf'), '(', plain, ')'),
      joined('int(', fc.constantFrom('"12"', '"-3"', '"a"', '1.9', '-1.9', 'n'), ')'),
    ),
    text: fc.oneof(
      shallow,
      fc.constantFrom('s', 'u', 'ss[0]', 'os[0].w'),
      text.map(quoted),
      binary(of.text, ['+'], of.text),
      joined('string(', either(of.int, of.bool), ')'),
      joined('(', of.texts, ').join(', text.map(quoted), ')'),
      joined('(', of.text, ').', fc.constantFrom('lowerAscii()', 'upperAscii()', 'trim()')),
      joined('(', plain, ').substring(', fc.constantFrom('0', '1', '0, 1', '1, 2', '2, 1'), ')'),
    ),
    ints: fc.oneof(
      shallow,
      fc.constantFrom('ns', '[1, 2, 3]', '[n, k]', '[]'),
      binary(of.ints, ['+'], of.ints),
      loop(of.ints, 'i', 'filter', withName('i', 'int')),
      loop(of.ints, 'i', 'map', either(fc.constantFrom('i * 2', '12 / i', 'ns[i]', 'i'), of.int)),
      loop(of.ints, 'i', 'map', joined(withName('i', 'int'), ', i + 1')),
      loop(fc.constant('os'), 'o', 'map', either(fc.constantFrom('o.v', 'o.v + n'), of.int)),
    ),
    texts: fc.oneof(
      shallow,
      fc.constantFrom('ss', "['a', s]", '[ss[1]]', "s.split(',')", "'ab'.split('')"),
      loop(of.texts, 't', 'filter', withName('t', 'text')),
      loop(of.texts, 't', 'map', either(fc.constantFrom("t + 'x'", 't', 'ss[1]', 'string(12 / n)'), of.text)),
      loop(fc.constant('m'), 't', 'map', fc.constantFrom('t', 't + s')),
      loop(fc.constant('os'), 'o', 'map', fc.constantFrom('o.w')),
    ),
  };
});

const ERROR = 'an error';
const SCOPE = Object.fromEntries(NAMES.map((name, slot) => [name, slot]));

/** What this gateway makes of it, as JSON that tells ints from doubles. */
function ours(expression: string, values: Data): unknown {
  const program = compile(parse(expression), SCOPE);
  try {
    return plainOf(program({ slots: NAMES.map((name) => values[name] as Value), left: BUDGET }));
  } catch (error) {
    if (error instanceof Fault && error.code !== 'over_budget') return ERROR;
    throw error;
  }
}

function plainOf(value: Value): unknown {
  if (value instanceof Double) return { double: value.of };
  return isList(value) ? value.map(plainOf) : value;
}

/** What the other implementation makes of it, told alike. */
function theirs(expression: string, values: Data): unknown {
  const bindings = Object.fromEntries(NAMES.map((name) => [name, celOf(values[name])]));
  const result: unknown = run(expression, bindings as Parameters<typeof run>[1], { funcs: strings });
  return isCelError(result) ? ERROR : plainOfTheirs(result);
}

function celOf(value: Json): unknown {
  if (typeof value === 'number') return BigInt(value);
  if (Array.isArray(value)) return value.map(celOf);
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([key, inner]) => [key, celOf(inner)]));
}

function plainOfTheirs(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return { double: value };
  if (typeof value !== 'object' || value === null) return value;
  return [...(value as Iterable<unknown>)].map(plainOfTheirs);
}

it.each(['bool', 'int', 'text', 'ints', 'texts'] as const)(
  'an expression of type %s is what it is elsewhere',
  (type) => {
    const told = { values: 0, errors: 0 };
    fc.assert(
      fc.property(expressions[type], data, (expression, values) => {
        const expected = theirs(expression, values);
        expect(ours(expression, values)).toEqual(expected);
        told[expected === ERROR ? 'errors' : 'values']++;
      }),
      { numRuns: 800 },
    );
    expect(told.values).toBeGreaterThan(300);
    expect(told.errors).toBeGreaterThan(100);
  },
);

it('texts are ordered by code points, halves of pairs among them', () => {
  const units = fc.array(fc.constantFrom('a', '\ud83d', '\ude00', '\ud800', '\udc00', '\uffff'), { maxLength: 5 });
  const word = units.map((each) => each.join(''));
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(Math.sign(compareTexts(a, b))).toBe(orderOf(pointsOf(a), pointsOf(b)));
    }),
    { numRuns: 5000 },
  );
});

const pointsOf = (text: string): readonly number[] => [...text].map((point) => point.codePointAt(0) ?? 0);

function orderOf([first, ...others]: readonly number[], [second, ...rest]: readonly number[]): number {
  if (first === undefined) return second === undefined ? 0 : -1;
  return second === undefined ? 1 : first === second ? orderOf(others, rest) : Math.sign(first - second);
}
