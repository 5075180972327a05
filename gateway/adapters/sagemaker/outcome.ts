import { SageMakerServiceException } from '@aws-sdk/client-sagemaker';

/** Ends a call after so many milliseconds, wherever it is: connecting, waiting, or reading an answer that stalls. */
export const within = (milliseconds: number) => ({ abortSignal: AbortSignal.timeout(milliseconds) });

/** SageMaker's errors that say no more than that it gets too many calls ("Common errors", API reference, 2026). */
const BUSY_CODES: readonly string[] = [
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
];

/** Whether a call was turned away for the number of calls. */
export const isBusy = (cause: unknown): boolean =>
  cause instanceof SageMakerServiceException && BUSY_CODES.includes(cause.name);

/** What the SDK calls an error whose answer names none. */
const NO_CODE = 'Unknown';

/** Request timeouts count as unknown although their status is one of the client's. */
const AMBIGUOUS_STATUS = 408;

/**
 * A 4xx of the service is definite: the request had no effect. Anything else may have had one: a 5xx, no answer, and a
 * 4xx with no error code, which is not SageMaker's but of something on the way.
 */
export function isRefusal(cause: unknown): cause is SageMakerServiceException {
  if (!(cause instanceof SageMakerServiceException)) return false;
  const status = cause.$metadata.httpStatusCode ?? 500;
  return status >= 400 && status < 500 && status !== AMBIGUOUS_STATUS && cause.name !== NO_CODE;
}
