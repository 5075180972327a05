import { writeFileSync } from 'node:fs';
import { Failure } from './terminal.ts';

/** Writes a file that an option names. Throws a Failure that names both where that cannot be. */
export function writeOutput(file: string, text: string, option: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Failure(`\`${file}\` cannot be written (${code}): give ${option} a file that you may write`);
  }
}
