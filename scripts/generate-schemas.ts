import { join, resolve } from 'node:path';
import { ORGANIZATION_SCHEMA } from '../gateway/bundle/schemas/organization.ts';
import { POLICY_SCHEMA } from '../gateway/bundle/schemas/policy.ts';
import { PRICES_SCHEMA } from '../gateway/bundle/schemas/prices.ts';
import { QUOTAS_SCHEMA } from '../gateway/bundle/schemas/quotas.ts';
import { WAIVERS_SCHEMA } from '../gateway/bundle/schemas/waivers.ts';
import { FIXED_WORDS } from '../gateway/bundle/vocabulary.ts';
import { isJsonList, isJsonObject, type Json, type JsonObject, textIn } from '../gateway/shared/json.ts';
import { writeWhole } from './write-whole.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** The files that editors know, by the name of their schema. A new kind of file is one line here. */
const SCHEMAS: Readonly<Record<string, JsonObject>> = {
  policy: POLICY_SCHEMA,
  organization: ORGANIZATION_SCHEMA,
  quotas: QUOTAS_SCHEMA,
  prices: PRICES_SCHEMA,
  waivers: WAIVERS_SCHEMA,
};

/** The text of every file in schemas/, by name. */
export const schemaFiles = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(SCHEMAS).map(([name, schema]) => {
      return [`${name}.schema.json`, `${JSON.stringify(forEditors(name, schema), null, 2)}\n`];
    }),
  );

/**
 * JSON Schema that any editor understands. It lets pass what only an organisation can tell, such as the name of a team:
 * that is for `traingate policies lint`.
 */
export function forEditors(name: string, schema: JsonObject): JsonObject {
  const used = new Set<string>();
  const plain = withoutFormats(schema, used);
  const words = [...used].sort().map((word) => [word, fromList(word)]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Traingate: ${name}`,
    ...plain,
    ...(words.length > 0 && { $defs: Object.fromEntries(words) }),
  };
}

/** The same with each format as what it demands. `used` collects the words that are lists. */
function withoutFormats({ format, ...schema }: JsonObject, used: Set<string>): JsonObject {
  const members = Object.entries(schema).map(([name, value]) => [name, inside(value, used)]);
  return { ...Object.fromEntries(members), ...demandOf(textIn(format), schema.type, used) };
}

function inside(value: Json | undefined, used: Set<string>): Json {
  if (isJsonList(value)) return value.map((each) => inside(each, used));
  if (!isJsonObject(value)) return value ?? null;
  // Named `format`, a member of a file's is no format.
  return typeof value.format === 'object' ? mapped(value, used) : withoutFormats(value, used);
}

const mapped = (members: JsonObject, used: Set<string>): JsonObject =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [name, inside(value, used)]));

function demandOf(word: string, type: Json | undefined, used: Set<string>): JsonObject {
  const { names, shape } = FIXED_WORDS[word] ?? {};
  // A list would refuse the mapping that may stand in the text's place.
  if (names && (type === 'string' || type === undefined)) {
    used.add(word);
    return { $ref: `#/$defs/${word}` };
  }
  return shape && !names ? { pattern: shape.source } : {};
}

function fromList(word: string): JsonObject {
  const { names = [], shape } = FIXED_WORDS[word] ?? {};
  return shape ? { anyOf: [{ enum: names }, { type: 'string', pattern: shape.source }] } : { enum: names };
}

async function main(): Promise<void> {
  const files = Object.entries(schemaFiles());
  await Promise.all(files.map(([file, text]) => writeWhole(join(ROOT, 'schemas', file), text)));
}

if (import.meta.main) await main();
