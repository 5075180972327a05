import { type ASTNode, Environment, type TypeCheckResult } from '@marcbachmann/cel-js';
import { notAmong } from '../rule.ts';
import { allParts, LIMITS, parse, saidOf } from './parse.ts';
import { TYPES, VARIABLE_TYPES } from './types.ts';
import { Unusable } from './unusable.ts';

/** As long as `has`, whose place it takes: cel-js does not look at what `has` asks for. */
const ASKS = 'hs_';

/** What types an expression by; `itemType`: of `item`, null where there is none. */
export function environmentOf(itemType: string | null): Environment {
  base ??= withTypes();
  return itemType === null ? base : base.clone().registerVariable('item', itemType).registerVariable('index', 'int');
}

/** Made when the first expression is checked: most policies have none, and there are hundreds of types. */
let base: Environment | undefined;

/** With a class of its own a type can have members of types that come later. */
function withTypes(): Environment {
  const declared = Object.entries(TYPES).reduce(
    (environment, [name, fields]) => environment.registerType(name, { ctor: class {}, fields }),
    new Environment({ limits: LIMITS, homogeneousAggregateLiterals: false }),
  );
  return Object.entries(VARIABLE_TYPES)
    .reduce((environment, [name, type]) => environment.registerVariable(name, type), declared)
    .registerFunction(`${ASKS}(dyn): bool`, () => true)
    .registerFunction('list<int>.sum(): int', () => 0n)
    .registerFunction('matches(string, string): bool', () => true);
}

/** The type of an expression that can be compiled. Throws Unusable where it is wrong, with the nearest name. */
export function typeOf(text: string, environment: Environment): string {
  const { valid, type = 'dyn', error } = environment.check(withAsked(text));
  if (valid || error === undefined) return type;
  throw new Unusable(wordsOf(error), error.range?.start ?? 0);
}

function withAsked(text: string): string {
  const calls = allParts(parse(text)).filter(({ op, args }) => op === 'call' && args[0] === 'has');
  return calls.reduce((masked, { start }) => masked.slice(0, start) + ASKS + masked.slice(start + ASKS.length), text);
}

function wordsOf(error: NonNullable<TypeCheckResult['error']>): string {
  const node = error.node as ASTNode | undefined;
  if (error.code === 'no_such_key' && node?.op === '.') {
    const type = typeNameOf(node.args[0]);
    const members = TYPES[type];
    if (members !== undefined) return notAmong(node.args[1], `a member of \`${type}\``, Object.keys(members));
  }
  return saidOf(error.summary.replaceAll(`${ASKS}(`, 'has('));
}

/** The type that cel-js found for a part; its typings leave it out. */
const typeNameOf = (node: ASTNode): string =>
  (node as { readonly checkedType?: { readonly name: string } }).checkedType?.name ?? '';
