import { canonicalHash } from '../shared/canonical.ts';
import type { Json } from '../shared/json.ts';
import type { BundleContent } from './document.ts';

/** The policy version: equal content gives an equal version. The cast is sound because content is plain JSON. */
export const versionOf = (content: BundleContent): string => canonicalHash(content as unknown as Json);
