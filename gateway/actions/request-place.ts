import { isJsonObject, type Json, type JsonObject } from '../shared/json.ts';

/** The part of JSON Schema that the schemas of governed actions use. Each shape of the AWS model is one of these. */
export interface Shape {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Shape;
  readonly propertyNames?: Shape;
  readonly items?: Shape;
  readonly enum?: readonly string[];
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly maxItems?: number;
  readonly minItems?: number;
  readonly maxProperties?: number;
  readonly minProperties?: number;
  readonly maximum?: number;
  readonly minimum?: number;
  readonly pattern?: string;
  /** The pattern as AWS writes it. */
  readonly 'x-pattern'?: string;
}

/** The schema of an action's whole request. */
export interface ActionSchema extends Shape {
  readonly $defs: Readonly<Record<string, Shape>>;
}

/** One value of a request with what the schema says of it. */
export interface Place {
  /** AWS's path: `inputDataConfig.1.member.channelName`; the map's own path for its entries. */
  readonly path: string;
  readonly shape: Shape;
  readonly value: Json;
  readonly isMap: boolean;
  /** What the names of a map are held to. */
  readonly keyShape: Shape;
  /** The map that the value is an entry of. */
  readonly map: { readonly place: Place; readonly name: string } | null;
}

/** The place that a JSON Pointer from the validator names. Throws where the schema knows no such place. */
export function locate(schema: ActionSchema, request: JsonObject, pointer: string): Place {
  const segments = pointer.split('/').slice(1);
  const root = placeOf(schema, '', schema, request, null);
  return segments.reduce(
    (place, segment) => into(schema, place, segment.replaceAll('~1', '/').replaceAll('~0', '~')),
    root,
  );
}

/** The path of a member: AWS writes names with a small first letter. */
export const memberPath = (parent: string, name: string): string =>
  `${parent}${parent === '' ? '' : '.'}${name.charAt(0).toLowerCase()}${name.slice(1)}`;

function into(schema: ActionSchema, place: Place, name: string): Place {
  const { shape, value, path } = place;
  if (Array.isArray(value)) {
    const index = Number(name);
    return placeOf(schema, `${path}.${index + 1}.member`, shape.items, value[index], null);
  }
  const inner = isJsonObject(value) ? value[name] : undefined;
  if (place.isMap) return placeOf(schema, path, entryShape(shape), inner, { place, name });
  return placeOf(schema, memberPath(path, name), shape.properties?.[name], inner, null);
}

function placeOf(
  schema: ActionSchema,
  path: string,
  reference: Shape | undefined,
  value: Json | undefined,
  map: Place['map'],
): Place {
  const shape = resolve(schema, reference);
  if (shape === undefined || value === undefined) throw new Error(`the schema and the request have no \`${path}\``);
  const isMap = entryShape(shape) !== undefined;
  return { path, shape, value, isMap, keyShape: resolve(schema, shape.propertyNames) ?? {}, map };
}

const entryShape = ({ additionalProperties }: Shape): Shape | undefined =>
  typeof additionalProperties === 'object' ? additionalProperties : undefined;

const resolve = (schema: ActionSchema, shape: Shape | undefined): Shape | undefined =>
  shape?.$ref === undefined ? shape : schema.$defs[shape.$ref.slice('#/$defs/'.length)];
