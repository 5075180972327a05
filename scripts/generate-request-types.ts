import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Json, type JsonObject, objectIn, textIn } from '../gateway/shared/json.ts';
import { writeWhole } from './write-whole.ts';

const ROOT = resolve(import.meta.dirname, '..');
const SCHEMA = 'gateway/actions/create-training-job/schema.json';
const REFERENCE = '#/$defs/';

/** The types that CEL has for a request: of each structure of the schema its members, each with its type. */
export function requestTypes(schema: JsonObject): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const shapes = objectIn(schema.$defs);
  const structures = Object.entries(shapes).filter(([, shape]) => isStructure(shape));
  return Object.fromEntries(
    structures.map(([name, shape]) => {
      const members = Object.entries(objectIn(objectIn(shape).properties));
      return [name, Object.fromEntries(members.map(([member, of]) => [member, typeOf(of, shapes)]))];
    }),
  );
}

const isStructure = (shape: Json): boolean => objectIn(shape).properties !== undefined;

/** Throws where CEL would read the type in another way than the rule's programs do, such as a number that is not whole. */
function typeOf(of: Json | undefined, shapes: JsonObject): string {
  const shape = objectIn(of);
  const name = textIn(shape.$ref).slice(REFERENCE.length);
  if (name !== '') return isStructure(objectIn(shapes[name])) ? name : typeOf(shapes[name], shapes);
  switch (shape.type) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'integer':
      return 'int';
    case 'array':
      return `list<${typeOf(shape.items, shapes)}>`;
    case 'object':
      return `map<string, ${typeOf(shape.additionalProperties, shapes)}>`;
    default:
      throw new Error(`${SCHEMA} has a type that CEL expressions do not know: ${JSON.stringify(shape.type)}`);
  }
}

/** Writes them beside the rule that checks expressions by them, whole or not at all. */
export async function writeRequestTypes(): Promise<void> {
  const schema: JsonObject = JSON.parse(await readFile(join(ROOT, SCHEMA), 'utf8'));
  const text = `${JSON.stringify(requestTypes(schema), null, 2)}\n`;
  await writeWhole(join(ROOT, 'gateway/rules/expression/request-types.generated.json'), text);
}
