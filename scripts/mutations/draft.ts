import type { Model, ModelShape } from '../service-model.ts';
import { patternSample } from './pattern-sample.ts';
import type { Random } from './random.ts';

/** JSON that may be changed. */
export type Draft = null | boolean | number | string | Draft[] | DraftObject;
export interface DraftObject {
  [name: string]: Draft;
}

export const isDraftObject = (value: Draft | undefined): value is DraftObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The shape of that name. Throws where the model has none. */
export function shapeOf(model: Model, name: string | undefined): ModelShape {
  const shape = name === undefined ? undefined : model[name];
  if (!shape) throw new Error(`the model has no shape ${name}`);
  return shape;
}

/** A value that keeps every constraint of a shape, or nearly: what a pattern's look-behind forbids may occur. */
export function sampleOf(model: Model, name: string | undefined, random: Random): Draft {
  const shape = shapeOf(model, name);
  switch (shape.type) {
    case 'structure':
      return sampleStructure(model, shape, random);
    case 'list':
      return Array.from({ length: Math.max(1, shape.min ?? 0) }, () => sampleOf(model, shape.member?.shape, random));
    case 'map':
      return { [sampleText(shapeOf(model, shape.key?.shape), random)]: sampleOf(model, shape.value?.shape, random) };
    case 'string':
      return sampleText(shape, random);
    case 'boolean':
      return random.below(2) === 0;
    default:
      return (shape.min ?? 1) + random.below(3);
  }
}

/** Its required members and now and then another. */
function sampleStructure(model: Model, { members = {}, required = [] }: ModelShape, random: Random): DraftObject {
  const chosen = Object.entries(members).filter(([member]) => required.includes(member) || random.below(6) === 0);
  return Object.fromEntries(chosen.map(([member, { shape }]) => [member, sampleOf(model, shape, random)]));
}

/** Text of a shape: a value of its enum, or of its pattern and in its bounds. */
export function sampleText(shape: ModelShape, random: Random): string {
  if (shape.enum) return random.pick(shape.enum);
  const text = patternSample(shape.pattern ?? '[a-z]*', random);
  return stretched(text, Math.max(shape.min ?? 0, [...text].length), 'a');
}

/** The text with so many code points, filled up at its end. */
export function stretched(text: string, length: number, filler: string): string {
  const letters = [...text];
  return [...letters, ...Array.from({ length: Math.max(0, length - letters.length) }, () => filler)].join('');
}
