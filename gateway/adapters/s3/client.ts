import { S3Client } from '@aws-sdk/client-s3';
import type { BundleBucket } from './objects.ts';

/**
 * It answers in some ten milliseconds: one that takes longer is asked again. A look makes two calls at most, so with
 * CALL_TIMEOUT_MS it adds two seconds to the longest create (docs/adr/0007 and 0013).
 */
const TIMEOUTS = { connectionTimeout: 400, requestTimeout: 600, throwOnRequestTimeout: true };
const MAX_ATTEMPTS = 2;
const CALL_TIMEOUT_MS = 1_000;

/** The SDK's client, and what bounds each of its calls. */
export interface S3 {
  readonly client: S3Client;
  /** Options of one call: ends it, both attempts together. */
  readonly bounds: () => { readonly abortSignal: AbortSignal };
}

/** A client for functions, which have no time. Buckets of another endpoint are named in the path, not in the host. */
export const hastyS3 = ({ endpoint }: BundleBucket): S3 => ({
  client: new S3Client({
    requestHandler: TIMEOUTS,
    maxAttempts: MAX_ATTEMPTS,
    ...(endpoint && { endpoint, forcePathStyle: true }),
  }),
  bounds: () => ({ abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) }),
});

/** A client for operators, who have time. A write is not repeated: its repeat would meet its own success. */
export const patientS3 = ({ endpoint }: BundleBucket): S3 => ({
  client: new S3Client({ maxAttempts: 1, ...(endpoint && { endpoint, forcePathStyle: true }) }),
  bounds: () => ({ abortSignal: AbortSignal.timeout(30_000) }),
});
