import { readFile } from 'node:fs/promises';
import type { BundleDocument } from '../../bundle/document.ts';
import { loadBundle } from '../../bundle/open.ts';
import type { BundleSource } from '../../bundle/source.ts';

/** The bundle that was packaged with the function: one JSON file, verified by its hash when it is opened. */
export const packagedBundle = (path: string): BundleSource => ({
  load: async () => loadBundle(JSON.parse(await readFile(path, 'utf8')) as BundleDocument),
});
