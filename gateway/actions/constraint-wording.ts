import type { Json } from '../shared/json.ts';
import type { Shape } from './request-place.ts';

const LONGEST = 'Member must have length less than or equal to';
const SHORTEST = 'Member must have length greater than or equal to';

/** AWS's wording of each keyword, in the order in which AWS lists them. */
const WORDINGS: ReadonlyMap<string, (shape: Shape) => string> = new Map([
  ['maxLength', (shape: Shape) => `${LONGEST} ${shape.maxLength}`],
  ['maxItems', (shape: Shape) => `${LONGEST} ${shape.maxItems}`],
  ['maxProperties', (shape: Shape) => `${LONGEST} ${shape.maxProperties}`],
  ['minLength', (shape: Shape) => `${SHORTEST} ${shape.minLength}`],
  ['minItems', (shape: Shape) => `${SHORTEST} ${shape.minItems}`],
  ['minProperties', (shape: Shape) => `${SHORTEST} ${shape.minProperties}`],
  ['maximum', (shape: Shape) => `Member must have value less than or equal to ${shape.maximum}`],
  ['minimum', (shape: Shape) => `Member must have value greater than or equal to ${shape.minimum}`],
  ['pattern', (shape: Shape) => `Member must satisfy regular expression pattern: ${shape['x-pattern']}`],
  ['enum', (shape: Shape) => `Member must satisfy enum value set: [${shape.enum?.join(', ')}]`],
]);

/** AWS's words for the keyword of a shape that the value breaks; for a wrong JSON type, which AWS rejects unworded, ours. */
export function constraintText(keyword: string, shape: Shape, value: Json): string {
  if (value === null) return 'Member must not be null';
  if (keyword === 'type') return `Member must be ${EXPECTED[shape.type ?? ''] ?? shape.type}, not ${kindOf(value)}`;
  const wording = WORDINGS.get(keyword);
  if (!wording) throw new Error(`the schema uses \`${keyword}\`, which has no wording`);
  return wording(shape);
}

/** Every constraint of a shape: AWS lists them all where an entry of a map breaks one. */
export const constraintsOf = (shape: Shape): readonly string[] =>
  [...WORDINGS].flatMap(([keyword, wording]) => (keyword in shape ? [wording(shape)] : []));

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'a string',
  integer: 'an integer',
  boolean: 'a boolean',
  array: 'a list',
  object: 'an object',
};

/** What a JSON value is, in words. */
export const kindOf = (value: Json): string => {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : 'a fraction';
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};
