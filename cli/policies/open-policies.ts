import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type BundleFile, compileBundle } from '../../gateway/bundle/compile.ts';
import type { BundleDocument } from '../../gateway/bundle/document.ts';
import { type Bundle, loadBundle } from '../../gateway/bundle/open.ts';
import { isJsonObject, type Json } from '../../gateway/shared/json.ts';
import { readPolicies } from '../../scripts/read-policies.ts';
import { Failure } from '../terminal.ts';
import { problemLine } from './problem-line.ts';

/** The policies of a folder, or of a compiled bundle (`.json`), ready to judge. Throws a Failure as policiesIn does. */
export async function openPolicies(path: string): Promise<Bundle> {
  return isFolder(path) ? loadBundle(policiesIn(path)) : openDocument(path);
}

/** The compiled policies of a folder. Throws a Failure that says every problem with its file, line and column. */
export function policiesIn(folder: string): BundleDocument {
  const compiled = compileBundle(policyFilesIn(folder));
  if (compiled.ok) return compiled.value;
  const lines = compiled.error.map((each) => problemLine({ ...each, file: join(folder, each.file) }));
  throw new Failure(`the policies do not compile:\n${lines.join('\n')}`);
}

/** The files of a folder of policies. Throws a Failure where it is none. */
export function policyFilesIn(folder: string): readonly BundleFile[] {
  if (isFolder(folder)) return readPolicies(folder);
  throw new Failure(`\`${folder}\` is no folder: give the folder of the policies`);
}

function isFolder(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats !== undefined) return stats.isDirectory();
  throw new Failure(`\`${path}\` is not there: give a folder of policies, or a compiled bundle`);
}

async function openDocument(file: string): Promise<Bundle> {
  const document = documentIn(file);
  if (document === null) throw notCompiled(file, '');
  try {
    return await loadBundle(document);
  } catch (cause) {
    throw notCompiled(file, ` that opens (${cause instanceof Error ? cause.message : String(cause)})`);
  }
}

/** null where the file has not the members of a compiled bundle. */
function documentIn(file: string): BundleDocument | null {
  const value = jsonIn(readFileSync(file, 'utf8'));
  const isDocument = isJsonObject(value) && typeof value.version === 'string' && isJsonObject(value.content);
  return isDocument ? (value as unknown as BundleDocument) : null;
}

function jsonIn(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const notCompiled = (file: string, which: string): Failure =>
  new Failure(`\`${file}\` is no compiled bundle${which}: give a folder of policies, or dist/policy-bundle.json`);
