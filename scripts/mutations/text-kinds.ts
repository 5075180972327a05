import type { ModelShape } from '../service-model.ts';
import { type Draft, sampleText, stretched } from './draft.ts';
import { hasLeast, type Kind, leastOf, mostOf, type Subject, writing } from './kind.ts';
import { patternSample } from './pattern-sample.ts';
import type { Random } from './random.ts';

/** What Java's dot does not match; each is put after each pattern's text, for readers differ in them. */
const LINE_ENDS = [...'\n\r\u0085\u2028\u2029'];
/** Letters that end lines elsewhere, that are invisible, that look alike, or that readers of patterns tend to treat apart. */
const ODD = [...'\v\f\u0000\u001b\u00a0\u202e\ufeff\u200b', ...' !/-_*$\\\'"aAé漢٣½ſ\u212a😀𝟘', '\ud800'];
const FILLERS = [...'a0- é😀\n'];

const hasMost = ({ type, max }: ModelShape): boolean => type === 'string' && max !== undefined;
const canBeShort = (shape: ModelShape): boolean => shape.type === 'string' && hasLeast(shape);
const hasBound = ({ type, min }: ModelShape): boolean => type === 'string' && min !== undefined;
const hasPattern = ({ pattern }: ModelShape): boolean => pattern !== undefined;
const hasEnum = ({ enum: values }: ModelShape): boolean => values !== undefined;

/** What is done to text, and to the keys of maps. Lengths are in code points. */
export const TEXT_KINDS: readonly Kind[] = [
  writing('text too long', hasMost, (subject) => ofLength(subject, mostOf(subject.shape) + 1)),
  writing('text longest', hasMost, (subject) => ofLength(subject, mostOf(subject.shape))),
  writing('text too short', canBeShort, (subject) => ofLength(subject, leastOf(subject.shape) - 1)),
  writing('text shortest', hasBound, (subject) => ofLength(subject, leastOf(subject.shape))),
  writing('pattern broken', hasPattern, ({ spot, random }) => withLetter(spot.value, random.pick(ODD), random)),
  ...LINE_ENDS.map((end) => writing('line end after all', hasPattern, ({ spot }) => textIn(spot.value) + end)),
  writing('line end', hasPattern, ({ spot, random }) => withLetter(spot.value, random.pick(LINE_ENDS), random)),
  writing('pattern at its edge', hasPattern, ({ shape, random }) => edgeOf(shape, random)),
  writing('pattern kept', hasPattern, ({ shape, random }) => sampleText(shape, random)),
  writing('enum nearly met', hasEnum, ({ shape, random }) => nearly(random.pick(shape.enum ?? []), random)),
];

/** Takes one value of an enum. */
export const enumValue = (value: string): Kind => writing('enum value', hasEnum, () => value);

const textIn = (value: Draft): string => (typeof value === 'string' ? value : 'text');

/** The beginning of what is there, filled up with letters that half of the time most patterns take. */
function ofLength({ spot, random }: Subject, length: number): string {
  const start = [...textIn(spot.value)].slice(0, length).join('');
  return stretched(start, length, random.pick(['a', random.pick(FILLERS)]));
}

/** The letter before, after or in the text that is there. */
function withLetter(value: Draft, letter: string, random: Random): string {
  const letters = [...textIn(value)];
  const at = random.pick([0, letters.length, random.below(letters.length + 1)]);
  return [...letters.slice(0, at), letter, ...letters.slice(at)].join('');
}

/** A sample with one letter gone, doubled or in the other case. */
function edgeOf({ pattern = '' }: ModelShape, random: Random): string {
  const letters = [...patternSample(pattern, random)];
  const at = random.below(letters.length + 1);
  const letter = letters[at] ?? '';
  const upper = letter.toUpperCase();
  const instead = random.pick(['', letter + letter, upper === letter ? letter.toLowerCase() : upper]);
  return [...letters.slice(0, at), instead, ...letters.slice(at + 1)].join('');
}

const nearly = (value: string, random: Random): string =>
  random.pick([value.toLowerCase(), value.toUpperCase(), ` ${value}`, `${value}\n`, value.slice(1), `${value}x`, '']);
