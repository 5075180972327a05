import type { BundleDocument } from './document.ts';
import { type Bundle, openBundle } from './open.ts';

/**
 * Opens the text that is published under a version (null: none is). Throws where it is missing, was tampered with, or
 * is not what this gateway can judge by. INVARIANT: what comes back has that version and no other.
 */
export function openPublished(version: string, text: string | null): Bundle {
  if (text === null) throw new Error(`no bundle is published as \`${version}\``);
  const bundle = openBundle(JSON.parse(text) as BundleDocument);
  if (bundle.version !== version) throw new Error(`published as \`${version}\` is bundle \`${bundle.version}\``);
  return bundle;
}
