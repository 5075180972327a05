/** What strict JSON parsing yields. Numbers are finite and survived parsing without loss. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Array.isArray does not narrow readonly lists. */
export const isJsonList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !isJsonList(value);

/** The object that a value is; empty where it is none. */
export const objectIn = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

/** The text that a value is; empty where it is none. */
export const textIn = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
