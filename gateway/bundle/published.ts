import type { BundleDocument } from './document.ts';
import { type Bundle, loadBundle } from './open.ts';

/**
 * Opens the text that is published under a version (null: none is). Rejects where it is missing, was tampered with, or
 * is not what this gateway can judge by. INVARIANT: what comes back has that version and no other.
 */
export async function openPublished(version: string, text: string | null): Promise<Bundle> {
  if (text === null) throw new Error(`no bundle is published as \`${version}\``);
  const bundle = await loadBundle(JSON.parse(text) as BundleDocument);
  if (bundle.version !== version) throw new Error(`published as \`${version}\` is bundle \`${bundle.version}\``);
  return bundle;
}
