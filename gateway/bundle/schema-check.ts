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
  const validate = compile(schema, vocabulary);
  return (file) => {
    validate(file.value);
    return (validate.errors ?? []).filter(speaks).map((error) => problemAt(file, error, vocabulary));
  };
}

function compile(schema: JsonObject, vocabulary: Vocabulary): ValidateFunction<Json> {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, useDefaults: true, verbose: true });
  for (const [name, { is }] of Object.entries(vocabulary)) ajv.addFormat(name, is);
  return ajv.compile<Json>(schema);
}

/** These only say that there are other errors. */
const speaks = ({ keyword }: ErrorObject): boolean => keyword !== 'if' && keyword !== 'propertyNames';

function problemAt({ name, placeOf }: SourceFile, error: ErrorObject, vocabulary: Vocabulary): BundleProblem {
  const { steps, part, message } = flawOf(error, vocabulary);
  return { file: name, ...placeOf(steps, part), message };
}
