import { canonicalJson } from './canonical.ts';
import { isJsonList, isJsonObject, type Json, type JsonObject } from './json.ts';

/** One operation of RFC 6902. */
export type JsonPatch =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string };

/**
 * A wish about one member of a request, whatever is there now: that it have this value, or be absent (null, which no
 * request holds; RFC 7386 says it so). Objects on the way are made; `-` appends to a list, which is made too.
 */
export interface Change {
  /** JSON Pointer (RFC 6901). */
  readonly path: string;
  readonly value: Json;
}

/** A request as it has become, and the operations that made it so. */
export interface Changed {
  readonly request: JsonObject;
  readonly patches: readonly JsonPatch[];
}

/** Makes every change in turn. What is as wished already adds no operation. The request itself is left as it is. */
export function applyChanges(request: JsonObject, changes: readonly Change[]): Changed {
  let current = request;
  const patches: JsonPatch[] = [];
  for (const { path, value } of changes) {
    const patch = patchFor(current, '', segmentsOf(path), value);
    if (patch === null) continue;
    patches.push(patch);
    current = patched(current, segmentsOf(patch.path), patch) as JsonObject;
  }
  return { request: current, patches };
}

/** Whether a pointer names the member that another names, or something inside it. */
export const isWithin = (path: string, whole: string): boolean => path === whole || path.startsWith(`${whole}/`);

/** What a pointer names inside a value; undefined where there is nothing. */
export const valueAt = (value: Json, path: string): Json | undefined =>
  segmentsOf(path).reduce<Json | undefined>((inner, segment) => memberOf(inner ?? null, segment), value);

/** The steps of a JSON Pointer, unescaped. */
export const segmentsOf = (path: string): readonly string[] =>
  path
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));

/** A member’s name as a step of a JSON Pointer. */
export const escaped = (segment: string): string => segment.replaceAll('~', '~0').replaceAll('/', '~1');

/** The one operation that grants a wish about the member at `segments` of `container`; null: it is granted. */
function patchFor(container: Json, parent: string, segments: readonly string[], value: Json): JsonPatch | null {
  const [segment = '', ...deeper] = segments;
  const path = `${parent}/${escaped(segment)}`;
  const member = memberOf(container, segment);
  if (member === undefined) return value === null ? null : { op: 'add', path, value: nested(deeper, value) };
  if (deeper.length > 0) return patchFor(member, path, deeper, value);
  if (value === null) return { op: 'remove', path };
  return canonicalJson(member) === canonicalJson(value) ? null : { op: 'replace', path, value };
}

/** A member of an object, or an item of a list. */
export function memberOf(container: Json, segment: string): Json | undefined {
  if (isJsonList(container)) return container[Number(segment)];
  return isJsonObject(container) && Object.hasOwn(container, segment) ? container[segment] : undefined;
}

/** The value inside the objects and lists that the segments name. */
const nested = (segments: readonly string[], value: Json): Json =>
  segments.reduceRight<Json>((inner, segment) => (segment === '-' ? [inner] : { [segment]: inner }), value);

/** A copy in which the operation was carried out; its path leads to something that is there, or to its parent. */
function patched(container: Json, [segment = '', ...deeper]: readonly string[], patch: JsonPatch): Json {
  const inner = (member: Json | undefined): Json | undefined => {
    if (deeper.length > 0) return patched(member ?? null, deeper, patch);
    return patch.op === 'remove' ? undefined : patch.value;
  };
  if (isJsonList(container)) {
    const index = segment === '-' ? container.length : Number(segment);
    const member = inner(container[index]);
    return member === undefined ? container.toSpliced(index, 1) : container.toSpliced(index, 1, member);
  }
  const object = container as JsonObject;
  const member = inner(memberOf(object, segment));
  if (member !== undefined) return { ...object, [segment]: member };
  const { [segment]: _, ...others } = object;
  return others;
}
