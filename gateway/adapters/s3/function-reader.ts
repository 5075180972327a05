import type { BundleReader } from '../../bundle/source.ts';
import { hastyS3 } from './client.ts';
import type { BundleBucket } from './objects.ts';
import { bundleReader } from './reader.ts';

/** What lazy-reader.ts loads. */
export const functionReader = (bucket: BundleBucket): BundleReader => bundleReader(hastyS3(bucket), bucket);
