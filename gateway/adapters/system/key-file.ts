import { readFile } from 'node:fs/promises';

/** The key that a file holds: 32 bytes, nothing else. Throws where it holds another number. */
export async function keyFile(path: string): Promise<Uint8Array> {
  const key = await readFile(path);
  if (key.byteLength !== 32) throw new Error(`${path} holds ${key.byteLength} bytes: a key has 32`);
  return key;
}
