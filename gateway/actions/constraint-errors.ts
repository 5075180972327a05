import { closestMatch } from 'leven';
import type { RequestError } from '../shared/errors.ts';
import type { Json, JsonObject } from '../shared/json.ts';
import { constraintsOf, constraintText, kindOf } from './constraint-wording.ts';
import { printable } from './printable.ts';
import { constraintMessage, MAX_REPORTED } from './request-errors.ts';
import { type ActionSchema, locate, memberPath, type Place, type Shape } from './request-place.ts';

/** One violation as ajv reports it without message. */
export interface SchemaViolation {
  readonly keyword: string;
  /** JSON Pointer to the value. */
  readonly instancePath: string;
  readonly params: {
    readonly missingProperty?: string;
    readonly additionalProperty?: string;
    readonly propertyName?: string;
  };
  /** Set on what is found inside `propertyNames`; a violation of that keyword itself follows. */
  readonly propertyName?: string;
}

/** A violation in AWS's terms. Those with the same key are reported once, with all their names. */
interface Fault {
  readonly key: string;
  readonly path: string;
  /** The map entry at fault; null outside maps. */
  readonly name: string | null;
  readonly message: (names: readonly string[]) => string;
}

/**
 * The violations in AWS's wording and paths, each once, the first hundred spelled out. Values of maps are never shown
 * (hyperparameters and environment variables may be secrets), others shortened and with control characters escaped.
 */
export function constraintErrors(
  schema: ActionSchema,
  request: JsonObject,
  violations: readonly SchemaViolation[],
): readonly RequestError[] {
  const reports = new Map<string, { fault: Fault; names: Set<string> }>();
  for (const violation of violations) {
    const fault = faultOf(locate(schema, request, violation.instancePath), violation);
    if (fault === null) continue;
    const report = reports.get(fault.key) ?? { fault, names: new Set() };
    if (fault.name !== null) report.names.add(fault.name);
    reports.set(fault.key, report);
  }
  const shown = [...reports.values()].slice(0, MAX_REPORTED);
  const errors = shown.map(({ fault, names }) => ({ path: fault.path, message: fault.message([...names]) }));
  const left = reports.size - shown.length;
  return left === 0 ? errors : [...errors, { path: '', message: `and ${left} more` }];
}

/** null: another violation says the same. */
function faultOf(place: Place, { keyword, params, propertyName }: SchemaViolation): Fault | null {
  if (keyword === 'propertyNames') return mapFault(place, 'keys', params.propertyName ?? '', place.keyShape);
  if (propertyName !== undefined) return null;
  if (keyword === 'required') return missingFault(memberPath(place.path, params.missingProperty ?? ''));
  if (keyword === 'additionalProperties') return unknownFault(place, params.additionalProperty ?? '');
  if (keyword === 'enum' && typeof place.value !== 'string') return null;
  if (place.map === null) return valueFault(place, keyword);
  const { place: map, name } = place.map;
  return keyword === 'type' ? mapTypeFault(map, name, place) : mapFault(map, 'value', name, place.shape);
}

function valueFault({ path, value, shape, isMap }: Place, keyword: string): Fault {
  const message = () => constraintMessage(observedText(value, isMap), path, constraintText(keyword, shape, value));
  return { key: `${path} ${keyword}`, path, name: null, message };
}

/** One sentence for all keys, or all values, of a map: AWS lists every constraint, whichever is broken. */
const mapFault = ({ path }: Place, part: 'keys' | 'value', name: string, shape: Shape): Fault => ({
  key: `${path} ${part}`,
  path,
  name,
  message: (names) => mapMessage(path, part, names, constraintsOf(shape)),
});

const mapTypeFault = ({ path }: Place, name: string, { shape, value }: Place): Fault => ({
  key: `${path} ${kindOf(value)}`,
  path,
  name,
  message: (names) => mapMessage(path, 'value', names, [constraintText('type', shape, value)]),
});

const mapMessage = (path: string, part: string, names: readonly string[], constraints: readonly string[]): string =>
  constraintMessage(
    `'${printable(maskedMap(names))}'`,
    path,
    `Map ${part} must satisfy constraint: [${constraints.join(', ')}]`,
  );

function missingFault(path: string): Fault {
  const message = () => constraintMessage('null', path, 'Member must not be null');
  return { key: `${path} missing`, path, name: null, message };
}

function unknownFault({ path: parent, shape }: Place, name: string): Fault {
  const shown = printable(name);
  const where = parent === '' ? 'the request' : `'${parent}'`;
  const message = () =>
    `Unknown member '${shown}' at ${where}: ${adviceFor(name, Object.keys(shape.properties ?? {}))}`;
  return { key: `${parent} unknown ${name}`, path: parent === '' ? shown : `${parent}.${shown}`, name: null, message };
}

/** Names further apart than half their length are not a slip of the pen. */
function adviceFor(name: string, known: readonly string[]): string {
  const maxDistance = Math.min(8, Math.ceil(name.length / 2));
  const nearest = name.length > 64 ? undefined : closestMatch(name, known, { maxDistance });
  return nearest === undefined ? `known members are ${known.join(', ')}` : `did you mean '${nearest}'?`;
}

/** A value as a message shows it: text and numbers as they are, lists by length, objects by their names. */
function observedText(value: Json, isSecret: boolean): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? "'[]'" : `'[${value.length} items]'`;
  if (typeof value === 'object') return `'${printable(maskedMap(Object.keys(value)))}'`;
  return isSecret ? "'***'" : `'${printable(String(value))}'`;
}

const maskedMap = (names: readonly string[]): string => `{${names.map((name) => `${name}=***`).join(', ')}}`;
