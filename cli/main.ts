#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { CommanderError } from 'commander';
import { Failure } from './terminal.ts';

// Most of a short command's time goes into reading its own code.
enableCompileCache();

async function main(): Promise<number> {
  try {
    const { program } = await import('./program.ts');
    await program().parseAsync();
    return 0;
  } catch (error) {
    // commander has told what was not understood, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Failure) {
      console.error(error.message);
      return error.exitCode;
    }
    throw error;
  }
}

const code = await main();
// A command whose answer is no has set 1 itself.
if (code !== 0) process.exitCode = code;
