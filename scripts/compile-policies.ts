import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileBundle } from '../gateway/bundle/compile.ts';
import type { BundleDocument } from '../gateway/bundle/document.ts';
import { readPolicies } from './read-policies.ts';

/** Compiles a folder of policies. Throws with one line a problem: `policies/x.yaml:12:7 what is wrong`. */
export function compiledPolicies(folder: string): BundleDocument {
  const compiled = compileBundle(readPolicies(folder));
  if (compiled.ok) return compiled.value;
  const lines = compiled.error.map((each) => `${join(folder, each.file)}:${each.line}:${each.column} ${each.message}`);
  throw new Error(`the policies do not compile:\n${lines.join('\n')}`);
}

/** Compiles a folder of policies into one file. Throws as compiledPolicies does. */
export function compilePolicies(folder: string, outFile: string): void {
  const document = compiledPolicies(folder);
  mkdirSync(dirname(outFile), { recursive: true });
  writeFileSync(outFile, JSON.stringify(document));
}
