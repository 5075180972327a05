import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { BundleFile } from '../gateway/bundle/compile.ts';

/** Cases that policies are tested by, which judge nobody. */
const CASES = 'cases/';
/** What a folder says of itself. */
const README = 'README.md';

/**
 * Every file under a folder, by name; links are followed. Files that begin with a dot are passed over: editors and operating
 * systems leave them; so are README.md and `cases/`, which holds tests. What is named like a policy and is none, such as
 * a folder `x.yaml`, comes as `x.yaml/`, so that nobody thinks it is in force. Throws where the folder cannot be read.
 */
export function readPolicies(folder: string): readonly BundleFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && (!entry.isDirectory() || entry.name.endsWith('.yaml')))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ name: relative(folder, path).replaceAll('\\', '/'), path }))
    .filter(({ name }) => name !== README && !name.startsWith(CASES))
    .map(({ name, path }) =>
      statSync(path).isFile() ? { name, text: readFileSync(path, 'utf8') } : { name: `${name}/`, text: '' },
    );
}
