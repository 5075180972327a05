import type { Decision } from './decision.ts';

export interface ErrorKind {
  readonly title: string;
  /** HTTP status of the REST API. */
  readonly status: number;
  /** When trying again is likely to help, in seconds. */
  readonly retryAfterSeconds?: number;
}

/** Every error a caller can meet. The codes end the problem's `type`; docs/rest-api.md lists them. */
export const ERRORS = {
  'invalid-json': { title: 'The body is not a JSON object', status: 400 },
  'invalid-request': { title: 'The request breaks the CreateTrainingJob model', status: 400 },
  'invalid-query': { title: 'The query is not understood', status: 400 },
  'request-too-large': { title: 'The request is too large', status: 413 },
  'unmapped-caller': { title: 'The caller belongs to no team', status: 403 },
  'policy-denied': { title: 'A policy denies the request', status: 403 },
  'quota-exceeded': { title: 'The request exceeds a quota', status: 403 },
  'job-not-found': { title: 'There is no such training job', status: 404 },
  'name-taken': { title: 'The training job name is taken', status: 409 },
  'sagemaker-refused': { title: 'SageMaker refused the request', status: 400 },
  'sagemaker-denied': { title: 'SageMaker denied the request', status: 403 },
  'sagemaker-quota-exceeded': { title: 'The AWS account is at a SageMaker service quota', status: 403 },
  throttled: { title: 'Too many requests at once', status: 429, retryAfterSeconds: 1 },
  'outcome-unknown': {
    title: 'It is not known yet whether SageMaker accepted the job',
    status: 503,
    retryAfterSeconds: 10,
  },
  unavailable: { title: 'A service that the gateway needs is not answering', status: 503, retryAfterSeconds: 2 },
  internal: { title: 'The gateway failed', status: 500 },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/** A fault: the store went on being busy for longer than its caller can wait. Nothing was written. */
export class Busy extends Error {
  override readonly name = 'Busy';
}

/** A fault: something without which nothing can be decided is not known now. Nothing was written. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** One member of the request that breaks the model. */
export interface RequestError {
  /** AWS's path, such as `inputDataConfig.1.member.channelName`. */
  readonly path: string;
  /** The whole sentence, in AWS's wording. */
  readonly message: string;
}

/** Why a caller does not get what was asked for. Everything in it may be shown to the caller. */
export interface Refusal {
  readonly code: ErrorCode;
  /** What was seen, what is allowed, what to do. */
  readonly detail: string;
  readonly errors?: readonly RequestError[];
  readonly decision?: Decision;
}
