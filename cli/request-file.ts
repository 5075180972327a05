import { readFileSync } from 'node:fs';
import { Failure } from './terminal.ts';

/** The bytes of a file, or of the standard input (`-`). Throws a Failure where they cannot be read. */
export function bodyIn(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'is not there' : code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`;
    throw new Failure(`\`${file}\` ${why}: give a file with a CreateTrainingJob request as JSON`);
  }
}

/** What a person calls the source of a body. */
export const sourceName = (file: string): string => (file === '-' ? 'the standard input' : file);
