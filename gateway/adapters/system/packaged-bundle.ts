import { readFile } from 'node:fs/promises';
import type { BundleDocument } from '../../bundle/document.ts';
import type { BundleSource, OpenDocument } from '../../bundle/source.ts';

/** The bundle that was packaged with the function: one JSON file, verified by its hash when it is opened. */
export const packagedBundle = <T>(path: string, open: OpenDocument<T>): BundleSource<T> => ({
  load: async () => open(JSON.parse(await readFile(path, 'utf8')) as BundleDocument),
});
