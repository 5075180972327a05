import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { BundleFile } from '../gateway/bundle/compile.ts';

/** Cases that policies are tested by, which judge nobody. */
const CASES = 'cases/';
/** What a folder says of itself. */
const README = 'README.md';

/**
 * Every file under a folder, by name. Files that begin with a dot are passed over: editors and operating systems
 * leave them; so are README.md and `cases/`, which holds tests. Throws where the folder cannot be read.
 */
export function readPolicies(folder: string): readonly BundleFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ name: relative(folder, path).replaceAll('\\', '/'), path }))
    .filter(({ name }) => name !== README && !name.startsWith(CASES))
    .map(({ name, path }) => ({ name, text: readFileSync(path, 'utf8') }));
}
