/**
 * node scripts/check-model.ts <model-folder>
 *
 * Holds what the project owns of CreateTrainingJob (schema, wording, instance types) against a copy of AWS's service
 * model, real requests and instance facts. Prints a line for each check; exit code 1 where one fails, 0 where all pass
 * or the folder is not there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import schema from '../gateway/actions/create-training-job/schema.json' with { type: 'json' };
import { validateRequest } from '../gateway/actions/create-training-job/validate.ts';
import operationsSchema from '../gateway/actions/operations/schema.json' with { type: 'json' };
import { classOf, isServed } from '../gateway/actions/operations/table.ts';
import { parseBody } from '../gateway/actions/parse.ts';
import type { ActionSchema, Shape } from '../gateway/actions/request-place.ts';
import { INSTANCE_TYPES, instanceFacts } from '../gateway/shared/instance-types.ts';
import { MODEL_FILE, type Model, type ModelShape, REQUEST_SHAPE, type Reference, readModel } from './service-model.ts';

const owned: ActionSchema = schema;

/** What differs, in words; empty where a check passes. */
type Differences = readonly string[];

/**
 * The model's pattern of this shape takes quadratic time (`[^/]+` and `.*` can split a string at any place); the schema
 * has one that accepts the same strings in linear time.
 */
const MENDED_PATTERNS: ReadonlySet<string> = new Set(['S3Uri']);

function checkSchema(model: Model): Differences {
  const pending = [REQUEST_SHAPE];
  const seen = new Set<string>();
  const differences: string[] = [];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const [theirs, ours] = [model[name], owned.$defs[name]];
    if (!theirs || !ours) differences.push(`${name}: missing`);
    else {
      differences.push(...differencesOf(name, theirs, ours));
      pending.push(...referencesOf(theirs).map(({ shape }) => shape));
    }
  }
  const unreached = Object.keys(schema.$defs).filter((name) => !seen.has(name));
  return [...differences, ...unreached.map((name) => `${name}: not in the model`)];
}

const referencesOf = ({ members = {}, member, key, value }: ModelShape): readonly Reference[] =>
  [...Object.values(members), member, key, value].filter((reference) => reference !== undefined);

/** Every keyword that the schema must have for a shape of the model, and no other. */
function differencesOf(name: string, theirs: ModelShape, ours: Shape): Differences {
  const expected = Object.entries(expectedKeywords(name, theirs)).filter(([, value]) => value !== undefined);
  const keywords = new Set([...expected.map(([keyword]) => keyword), ...Object.keys(ours)]);
  const wanted = new Map(expected);
  const actual = new Map(Object.entries(ours));
  return [...keywords].flatMap((keyword) => {
    if (keyword === 'pattern' && MENDED_PATTERNS.has(name)) return [];
    const [want, have] = [canonical(wanted.get(keyword)), canonical(actual.get(keyword))];
    return want === have ? [] : [`${name}.${keyword}: the model wants ${want}, the schema has ${have}`];
  });
}

/** Names in any order, lists as sets: the order of enum values and required members means nothing. */
function canonical(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return JSON.stringify([...value].sort());
  if (typeof value === 'object' && value !== null) return JSON.stringify(Object.entries(value).sort());
  return JSON.stringify(value);
}

const INT32 = { min: -(2 ** 31), max: 2 ** 31 - 1 };
/** The last doubles inside 64 bits that JSON writes inside them: it writes -(2 ** 63) as -9223372036854776000. */
const INT64 = { min: -(2 ** 63 - 1024), max: 2 ** 63 - 1024 };

function expectedKeywords(name: string, shape: ModelShape): Readonly<Record<string, unknown>> {
  const { type, min, max, pattern, members = {}, required } = shape;
  switch (type) {
    case 'structure': {
      const properties = Object.fromEntries(Object.entries(members).map(([member, to]) => [member, refTo(to)]));
      return { type: 'object', properties, required, additionalProperties: false };
    }
    case 'list':
      return { type: 'array', items: refTo(shape.member), minItems: min, maxItems: max };
    case 'map':
      return {
        type: 'object',
        propertyNames: refTo(shape.key),
        additionalProperties: refTo(shape.value),
        minProperties: min,
        maxProperties: max,
      };
    case 'string':
      return {
        type: 'string',
        enum: shape.enum,
        minLength: min,
        maxLength: max,
        'x-pattern': pattern,
        pattern: pattern === undefined ? undefined : `^(?:${asEcmaScript(pattern)})$`,
      };
    case 'integer':
      return { type: 'integer', minimum: min ?? INT32.min, maximum: max ?? INT32.max };
    case 'long':
      return { type: 'integer', minimum: min ?? INT64.min, maximum: max ?? INT64.max };
    case 'boolean':
      return { type: 'boolean' };
    case 'timestamp':
      return { type: 'number' };
    default:
      return { type: `unknown type ${type} of ${name}` };
  }
}

const refTo = (reference: Reference | undefined) => ({ $ref: `#/$defs/${reference?.shape}` });

