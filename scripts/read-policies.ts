import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { BundleFile } from '../gateway/bundle/compile.ts';

/**
 * Every file under a folder, by name. Files that begin with a dot are passed over: editors and operating systems
 * leave them. Throws where the folder cannot be read.
 */
export function readPolicies(folder: string): readonly BundleFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ name: relative(folder, path), text: readFileSync(path, 'utf8') }));
}
