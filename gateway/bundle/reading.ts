import { type Json, objectIn, textIn } from '../shared/json.ts';

/*
 * Reading of values that may not be what they should: what does not fit is passed over, because the schema reports it.
 */

/** The list that a member of an object is; empty where it is none. */
export function listIn(value: Json | undefined, member: string): readonly Json[] {
  const list = objectIn(value)[member];
  return Array.isArray(list) ? list : [];
}

/** The text in one member of each object. */
export const namesIn = (objects: readonly Json[], member: string): readonly string[] =>
  objects.map((object) => textIn(objectIn(object)[member]));
