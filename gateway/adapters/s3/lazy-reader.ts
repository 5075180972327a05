import type { BundleReader } from '../../bundle/source.ts';
import type { BundleBucket } from './objects.ts';

/**
 * The bucket as a function reads it. S3's client is loaded by the first read, from a file of its own
 * (scripts/bundle-handlers.ts): a function that judges by its packaged bundle neither reads nor parses it.
 */
export function lazyBundleReader(bucket: BundleBucket): BundleReader {
  let made: Promise<BundleReader> | undefined;
  const reader = () => {
    made ??= import('./function-reader.ts').then(({ functionReader }) => functionReader(bucket));
    return made;
  };
  return {
    readPointer: async (knownTag) => (await reader()).readPointer(knownTag),
    readBundle: async (version) => (await reader()).readBundle(version),
  };
}
