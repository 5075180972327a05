import { RESERVED_TAG_PREFIX } from '../../../shared/ids.ts';
import { isJsonList, isJsonObject, type Json, type JsonObject, objectIn } from '../../../shared/json.ts';
import { APPROVAL_SCHEMAS } from './approval-schemas.ts';
import { DECISION_SCHEMAS } from './decision-schemas.ts';
import { JOB_SCHEMAS } from './job-schemas.ts';
import { KEY_SCHEMAS } from './key-schemas.ts';
import { OPERATIONS, type Operation, type RequestBody } from './operations.ts';
import { POLICY_SCHEMAS } from './policy-schemas.ts';
import { PROBLEM_SCHEMAS, refusals, requestId } from './problems.ts';
import { QUOTA_SCHEMAS } from './quota-schemas.ts';
import { ref } from './schema.ts';

/** What the document is made of besides the answers. */
export interface DocumentParts {
  /** Of the gateway. */
  readonly version: string;
  /** The schema that requests are validated by; each of its `$defs` becomes a schema of the document. */
  readonly requestSchema: JsonObject & { readonly $defs: JsonObject };
  /** How many tags of its own a request may have; the gateway adds one. */
  readonly callersTags: number;
  /** A request that both allow. */
  readonly example: JsonObject;
}

/**
 * The REST API as an OpenAPI 3.1 document, without `servers`: where it is served is known when it is asked for. Throws
 * where two schemas have one name.
 */
export function openapiDocument({ version, requestSchema, callersTags, example }: DocumentParts): JsonObject {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Traingate',
      version,
      summary: 'The one door through which an organisation’s SageMaker training jobs start.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: pathsWith(example),
    components: {
      schemas: schemasWith(relocated(requestSchema.$defs), callersTags),
      securitySchemes: { sigv4: SIGV4 },
    },
  };
}

/** As API Gateway exports its AWS_IAM authorizer (Developer Guide, "x-amazon-apigateway-authtype", 2026-11). */
const SIGV4: JsonObject = {
  type: 'apiKey',
  name: 'Authorization',
  in: 'header',
  'x-amazon-apigateway-authtype': 'awsSigv4',
  description: 'AWS Signature Version 4 for the service `execute-api`.',
};

function pathsWith(example: JsonObject): JsonObject {
  const byPath = Map.groupBy(OPERATIONS, ({ path }) => path);
  return Object.fromEntries(
    [...byPath].map(([path, operations]) => [
      path,
      Object.fromEntries(operations.map((operation) => [operation.method, operationOf(operation, example)])),
    ]),
  );
}

const operationOf = (operation: Operation, example: JsonObject): JsonObject => ({
  operationId: operation.operationId,
  summary: operation.summary,
  security: operation.signed ? [{ sigv4: [] }] : [],
  ...(operation.parameters.length > 0 && { parameters: operation.parameters }),
  ...(operation.body && { requestBody: requestBody(operation.body, example) }),
  responses: { ...answersOf(operation), ...refusals(operation.refusals, operation) },
});

const requestBody = (body: RequestBody, example: JsonObject): JsonObject =>
  body === 'training-job' ? trainingJob(example) : SMALL_BODIES[body];

const trainingJob = (example: JsonObject): JsonObject => ({
  required: true,
  description: 'SageMaker’s CreateTrainingJob request: UTF-8, not compressed, at most 512 KiB.',
  content: {
    'application/json': { schema: ref('SubmittedTrainingJob'), examples: { compliant: { value: example } } },
  },
});

const wishes = (schema: string): JsonObject => ({
  required: false,
  description: 'What is not as usual.',
  content: { 'application/json': { schema: ref(schema) } },
});

const SMALL_BODIES = {
  'key-request': wishes('GatewayKeyRequest'),
  'key-rotation': wishes('GatewayKeyRotation'),
  yes: wishes('Yes'),
  no: { ...wishes('No'), required: true },
};

const answersOf = ({ answers }: Operation): JsonObject =>
  Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema }]) => [
      status,
      { description, headers: requestId(true), content: { 'application/json': { schema } } },
    ]),
  );

/** What a caller may send: SageMaker's request, less the tag that the gateway keeps for itself. */
const submittedOf = (shapes: JsonObject, callersTags: number): JsonObject => ({
  SubmittedTrainingJob: withMember(shapes.CreateTrainingJobRequest, 'Tags', ref('SubmittedTags')),
  SubmittedTags: { ...objectIn(shapes.TagList), items: ref('SubmittedTag'), maxItems: callersTags },
  SubmittedTag: withMember(shapes.Tag, 'Key', { ...objectIn(shapes.TagKey), not: RESERVED_KEY }),
});

const RESERVED_KEY: JsonObject = { type: 'string', pattern: `^${RESERVED_TAG_PREFIX}` };

/** The same object with another schema for one of its members. */
function withMember(shape: Json | undefined, member: string, schema: JsonObject): JsonObject {
  const object = objectIn(shape);
  return { ...object, properties: { ...objectIn(object.properties), [member]: schema } };
}

/** Our own first: of a request of SageMaker's, nothing can be said that SageMaker does not say. */
function schemasWith(shapes: JsonObject, callersTags: number): JsonObject {
  const submitted = submittedOf(shapes, callersTags);
  const own = [
    DECISION_SCHEMAS,
    JOB_SCHEMAS,
    APPROVAL_SCHEMAS,
    QUOTA_SCHEMAS,
    POLICY_SCHEMAS,
    KEY_SCHEMAS,
    PROBLEM_SCHEMAS,
  ];
  const all = [submitted, ...own, shapes].flatMap((part) => Object.entries(part));
  const twice = all.find(([name], i) => all.findIndex(([other]) => other === name) !== i);
  if (twice) throw new Error(`two schemas of the OpenAPI document are named \`${twice[0]}\``);
  return Object.fromEntries(all);
}

/** The shapes with references to where a document keeps them; all else is as it was. */
const relocated = (shapes: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, relocatedIn(shape)]));

function relocatedIn(schema: Json): Json {
  if (isJsonList(schema)) return schema.map(relocatedIn);
  if (!isJsonObject(schema)) return schema;
  const { $ref } = schema;
  return typeof $ref === 'string' ? ref($ref.replace('#/$defs/', '')) : relocated(schema);
}
