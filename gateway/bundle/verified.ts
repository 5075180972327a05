import type { BundleDocument } from './document.ts';
import { versionOf } from './version.ts';

/** The document as it was compiled. Throws where it was changed since. */
export function verified(document: BundleDocument): BundleDocument {
  const actual = versionOf(document.content);
  if (actual === document.version) return document;
  throw new Error(`the bundle says version ${document.version}, but its content is ${actual}`);
}
