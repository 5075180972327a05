import { readFileSync, statSync } from 'node:fs';
import type { BundleDocument } from '../../gateway/bundle/document.ts';
import { type Bundle, loadBundle } from '../../gateway/bundle/open.ts';
import { compiledPolicies } from '../../scripts/compile-policies.ts';
import { Failure } from '../terminal.ts';

/** The policies of a folder, or of a compiled bundle (`.json`), ready to judge. Throws a Failure as policiesIn does. */
export async function openPolicies(path: string): Promise<Bundle> {
  return isFolder(path) ? loadBundle(policiesIn(path)) : openDocument(path);
}

/** The compiled policies of a folder. Throws a Failure that says every problem with its file, line and column. */
export function policiesIn(folder: string): BundleDocument {
  try {
    return compiledPolicies(folder);
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error));
  }
}

function isFolder(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new Failure(`\`${path}\` is not there: give a folder of policies, or a compiled bundle`);
  }
  return stats.isDirectory();
}

async function openDocument(file: string): Promise<Bundle> {
  try {
    return await loadBundle(JSON.parse(readFileSync(file, 'utf8')) as BundleDocument);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Failure(
      `\`${file}\` is no compiled bundle (${why}): give a folder of policies, or dist/policy-bundle.json`,
    );
  }
}
