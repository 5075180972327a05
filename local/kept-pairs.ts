import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { KeyPair } from '../gateway/shared/gateway-key.ts';

/** Key pairs by whose they are. */
export type KeyPairs = Readonly<Record<string, KeyPair>>;

/** The pairs that a file holds; none where there is no file. */
export async function readPairs(file: string): Promise<KeyPairs> {
  try {
    // Only writePairs writes these files.
    return JSON.parse(await readFile(file, 'utf8')) as KeyPairs;
  } catch (fault) {
    // What node:fs throws.
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw fault;
  }
}

/** Renamed into place: a reader finds all pairs or the former ones, under the mode of a file that is always new. */
export async function writePairs(file: string, pairs: KeyPairs): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(pairs, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file);
}
