import { SageMakerClient } from '@aws-sdk/client-sagemaker';

/** Of a create, in milliseconds. `socketTimeout` is for answers that begin and do not end. */
const TIMEOUTS = { connectionTimeout: 2_000, requestTimeout: 6_000, socketTimeout: 6_000, throwOnRequestTimeout: true };

/** Of every other call: what it does not learn now, reconcile learns later. */
export const LOOK_TIMEOUT = { requestTimeout: 3_000 };

/**
 * The SDK's client; `endpoint` where it is not AWS's.
 * INVARIANT: it makes single attempts. Only reconcile repeats a forward (ADR 0007).
 */
export const sagemakerClient = (endpoint: string | undefined): SageMakerClient =>
  new SageMakerClient({ requestHandler: TIMEOUTS, maxAttempts: 1, ...(endpoint && { endpoint }) });
