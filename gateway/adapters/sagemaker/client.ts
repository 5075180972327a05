import { SageMakerClient } from '@aws-sdk/client-sagemaker';

/** Of a create, in milliseconds: shorter than FORWARD_WINDOW_MS, and docs/adr/0007 adds up what a request may take. */
export const CREATE_TIMEOUT_MS = 6_000;
/** Of every other call: what it does not learn now, reconcile learns later. */
export const LOOK_TIMEOUT_MS = 3_000;

/**
 * The SDK's client; `endpoint` where it is not AWS's.
 * INVARIANT: it makes single attempts. Only reconcile repeats a forward (ADR 0007).
 */
export const sagemakerClient = (endpoint: string | undefined): SageMakerClient =>
  new SageMakerClient({ maxAttempts: 1, ...(endpoint && { endpoint }) });
