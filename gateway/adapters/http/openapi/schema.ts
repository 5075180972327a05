import type { JsonObject } from '../../../shared/json.ts';

/** The members of T that may be left out. */
type OptionalMember<T> = { [M in keyof T]-?: Record<never, never> extends Pick<T, M> ? M : never }[keyof T];

/**
 * JSON Schema of a T that has no other members. A member that T gains or loses does not compile until it stands here, so
 * an answer cannot outgrow its description.
 */
export const objectOf = <T>(
  properties: { readonly [M in keyof T]-?: JsonObject },
  optional: readonly OptionalMember<T>[] = [],
): JsonObject => ({
  type: 'object',
  properties: properties as JsonObject,
  required: Object.keys(properties).filter((member) => !(optional as readonly string[]).includes(member)),
  additionalProperties: false,
});

export const listOf = (items: JsonObject): JsonObject => ({ type: 'array', items });

/** A value that may be null. What null means is for the description to say. */
export const orNull = (schema: JsonObject, description?: string): JsonObject => ({
  anyOf: [schema, { type: 'null' }],
  ...(description !== undefined && { description }),
});

/** A schema of components/schemas. */
export const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

/** Each word of a union, once: a union that gains or loses one does not compile until it stands here. */
export const oneOf = <Word extends string>(words: Readonly<Record<Word, true>>): JsonObject => ({
  type: 'string',
  enum: Object.keys(words),
});

export const TEXT: JsonObject = { type: 'string' };
export const INSTANT: JsonObject = { type: 'string', format: 'date-time' };
export const UUID: JsonObject = { type: 'string', format: 'uuid' };
/** JSON of any shape. */
export const ANYTHING: JsonObject = {};

/** The same schema with words for a reader. */
export const told = (schema: JsonObject, description: string): JsonObject => ({ ...schema, description });
