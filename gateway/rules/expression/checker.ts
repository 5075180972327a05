import type { ParamFlaw } from '../rule.ts';
import { engine } from './cel-engine.ts';
import { condition, list, template, value } from './part.ts';
import { type Params, slot } from './slot.ts';
import { piecesOf } from './template.ts';
import { environmentOf, typeOf } from './typing.ts';
import { Unusable } from './unusable.ts';

/** A param that is to be checked. */
interface Demand {
  readonly member: readonly string[];
  readonly text: string | undefined;
  readonly is: 'condition' | 'value' | 'template' | 'pointer';
}

const demandsOf = ({ expression, path, message, remedy, observed, limit, fix = [] }: Params): readonly Demand[] => [
  { member: ['expression'], text: expression, is: 'condition' },
  { member: ['path'], text: path, is: 'pointer' },
  { member: ['message'], text: message, is: 'template' },
  { member: ['remedy'], text: remedy, is: 'template' },
  { member: ['observed'], text: observed, is: 'value' },
  { member: ['limit'], text: limit, is: 'value' },
  ...fix.flatMap((change, i): readonly Demand[] => [
    { member: ['fix', String(i), 'path'], text: change.path, is: 'pointer' },
    { member: ['fix', String(i), 'value'], text: change.value, is: 'value' },
  ]),
];

/** What is wrong with the params of a rule `expression`, types included: of each member what is found first. */
function flawsOf(params: Params): readonly ParamFlaw[] {
  const items = attempted(() => itemTypeOf(params.each));
  // Where it is not known what an item is, all else is checked as if it were anything.
  const itemType = items instanceof Unusable ? 'dyn' : items;
  const environment = environmentOf(itemType);
  const flaws = demandsOf(params).flatMap(({ member, text, is }) => {
    if (text === undefined) return [];
    return flawOf(
      member,
      attempted(() => CHECKS[is](text, environment, itemType !== null)),
    );
  });
  return [...flawOf(['each'], items), ...flaws];
}

function attempted<T>(check: () => T): T | Unusable {
  try {
    return check();
  } catch (error) {
    if (error instanceof Unusable) return error;
    throw error;
  }
}

const flawOf = (member: readonly string[], found: unknown): readonly ParamFlaw[] =>
  found instanceof Unusable ? [{ member, message: `at character ${found.at + 1}: ${found.message}` }] : [];

/** The type of an item; null where there are none. */
function itemTypeOf(each: string | undefined): string | null {
  if (each === undefined) return null;
  list('each', each);
  const type = typeOf(each, environmentOf(null));
  if (!type.startsWith('list')) throw new Unusable(`this is ${type}: it must be a list`, 0);
  const item = type.slice('list<'.length, -1);
  return item.length > 1 ? item : 'dyn';
}

type Environment = ReturnType<typeof environmentOf>;

const CHECKS: Readonly<Record<Demand['is'], (text: string, environment: Environment, hasItems: boolean) => void>> = {
  condition: (text, environment, hasItems) => {
    condition('', text, hasItems);
    const type = typeOf(text, environment);
    if (!CONDITION_TYPES.includes(type)) throw new Unusable(`this is ${type}: it must be true or false`, 0);
  },
  value: (text, environment, hasItems) => {
    value('', text, hasItems);
    typeOf(text, environment);
  },
  template: checkTemplate,
  pointer: (text, environment, hasItems) => {
    if (!/^(?:$|\/|\$\{)/.test(text)) throw new Unusable(`\`${text}\` is not a JSON Pointer: begin it with \`/\``, 0);
    checkTemplate(text, environment, hasItems);
  },
};

const CONDITION_TYPES: readonly string[] = ['bool', 'dyn'];
const TEXT_TYPES: readonly string[] = ['string', 'int', 'double', 'bool', 'dyn'];

function checkTemplate(text: string, environment: Environment, hasItems: boolean): void {
  template('', text, hasItems);
  for (const piece of piecesOf(text)) {
    if (typeof piece === 'string') continue;
    const found = attempted(() => typeOf(piece.text, environment));
    if (found instanceof Unusable) throw new Unusable(found.message, piece.at + found.at);
    if (TEXT_TYPES.includes(found)) continue;
    throw new Unusable(`this is ${found}: it must be text, a number, or true or false`, piece.at);
  }
}

// Where policies are checked they are judged, too.
slot.engine = engine;
slot.checker = flawsOf;
