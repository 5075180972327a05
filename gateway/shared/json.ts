/** What strict JSON parsing yields. Numbers are finite and survived parsing without loss. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}
