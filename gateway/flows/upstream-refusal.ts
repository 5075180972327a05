import type { Decision } from '../shared/decision.ts';
import type { Refusal, RestErrorCode } from '../shared/errors.ts';
import type { UpstreamRefusal } from '../shared/job.ts';

/** SageMaker's error codes that mean something of their own to a caller; any other is its plain refusal. */
const CODES: Readonly<Record<string, RestErrorCode>> = {
  ResourceInUse: 'name-taken',
  ResourceLimitExceeded: 'sagemaker-quota-exceeded',
  AccessDeniedException: 'sagemaker-denied',
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
};

/** SageMaker's own refusal of an admitted request, as the caller is told; the reservation has been given back. */
export const upstreamRefusal = (refusal: UpstreamRefusal, decision: Decision): Refusal => ({
  ...(isOfOurCredentials(refusal) ? OUR_CREDENTIALS : sagemakerRefusal(refusal)),
  decision,
});

/** Refusals of the gateway's own signature: whoever asked has signed well. "Common errors", SageMaker API reference (2026). */
const OF_CREDENTIALS: readonly string[] = [
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
];

export const isOfOurCredentials = ({ code }: UpstreamRefusal): boolean => OF_CREDENTIALS.includes(code);

const OUR_CREDENTIALS: Refusal = {
  code: 'unavailable',
  detail:
    'SageMaker did not take the credentials of the gateway: tell the platform team; the quota has been given back',
};

/** What SageMaker refuses of a job that exists. */
export const sagemakerRefusal = (upstream: UpstreamRefusal): Refusal => ({
  code: CODES[upstream.code] ?? 'sagemaker-refused',
  detail: `SageMaker answered ${upstream.code}: ${upstream.message}`,
  upstream,
});
