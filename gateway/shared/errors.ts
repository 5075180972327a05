import type { Decision } from './decision.ts';
import type { UpstreamRefusal } from './job.ts';

export interface ErrorKind {
  readonly title: string;
  /** HTTP status of the REST API; null: only AWS SDKs meet it. */
  readonly status: number | null;
  /** Error type and HTTP status for AWS SDKs. They try again after a 5xx, a 429 and what is named throttling: no refusal is one. */
  readonly sdk: readonly [type: string, status: number];
  /** When trying again is likely to help, in seconds. */
  readonly retryAfterSeconds?: number;
}

const INVALID = ['ValidationException', 400] as const;
const DENIED = ['AccessDeniedException', 400] as const;
const IN_USE = ['ResourceInUse', 400] as const;
const AT_LIMIT = ['ResourceLimitExceeded', 400] as const;
const NO_ANSWER = ['ServiceUnavailableException', 503] as const;

/** Every error a caller can meet. The codes end the problem's `type`; docs/rest-api.md lists them. */
export const ERRORS = {
  'invalid-json': { title: 'The body is not a JSON object', status: 400, sdk: ['SerializationException', 400] },
  'invalid-request': { title: 'The request breaks the CreateTrainingJob model', status: 400, sdk: INVALID },
  'invalid-query': { title: 'The query is not understood', status: 400, sdk: INVALID },
  'request-too-large': { title: 'The request is too large', status: 413, sdk: ['RequestEntityTooLargeException', 413] },
  'not-signed': { title: 'The request is not signed', status: null, sdk: ['MissingAuthenticationTokenException', 400] },
  'incomplete-signature': {
    title: 'The signature leaves open what was signed',
    status: null,
    sdk: ['IncompleteSignatureException', 403],
  },
  'invalid-signature': {
    title: 'The signature is not valid here or now',
    status: null,
    sdk: ['InvalidSignatureException', 403],
  },
  // Alike for a wrong signature: nobody learns which keys there are.
  'unknown-key': {
    title: 'The access key is not known, or the signature is not its own',
    status: null,
    sdk: ['UnrecognizedClientException', 403],
  },
  'unmapped-caller': { title: 'The caller belongs to no team', status: 403, sdk: DENIED },
  'unknown-operation': {
    title: 'The operation is not served',
    status: null,
    sdk: ['UnknownOperationException', 400],
  },
  'operation-denied': { title: 'The operation would start compute past the gateway', status: null, sdk: DENIED },
  'policy-denied': { title: 'A policy denies the request', status: 403, sdk: DENIED },
  'quota-exceeded': { title: 'The request exceeds a quota', status: 403, sdk: AT_LIMIT },
  'approval-required': {
    title: 'The request needs approval, and the caller does not wait',
    status: 403,
    sdk: ['ApprovalRequiredException', 400],
  },
  'invalid-hold': { title: 'What to do about a hold is not understood', status: 400, sdk: INVALID },
  'approval-not-found': { title: 'There is no such approval', status: 404, sdk: INVALID },
  'approval-decided': { title: 'The approval is decided already', status: 409, sdk: IN_USE },
  'self-approval': { title: 'Nobody approves a job of his own', status: 403, sdk: DENIED },
  'not-an-approver': { title: 'The caller is not asked for this approval', status: 403, sdk: DENIED },
  'invalid-vote': { title: 'The vote is not understood', status: 400, sdk: INVALID },
  'tag-protected': { title: 'The tag may not be changed', status: null, sdk: DENIED },
  'job-not-found': { title: 'There is no such training job', status: 404, sdk: INVALID },
  'name-taken': { title: 'The training job name is taken', status: 409, sdk: IN_USE },
  'job-ended': { title: 'The training job has ended', status: null, sdk: INVALID },
  'job-in-use': { title: 'The training job is not at rest', status: null, sdk: IN_USE },
  'invalid-key-request': { title: 'The wish for a gateway key is not understood', status: 400, sdk: INVALID },
  'key-not-found': { title: 'There is no such gateway key', status: 404, sdk: INVALID },
  'key-denied': { title: 'The caller may not manage this gateway key', status: 403, sdk: DENIED },
  'key-over': { title: 'The gateway key is over', status: 409, sdk: IN_USE },
  'sagemaker-refused': { title: 'SageMaker refused the request', status: 400, sdk: INVALID },
  'sagemaker-denied': { title: 'SageMaker denied the request', status: 403, sdk: DENIED },
  'sagemaker-quota-exceeded': {
    title: 'The AWS account is at a SageMaker service quota',
    status: 403,
    sdk: AT_LIMIT,
  },
  throttled: {
    title: 'Too many requests at once',
    status: 429,
    sdk: ['ThrottlingException', 400],
    retryAfterSeconds: 1,
  },
  'outcome-unknown': {
    title: 'It is not known yet whether SageMaker accepted the job',
    status: 503,
    sdk: NO_ANSWER,
    retryAfterSeconds: 10,
  },
  unavailable: {
    title: 'A service that the gateway needs is not answering',
    status: 503,
    sdk: NO_ANSWER,
    retryAfterSeconds: 2,
  },
  internal: { title: 'The gateway failed', status: 500, sdk: ['InternalFailure', 500] },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/** What a caller of the REST API can meet. */
export type RestErrorCode = {
  [Code in ErrorCode]: (typeof ERRORS)[Code]['status'] extends number ? Code : never;
}[ErrorCode];

/** All of them. The cast: of an object literal, `Object.keys` gives its keys. */
export const REST_ERROR_CODES = (Object.keys(ERRORS) as ErrorCode[]).filter(
  (code): code is RestErrorCode => ERRORS[code].status !== null,
);

/** A fault: the store went on being busy for longer than its caller can wait. Nothing was written. */
export class Busy extends Error {
  override readonly name = 'Busy';
}

/** A fault: something without which nothing can be decided is not known now. Nothing was written. */
export class Unavailable extends Error {
  override readonly name: string = 'Unavailable';
}

/** One member of the request that breaks the model. */
export interface RequestError {
  /** AWS's path, such as `inputDataConfig.1.member.channelName`. */
  readonly path: string;
  /** The whole sentence, in AWS's wording. */
  readonly message: string;
}

/** Why a caller does not get what was asked for. Everything in it may be shown to the caller. */
export interface Refusal<Code extends ErrorCode = RestErrorCode> {
  readonly code: Code;
  /** What was seen, what is allowed, what to do. */
  readonly detail: string;
  readonly errors?: readonly RequestError[];
  readonly decision?: Decision;
  /** What SageMaker itself answered, where it is the one that refuses. */
  readonly upstream?: UpstreamRefusal;
}
