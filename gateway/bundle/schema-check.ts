import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Json, JsonObject } from '../shared/json.ts';
import type { BundleProblem } from './problem.ts';
import { flawOf } from './schema-flaw.ts';
import type { SourceFile } from './source-file.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Checks one file: fills in the defaults of absent members, and returns every problem at its line and column. */
export type SchemaCheck = (file: SourceFile) => readonly BundleProblem[];

/** A check against one JSON Schema whose string formats are the words of the vocabulary. */
export function schemaCheck(schema: JsonObject, vocabulary: Vocabulary): SchemaCheck {
  const { validate, speaking } = compiledOf(schema, vocabulary);
  return (file) => {
    speaking.of = vocabulary;
    validate(file.value);
    return (validate.errors ?? []).filter(speaks).map((error) => problemAt(file, error, vocabulary));
  };
}

/** A schema, and the vocabulary that its formats go by while it validates, which is done in one go. */
interface Compiled {
  readonly validate: ValidateFunction<Json>;
  readonly speaking: { of: Vocabulary };
}

/** Compiling takes a hundred times as long as validating, and the schemas are constants. */
const compiled = new WeakMap<JsonObject, Compiled>();

function compiledOf(schema: JsonObject, vocabulary: Vocabulary): Compiled {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const speaking = { of: vocabulary };
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, useDefaults: true, verbose: true });
  // Every vocabulary has the same words.
  for (const name of Object.keys(vocabulary)) {
    ajv.addFormat(name, (text: string) => speaking.of[name]?.is(text) ?? false);
  }
  const made = { validate: ajv.compile<Json>(schema), speaking };
  compiled.set(schema, made);
  return made;
}

/** These only say that there are other errors. */
const speaks = ({ keyword }: ErrorObject): boolean => keyword !== 'if' && keyword !== 'propertyNames';

function problemAt({ name, placeOf }: SourceFile, error: ErrorObject, vocabulary: Vocabulary): BundleProblem {
  const { steps, part, message } = flawOf(error, vocabulary);
  return { file: name, ...placeOf(steps, part), message };
}