/** Java's classes in ECMAScript: its dot stops at NEL too, its white space is ASCII. */
const asEcmaScript = (java: string): string =>
  java
    .replaceAll('[\\S\\s]', '[\\s\\S]')
    .replaceAll('[\\S]', '[^ \\t\\n\\v\\f\\r]')
    .replaceAll('\\p{Alnum}', 'a-zA-Z0-9')
    .replaceAll(/\\.|\[(?:\\.|[^\]])*\]|\./g, (token) => (token === '.' ? '[^\\n\\r\\u0085\\u2028\\u2029]' : token));

interface IndexRow {
  readonly file: string;
  /** Messages that the request earns, sorted; an enum's values are left out. */
  readonly messages: readonly string[];
}

/** The table of requests/INDEX.md: file first, verdict last. */
const rowsOf = (index: string): readonly IndexRow[] =>
  index.split('\n').flatMap((line) => {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
    const [, file = '', ...rest] = cells;
    if (!file.endsWith('.json')) return [];
    const verdict = rest.at(-2) ?? '';
    const messages = verdict.startsWith('NOT valid: ') ? verdict.slice('NOT valid: '.length).split(/; (?=Value )/) : [];
    return [{ file, messages: messages.sort() }];
  });

function checkRequest(folder: string, { file, messages }: IndexRow): Differences {
  const parsed = parseBody(readFileSync(join(folder, 'requests', file)));
  if (!parsed.ok) return [parsed.error.detail];
  const earned = validateRequest(parsed.value).map(({ message }) => message.replace(/(enum value set): \[.*\]$/, '$1'));
  const unexpected = earned
    .filter((message) => !messages.includes(message))
    .map((message) => `not expected: ${message}`);
  const absent = messages.filter((message) => !earned.includes(message)).map((message) => `not reported: ${message}`);
  return [...unexpected, ...absent];
}

interface ModelFacts {
  readonly gpu: number;
  readonly accelerators?: number;
  readonly nvme?: boolean;
}

function checkInstanceTypes(theirs: Readonly<Record<string, ModelFacts>>): Differences {
  const unknown = INSTANCE_TYPES.filter((type) => !(type in theirs)).map((type) => `${type}: not in the facts`);
  const different = Object.entries(theirs).flatMap(([type, { gpu, accelerators = 0, nvme = false }]) => {
    const wanted = canonical({ gpus: gpu, accelerators, localStorage: nvme });
    const actual = canonical(instanceFacts(type));
    return wanted === actual ? [] : [`${type}: the facts are ${wanted}, the table has ${actual}`];
  });
  const untyped = schema.$defs.TrainingInstanceType.enum.filter((type) => instanceFacts(type) === undefined);
  return [...unknown, ...different, ...untyped.map((type) => `${type}: in the schema, not in the table`)];
}

interface ModelOperations {
  readonly allOperationNames: readonly string[];
  readonly computeStartingOperations: Readonly<
    Record<'startsOrBuysCompute' | 'declaresInstanceTypesUsedLater', readonly string[]>
  >;
  readonly operations: Readonly<Record<string, unknown>>;
}

/** The gateway's class of every operation of the service is the model's. */
function checkOperations({ allOperationNames, computeStartingOperations, operations }: ModelOperations): Differences {
  const { startsOrBuysCompute, declaresInstanceTypesUsedLater } = computeStartingOperations;
  const wantedClass = (name: string): string => {
    if (name in operations) return 'served';
    if (startsOrBuysCompute.includes(name)) return 'starts-compute';
    return declaresInstanceTypesUsedLater.includes(name) ? 'describes-compute' : 'unknown';
  };
  return allOperationNames.flatMap((name) => {
    const actual = isServed(name) ? 'served' : classOf(name);
    return actual === wantedClass(name) ? [] : [`${name}: the model says ${wantedClass(name)}, the table ${actual}`];
  });
}

/** The requests of the job operations, shape for shape. */
function checkJobOperations(model: Model): Differences {
  const defs: Readonly<Record<string, Shape>> = operationsSchema.$defs;
  return Object.entries(defs).flatMap(([name, ours]) => {
    const theirs = model[name];
    return theirs ? differencesOf(name, theirs, ours) : [`${name}: not in the model`];
  });
}

/** Prints the outcome of one check; true where it passed. */
function report(name: string, differences: Differences): boolean {
  console.log(`${differences.length === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  for (const difference of differences) console.log(`       ${difference}`);
  return differences.length === 0;
}

function checkAll(folder: string): boolean {
  const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const model = readModel(folder);
  const rows = rowsOf(readFileSync(join(folder, 'requests/INDEX.md'), 'utf8'));
  const outcomes = [
    report(`schema.json has every shape and constraint of the model`, checkSchema(model)),
    report('the requests of job operations', checkJobOperations(model)),
    report('every operation has its class', checkOperations(read(MODEL_FILE))),
    report('the instance types and their facts', checkInstanceTypes(read('instance-types.json'))),
    report('the index lists requests', rows.length > 0 ? [] : ['no row was found']),
    ...rows.map((row) => report(`${row.file}: ${row.messages.length || 'no'} errors`, checkRequest(folder, row))),
  ];
  return outcomes.every(Boolean);
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node scripts/check-model.ts <model-folder>');
  process.exitCode = 2;
} else if (!existsSync(folder)) {
  console.log(`skipped: there is no folder ${folder}`);
} else {
  process.exitCode = checkAll(folder) ? 0 : 1;
}
