import { SageMakerClient } from '@aws-sdk/client-sagemaker';

/** Shorter than FORWARD_WINDOW_MS, and than the timeout of every function that calls. */
const TIMEOUTS = { connectionTimeout: 2_000, requestTimeout: 8_000, throwOnRequestTimeout: true };

/**
 * The SDK's client; `endpoint` where it is not AWS's.
 * INVARIANT: it makes single attempts. Only reconcile repeats a forward (ADR 0007).
 */
export const sagemakerClient = (endpoint: string | undefined): SageMakerClient =>
  new SageMakerClient({ requestHandler: TIMEOUTS, maxAttempts: 1, ...(endpoint && { endpoint }) });
