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
  ...sagemakerRefusal(refusal),
  decision,
});

/** What SageMaker refuses of a job that exists. */
export const sagemakerRefusal = (upstream: UpstreamRefusal): Refusal => ({
  code: CODES[upstream.code] ?? 'sagemaker-refused',
  detail: `SageMaker answered ${upstream.code}: ${upstream.message}`,
  upstream,
});
