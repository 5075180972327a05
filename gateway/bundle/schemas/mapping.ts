import type { JsonObject } from '../../shared/json.ts';

/** JSON Schema of an object with these members and no others. */
export const mapping = (members: { readonly required: JsonObject; readonly optional?: JsonObject }): JsonObject => ({
  type: 'object',
  properties: { ...members.required, ...members.optional },
  required: Object.keys(members.required),
  additionalProperties: false,
});

/** JSON Schema of a list without repetitions. */
export const listOf = (items: JsonObject, minItems = 0): JsonObject => ({
  type: 'array',
  items,
  minItems,
  uniqueItems: true,
});
