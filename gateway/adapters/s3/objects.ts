/** Where the bucket of bundles is, and how it is reached. */
export interface BundleBucket {
  readonly name: string;
  /** Where to reach S3 instead of AWS. */
  readonly endpoint: string | undefined;
}

/** The pointer's object. deploy/storage.yml and deploy/roles.yml know it by this name. */
export const POINTER_KEY = 'active.json';

/** The object of one version. */
export const bundleKey = (version: string): string => `bundles/${version}.json`;

/** HTTP status that S3 answered with, which its errors carry; null for any other fault. */
export function statusOf(error: unknown): number | null {
  if (!(error instanceof Error && '$metadata' in error)) return null;
  return (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode ?? null;
}

/** Whether the object is not there; a bucket that is not there is a fault. */
export const isMissingObject = (error: unknown): boolean => error instanceof Error && error.name === 'NoSuchKey';
