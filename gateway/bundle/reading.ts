import type { Json, JsonObject } from '../shared/json.ts';

/*
 * Reading of values that may not be what they should: what does not fit is passed over, because the schema reports it.
 */

/** The object that a value is; empty where it is none. The cast only says that the array is excluded. */
export const objectIn = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** The list that a member of an object is; empty where it is none. */
export function listIn(value: Json | undefined, member: string): readonly Json[] {
  const list = objectIn(value)[member];
  return Array.isArray(list) ? list : [];
}

/** The text that a value is; empty where it is none. */
export const textIn = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** The text in one member of each object. */
export const namesIn = (objects: readonly Json[], member: string): readonly string[] =>
  objects.map((object) => textIn(objectIn(object)[member]));
