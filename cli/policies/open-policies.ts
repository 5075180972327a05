import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compileBundle } from '../../gateway/bundle/compile.ts';
import type { BundleDocument } from '../../gateway/bundle/document.ts';
import { type Bundle, loadBundle } from '../../gateway/bundle/open.ts';
import { readPolicies } from '../../scripts/read-policies.ts';
import { Failure } from '../terminal.ts';

/**
 * The policies of a folder, or of a compiled bundle (`.json`), ready to judge. Throws a Failure that says every problem
 * with its file, line and column.
 */
export async function openPolicies(path: string): Promise<Bundle> {
  return loadBundle(isFolder(path) ? compiled(path) : readDocument(path));
}

function compiled(folder: string): BundleDocument {
  const result = compileBundle(readPolicies(folder));
  if (result.ok) return result.value;
  const lines = result.error.map(
    ({ file, line, column, message }) => `${join(folder, file)}:${line}:${column} ${message}`,
  );
  throw new Failure(`the policies do not compile:\n${lines.join('\n')}`);
}

function isFolder(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined)
    throw new Failure(`\`${path}\` is not there: give a folder of policies, or a compiled bundle`);
  return stats.isDirectory();
}

function readDocument(file: string): BundleDocument {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as BundleDocument;
  } catch {
    throw new Failure(`\`${file}\` is no compiled bundle: give a folder of policies, or dist/policy-bundle.json`);
  }
}
