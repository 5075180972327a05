import { FIXED_WORDS } from '../gateway/bundle/vocabulary.ts';
import { listed } from '../gateway/rules/rule.ts';
import { isJsonList, isJsonObject, type Json, type JsonObject, objectIn, textIn } from '../gateway/shared/json.ts';

/** One param of a rule, however deep: `families.*.maxGpus` is in the mappings of `families`, `tags[].key` in its list. */
export interface ParamRow {
  readonly name: string;
  /** What it may be, in Markdown. */
  readonly takes: string;
  readonly means: string;
  readonly isRequired: boolean;
}

/** The params of a schema as rows, each before those inside it. `Values` is one param: what it may be is said elsewhere. */
export function paramRows(schema: JsonObject, prefix = ''): readonly ParamRow[] {
  const required = namesIn(schema.required);
  const own = Object.entries(objectIn(schema.properties)).flatMap(([name, node]) => {
    const param = objectIn(node);
    const row = { name: `${prefix}${name}`, takes: takenBy(param), means: textIn(param.description) };
    return [{ ...row, isRequired: required.includes(name) }, ...rowsInside(param, row.name)];
  });
  return [...own, ...branchesOf(schema).flatMap((branch) => paramRows(branch, prefix))];
}

function rowsInside(param: JsonObject, name: string): readonly ParamRow[] {
  if (isValues(param)) return [];
  const inner = [
    ...paramRows(param, `${name}.`),
    ...within(param.items, `${name}[]`),
    ...within(param.additionalProperties, `${name}.*`),
  ];
  return inner.filter((row, index) => inner.findIndex((other) => other.name === row.name) === index);
}

const within = (node: Json | undefined, name: string): readonly ParamRow[] =>
  isJsonObject(node) ? [...paramRows(node, `${name}.`), ...within(node.items, `${name}[]`)] : [];

/** Schemas of which one or all hold as well. */
const branchesOf = (schema: JsonObject): readonly JsonObject[] =>
  [schema.anyOf, schema.oneOf, schema.allOf].flatMap((list) => (isJsonList(list) ? list.filter(isJsonObject) : []));

/** Whether a schema is that of `Values`, described or not. */
const isValues = ({ properties }: JsonObject): boolean => objectIn(objectIn(properties).team).format === 'team-values';

/** What fits a schema, in words. */
function takenBy(node: JsonObject): string {
  if (isValues(node)) return '*values*';
  if (isJsonList(node.enum)) return listed(node.enum.map(String));
  if (node.const !== undefined) return listed([String(node.const)]);
  const alternatives = branchesOf(node).map(takenBy).filter(Boolean);
  const types = [node.type ?? []].flat().map((type) => KINDS[String(type)]?.(node) ?? String(type));
  return [...new Set([...types, ...alternatives])].join(' or ');
}

const KINDS: Readonly<Record<string, (node: JsonObject) => string>> = {
  boolean: () => 'true or false',
  integer: (node) => `whole number${boundsOf(node)}`,
  number: (node) => `number${boundsOf(node)}`,
  string: textTaken,
  array: ({ items }) => `list of ${several(takenBy(objectIn(items)) || 'value')}`,
  object: ({ additionalProperties, propertyNames }) => {
    if (!isJsonObject(additionalProperties)) return 'mapping';
    const key = textIn(objectIn(propertyNames).format);
    return `mapping of ${several(takenBy(additionalProperties))}${key === '' ? '' : ` by ${KEYS[key] ?? inWords(key)}`}`;
  },
};

/** Plural of what ends in a word; bounds and names stay as they are. */
const several = (taken: string): string => (/^[a-z -]+$/.test(taken) ? `${taken}s` : taken);

/** Words that need more than their name, or another. */
const TEXTS: Readonly<Record<string, string>> = {
  'type-glob': 'instance type pattern',
  'linear-pattern': 'regular expression',
};
const KEYS: Readonly<Record<string, string>> = { family: 'family of instance types', 'instance-type': 'instance type' };

const MOST_NAMES = 12;

function textTaken({ format }: JsonObject): string {
  const name = textIn(format);
  const { names = [], shape } = FIXED_WORDS[name] ?? {};
  if (names.length > 0 && names.length <= MOST_NAMES && shape === undefined) return listed(names);
  return TEXTS[name] ?? (name === '' || name === 'value' ? 'text' : inWords(name));
}

const inWords = (format: string): string => format.replaceAll('-', ' ');

function boundsOf({ minimum, maximum, exclusiveMinimum }: JsonObject): string {
  const bounds = [
    ...(minimum === undefined ? [] : [`at least ${minimum}`]),
    ...(exclusiveMinimum === undefined ? [] : [`more than ${exclusiveMinimum}`]),
    ...(maximum === undefined ? [] : [`at most ${maximum}`]),
  ];
  return bounds.length === 0 ? '' : `, ${bounds.join(', ')}`;
}

/** The texts of a list; none where it is no list. */
export const namesIn = (list: Json | undefined): readonly string[] => (isJsonList(list) ? list.map(textIn) : []);
