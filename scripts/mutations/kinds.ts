import type { ModelShape } from '../service-model.ts';
import { type Draft, type DraftObject, isDraftObject, sampleOf } from './draft.ts';
import { hasLeast, type Kind, leastOf, mostOf, type Subject, writing } from './kind.ts';
import type { Random } from './random.ts';
import { TEXT_KINDS } from './text-kinds.ts';

const isNumber = ({ type }: ModelShape): boolean => type === 'integer' || type === 'long';

interface Bound {
  /** The last number inside. */
  readonly at: number;
  /** The next double outside. */
  readonly beyond: number;
}

/** The ends of 32 and 64 bits; of the latter the last doubles that JSON writes inside them. */
const ENDS: Readonly<Record<string, readonly [least: Bound, most: Bound]>> = {
  integer: [bound(-(2 ** 31), -1), bound(2 ** 31 - 1, 1)],
  long: [bound(-(2 ** 63) + 1024, -1024), bound(2 ** 63 - 1024, 1024)],
};

function bound(at: number, step: number): Bound {
  return { at, beyond: at + step };
}

const least = ({ type, min }: ModelShape): Bound => (min === undefined ? endOf(type, 0) : bound(min, -1));
const most = ({ type, max }: ModelShape): Bound => (max === undefined ? endOf(type, 1) : bound(max, 1));
const endOf = (type: string, end: 0 | 1): Bound => ENDS[type]?.[end] ?? bound(0, 0);

const NUMBER_KINDS: readonly Kind[] = [
  writing('number too small', isNumber, ({ shape }) => least(shape).beyond),
  writing('number least', isNumber, ({ shape }) => least(shape).at),
  writing('number most', isNumber, ({ shape }) => most(shape).at),
  writing('number too large', isNumber, ({ shape }) => most(shape).beyond),
  writing('fraction', isNumber, ({ shape: { min = 1, max = 9 }, random }) =>
    random.pick([0.5, 1.25, min - 0.5, max + 0.5]),
  ),
];

const isList = ({ type }: ModelShape): boolean => type === 'list';
const isHolder = ({ type }: ModelShape): boolean => type === 'list' || type === 'map';
const hasMost = (shape: ModelShape): boolean => isHolder(shape) && shape.max !== undefined;
const canBeShort = (shape: ModelShape): boolean => isHolder(shape) && hasLeast(shape);

const HOLDER_KINDS: readonly Kind[] = [
  writing('list or map too long', hasMost, (subject) => ofSize(subject, mostOf(subject.shape) + 1)),
  writing('list or map longest', hasMost, (subject) => ofSize(subject, mostOf(subject.shape))),
  writing('list or map too short', canBeShort, (subject) => ofSize(subject, leastOf(subject.shape) - 1)),
  writing('list or map shortest', isHolder, (subject) => ofSize(subject, leastOf(subject.shape))),
];

/** What is there and samples after it. */
function ofSize({ model, spot, shape, random }: Subject, size: number): Draft {
  const places = Array.from({ length: size }, (_, index) => index);
  if (isList(shape)) {
    const present = Array.isArray(spot.value) ? spot.value : [];
    return places.map((index) => present[index] ?? sampleOf(model, shape.member?.shape, random));
  }
  const present = Object.entries(objectAt(spot));
  const fresh = (index: number): [string, Draft] => [`k${index}`, sampleOf(model, shape.value?.shape, random)];
  return Object.fromEntries(places.map((index) => present[index] ?? fresh(index)));
}

const objectAt = ({ value }: Subject['spot']): DraftObject => (isDraftObject(value) ? value : {});

const isStructure = ({ type }: ModelShape): boolean => type === 'structure';

/** Names that objects inherit, that look like known ones, or that must be shown escaped. */
const UNKNOWN = ['Zz', 'constructor', 'toString', 'hasOwnProperty', 'name', 'Tag', '0', '', ' ', 'a/b~c', 'x\ny', '😀'];

const STRUCTURE_KINDS: readonly Kind[] = [
  { name: 'unknown member', fits: isStructure, apply: ({ spot, random }) => addUnknown(objectAt(spot), random) },
  { name: 'misspelt member', fits: isStructure, apply: ({ spot, random }) => misspell(objectAt(spot), random) },
];

function addUnknown(holder: DraftObject, random: Random): void {
  holder[random.pick(UNKNOWN)] = random.pick<Draft>([1, null, 'x', {}, []]);
}

function misspell(holder: DraftObject, random: Random): void {
  const names = Object.keys(holder);
  if (names.length === 0) return;
  const name = random.pick(names);
  const value = holder[name] ?? null;
  delete holder[name];
  const small = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  holder[random.pick([name.slice(1), `${name}s`, name.toLowerCase(), small])] = value;
}

/** Of every JSON type, empty and not: some are right where they are put. */
const ANYTHING: readonly Draft[] = [0, 7, 1.5, 'text', '', '1', 'true', true, false, {}, { a: 'b' }, [], ['a'], [{}]];

/** Keys of a map are text whatever is done; that a body is an object is for the parser to demand. */
const isReplaceable: Kind['fits'] = (_, last) => last !== 'key' && last !== 'whole request';
const isRemovable: Kind['fits'] = (_, last) => last !== 'item' && last !== 'whole request';

const KINDS_ANYWHERE: readonly Kind[] = [
  writing('null', isReplaceable, () => null),
  writing('another type', isReplaceable, ({ random }) => structuredClone(random.pick(ANYTHING))),
  writing('as the model wants it', isReplaceable, ({ model, name, random }) => sampleOf(model, name, random)),
];

const isTags = ({ member }: ModelShape): boolean => member?.shape === 'Tag';

/** Tags around what the gateway keeps of them for itself. */
function reservedTags({ random }: Subject): Draft {
  const keys = ['traingate:', 'traingate:admission', 'Traingate:x', 'traingate', ' traingate:x', 'x'];
  const count = random.pick([1, 49, 50, 51]);
  const at = random.below(count);
  return Array.from({ length: count }, (_, index) => ({
    Key: index === at ? random.pick(keys) : `k${index}`,
    Value: '',
  }));
}

/** Leaves out a member, or an entry of a map. */
export const ABSENT: Kind = { name: 'absent', fits: isRemovable, apply: ({ spot }) => spot.remove() };

/** All ways to change what is at a place, but for each single value of an enum. */
export const KINDS: readonly Kind[] = [
  ...TEXT_KINDS,
  ...NUMBER_KINDS,
  ...HOLDER_KINDS,
  ...STRUCTURE_KINDS,
  ...KINDS_ANYWHERE,
  writing('reserved tags', isTags, reservedTags),
];
