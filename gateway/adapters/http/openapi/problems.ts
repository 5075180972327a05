import { ERRORS, REST_ERROR_CODES, type RequestError, type RestErrorCode } from '../../../shared/errors.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { Problem } from '../answer.ts';
import { listOf, objectOf, ref, TEXT, told } from './schema.ts';

const STATUS: JsonObject = { type: 'integer', minimum: 400, maximum: 599 };

const problem = objectOf<Problem>(
  {
    type: { type: 'string', enum: REST_ERROR_CODES.map((code) => `urn:traingate:${code}`) },
    title: TEXT,
    status: STATUS,
    detail: told(TEXT, 'What was seen, what is allowed, what to do.'),
    errors: told(listOf(ref('RequestError')), 'Every violation, where the body or the request is at fault.'),
    decision: ref('Decision'),
  },
  ['errors', 'decision'],
);

/** What API Gateway answers itself, as deploy/answers.yml has it. */
interface GatewayProblem {
  readonly __type: string;
  readonly message: string;
  readonly Message: string;
  readonly type: string;
  readonly title: string;
  readonly status?: number;
  readonly detail: string;
}

const gatewayProblem = objectOf<GatewayProblem>(
  {
    __type: told(TEXT, 'The error’s name, for AWS SDKs.'),
    message: TEXT,
    Message: TEXT,
    type: { type: 'string', pattern: '^urn:traingate:[a-z-]+$' },
    title: TEXT,
    status: STATUS,
    detail: TEXT,
  },
  ['status'],
);

export const PROBLEM_SCHEMAS: Readonly<Record<string, JsonObject>> = {
  Problem: told(problem, 'RFC 9457 problem details. `type` ends in the code.'),
  GatewayProblem: told(gatewayProblem, 'An answer of API Gateway, before or instead of the gateway’s own.'),
  RequestError: objectOf<RequestError>({
    path: told(TEXT, 'AWS’s path, such as `inputDataConfig.1.member.channelName`.'),
    message: told(TEXT, 'The whole sentence, in AWS’s wording.'),
  }),
};

/** Statuses that API Gateway itself gives: to a caller whom it does not know, a body over 10 MB, too many, no answer. */
export interface Door {
  readonly signed: boolean;
  readonly body: unknown;
}

const gatewayStatuses = ({ signed, body }: Door): readonly number[] => [
  ...(signed ? [403] : []),
  ...(body === null ? [] : [413]),
  429,
  503,
];

/** The answers of a route that refuse, by status: the gateway's own with each of these codes, and API Gateway's. */
export function refusals(codes: readonly RestErrorCode[], door: Door): JsonObject {
  const ofGateway = gatewayStatuses(door);
  const statuses = [...new Set([...codes.map((code) => ERRORS[code].status), ...ofGateway])].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const own = codes.filter((code) => ERRORS[code].status === status);
      return [status, refusal(own, ofGateway.includes(status))];
    }),
  );
}

function refusal(codes: readonly RestErrorCode[], byGateway: boolean): JsonObject {
  const own = codes.length === 0 ? {} : { 'application/problem+json': { schema: problemWith(codes) } };
  const gateways = byGateway ? { 'application/json': { schema: ref('GatewayProblem') } } : {};
  return {
    description: [
      ...codes.map((code) => `\`${code}\`: ${ERRORS[code].title}.`),
      ...(byGateway ? [BY_GATEWAY] : []),
    ].join('\n'),
    headers: { ...requestId(!byGateway), ...(codes.some(saysWhen) && RETRY_AFTER) },
    content: { ...own, ...gateways },
  };
}

/** The header that names an answer; one of API Gateway's own has none. */
export const requestId = (required: boolean): JsonObject => ({
  'x-traingate-request-id': { description: 'Quote it to the operators.', required, schema: TEXT },
});

const RETRY_AFTER: JsonObject = {
  'retry-after': {
    description: 'Seconds after which trying again is likely to help.',
    schema: { type: 'integer', minimum: 1 },
  },
};

const BY_GATEWAY = 'As `application/json` where API Gateway answers.';

const saysWhen = (code: RestErrorCode): boolean => 'retryAfterSeconds' in ERRORS[code];

const problemWith = (codes: readonly RestErrorCode[]): JsonObject => ({
  allOf: [
    ref('Problem'),
    { type: 'object', properties: { type: { enum: codes.map((code) => `urn:traingate:${code}`) } } },
  ],
});
