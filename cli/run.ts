import { CommanderError } from 'commander';
import { program } from './program.ts';
import { systemErrorText } from './system-error.ts';
import { Failure, plainLines, shortEchoes } from './terminal.ts';

/** Runs a command line; its exit code: 0 done, 1 refused or failed, 2 not understood, 3 people have to approve. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    await program().parseAsync([...args], { from: 'user' });
    // A command whose answer is no plain yes has set 1 or 3 itself.
    return Number(process.exitCode ?? 0);
  } catch (error) {
    // commander has told what was not understood, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Failure) {
      console.error(told(error.message));
      return error.exitCode;
    }
    const refusal = systemErrorText(error);
    if (refusal === null) throw error;
    console.error(told(refusal));
    return 1;
  }
}

/** A message may quote what stands in files of others. */
const told = (message: string): string => plainLines(message).split('\n').map(shortEchoes).join('\n');
