import { isJsonObject, type JsonObject } from '../sagemaker/json.ts';

/** Where a value breaks a rule, as a JSON pointer, and how, in Slack's words as far as they are known. */
export interface Flaw {
  readonly pointer: string;
  readonly message: string;
}

/** The flaws of a value that stands at `pointer`; none where it is fine. */
export type Check = (value: unknown, pointer: string) => readonly Flaw[];

const flaw = (pointer: string, message: string): readonly Flaw[] => [{ pointer, message }];

export const flag: Check = (value, pointer) =>
  typeof value === 'boolean' ? [] : flaw(pointer, `must be a boolean, got ${typeof value}`);

/** A whole number from `least` to `most`. */
export const whole =
  (least: number, most: number): Check =>
  (value, pointer) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most
      ? []
      : flaw(pointer, `must be a whole number from ${least} to ${most}`);

/**
 * A string of `least` to `most` characters. They are counted as UTF-16 units: what Slack counts is not documented, and
 * no count of characters is higher.
 */
export const string =
  (most: number, least = 0): Check =>
  (value, pointer) => {
    if (typeof value !== 'string') return flaw(pointer, `must be a string, got ${typeof value}`);
    if (value.length < least) return flaw(pointer, `must be more than ${least - 1} characters`);
    return value.length > most ? flaw(pointer, `must be less than ${most + 1} characters`) : [];
  };

export const oneOf =
  (...allowed: readonly string[]): Check =>
  (value, pointer) =>
    allowed.some((known) => known === value) ? [] : flaw(pointer, `must be one of ${allowed.join(', ')}`);

/** A list of `least` to `most` items, each of which is checked. */
export const list =
  (item: Check, least: number, most: number): Check =>
  (value, pointer) => {
    if (!Array.isArray(value)) return flaw(pointer, `must be an array, got ${typeof value}`);
    if (value.length < least) return flaw(pointer, `no less than ${least} items required`);
    const length = value.length > most ? flaw(pointer, `no more than ${most} items allowed`) : [];
    return [...length, ...value.flatMap((entry, index) => item(entry, `${pointer}/${index}`))];
  };

/** An object of these fields and no other; names in `required` must be there. */
export const object =
  (fields: Readonly<Record<string, Check>>, required: readonly string[]): Check =>
  (value, pointer) => {
    if (!isJsonObject(value)) return flaw(pointer, `must be an object, got ${typeof value}`);
    const missing = required.filter((name) => value[name] === undefined);
    return [
      ...missing.flatMap((name) => flaw(pointer, `missing required field: ${name}`)),
      ...Object.entries(value).flatMap(([name, entry]) => {
        const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
        return check ? check(entry, `${pointer}/${name}`) : flaw(pointer, `invalid additional property: ${name}`);
      }),
    ];
  };

/** An object that is checked by what its `type` says; a type that is not in the table is a flaw. */
export const byType =
  (types: Readonly<Record<string, Check>>): Check =>
  (value, pointer) => {
    if (!isJsonObject(value)) return flaw(pointer, `must be an object, got ${typeof value}`);
    const check = typeof value.type === 'string' && Object.hasOwn(types, value.type) ? types[value.type] : undefined;
    return check ? check(value, pointer) : flaw(`${pointer}/type`, `unsupported type: ${value.type}`);
  };

/** Both of two checks. */
export const both =
  (first: Check, second: Check): Check =>
  (value, pointer) => [...first(value, pointer), ...second(value, pointer)];

/** Names of which at least one is there. */
export const anyOf =
  (...names: readonly string[]): Check =>
  (value, pointer) =>
    isJsonObject(value) && names.every((name) => value[name] === undefined)
      ? flaw(pointer, `must define one of ${names.map((name) => `\`${name}\``).join(', ')}`)
      : [];

/** Strings that occur twice among what `keyOf` finds in the items of a list. */
export const unique =
  (name: string, keyOf: (item: JsonObject) => unknown = (item) => item[name]): Check =>
  (value, pointer) => {
    if (!Array.isArray(value)) return [];
    const keys = value.map((item) => (isJsonObject(item) ? keyOf(item) : undefined));
    return keys.flatMap((key, index) =>
      key !== undefined && keys.indexOf(key) < index
        ? flaw(`${pointer}/${index}/${name}`, `${name} \`${key}\` already exists`)
        : [],
    );
  };
