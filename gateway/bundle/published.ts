import type { BundleDocument } from './document.ts';
import type { OpenDocument } from './source.ts';

/**
 * Opens the text that is published under a version (null: none is). Rejects where it is missing, was tampered with, or
 * is not what this gateway can judge by. INVARIANT: what comes back has that version and no other.
 */
export async function openPublished<T extends { readonly version: string }>(
  version: string,
  text: string | null,
  open: OpenDocument<T>,
): Promise<T> {
  if (text === null) throw new Error(`no bundle is published as \`${version}\``);
  const bundle = await open(JSON.parse(text) as BundleDocument);
  if (bundle.version !== version) throw new Error(`published as \`${version}\` is bundle \`${bundle.version}\``);
  return bundle;
}
