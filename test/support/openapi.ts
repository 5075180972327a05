import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { RestAnswer, RestCall } from '../../local/client.ts';

export interface OpenapiDocument {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenapiOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>>; readonly securitySchemes: object };
}

export interface OpenapiOperation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, OpenapiResponse>>;
}

interface OpenapiResponse {
  readonly headers: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly content: Readonly<Record<string, { readonly schema: object }>>;
}

/** Throws where an answer is not one that the document promises: its status, media type, headers or body. */
export type AnswerCheck = (call: Pick<RestCall, 'method' | 'path'>, answer: RestAnswer) => void;

export function answerCheck(document: OpenapiDocument): AnswerCheck {
  const validatorAt = validators(document);
  return ({ method, path }, { status, headers, body }) => {
    const template = templateOf(document, path);
    const mediaType = headers.get('content-type')?.split(';')[0] ?? 'none';
    const where = ['paths', template, method.toLowerCase(), 'responses', String(status)];
    const response = document.paths[template]?.[method.toLowerCase()]?.responses[status];
    if (!response?.content[mediaType]) throw new Error(`${method} ${path}: ${status} ${mediaType} is not documented`);
    const promised = Object.entries(response.headers).filter(([, { required }]) => required);
    const missing = promised.filter(([name]) => !headers.has(name)).map(([name]) => name);
    if (missing.length > 0) throw new Error(`${method} ${path}: ${status} has no ${missing}`);
    const validate = validatorAt([...where, 'content', mediaType, 'schema']);
    if (!validate(body)) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(validate.errors)}`);
  };
}

/** Compiles the schema at a place of the document, once. */
function validators(document: OpenapiDocument): (place: readonly string[]) => ValidateFunction {
  const ajv = openapiAjv(document);
  const compiled = new Map<string, ValidateFunction>();
  return (place) => {
    const pointer = `openapi#${place.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`;
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: pointer });
    compiled.set(pointer, validate);
    return validate;
  };
}

/** An ajv that knows the document's schemas as `openapi#/…`. */
export function openapiAjv(document: OpenapiDocument): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, validateSchema: false });
  // Its root is no schema: these are the members that it has there.
  ajv.addVocabulary(['x-pattern', 'openapi', 'info', 'servers', 'paths', 'components']);
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  ajv.addFormat('uuid', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  return ajv.addSchema(document, 'openapi');
}

/** The path of the document that a path is of; a fixed one wins over one with parameters. */
function templateOf({ paths }: OpenapiDocument, path: string): string {
  const fits = Object.keys(paths).filter((template) =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')}$`).test(path),
  );
  return fits.find((template) => template === path) ?? fits[0] ?? path;
}
