import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileBundle } from '../gateway/bundle/compile.ts';
import { readPolicies } from './read-policies.ts';

/** Compiles a folder of policies into one file. Throws with one line a problem: `policies/x.yaml:12:7 what is wrong`. */
export function compilePolicies(folder: string, outFile: string): void {
  const compiled = compileBundle(readPolicies(folder));
  if (!compiled.ok) {
    const lines = compiled.error.map(
      (each) => `${join(folder, each.file)}:${each.line}:${each.column} ${each.message}`,
    );
    throw new Error(`the policies do not compile:\n${lines.join('\n')}`);
  }
  mkdirSync(dirname(outFile), { recursive: true });
  writeFileSync(outFile, JSON.stringify(compiled.value));
}
