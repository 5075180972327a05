#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addKeyCommands } from './keys.ts';
import { addPolicyDocs } from './policies/docs.ts';
import { addPolicyRollout } from './policies/rollout.ts';
import { addSdkFiles } from './sdk-files.ts';
import { Failure } from './terminal.ts';

const EXAMPLES = `
Examples:
  traingate keys create --person ada@example.com --expires 30d
  traingate keys list --json
  traingate keys disable AKGW…
  traingate sdk-files
  traingate policies docs --team vision

The gateway is --url or TRAINGATE_URL, called with the AWS credentials of the environment; else the one of
.traingate/local.json (TRAINGATE_HOME names another folder), called as --as PERSON.
Exit code 0: done; 1: refused or failed; 2: the command was not understood.
`;

/** The command with everything that it understands. */
export function program(): Command {
  const traingate = new Command('traingate')
    .description('The one door through which training jobs start: its operators’ command.')
    .addHelpText('after', EXAMPLES)
    .exitOverride();
  addKeyCommands(traingate);
  addSdkFiles(traingate);
  const policies = traingate.command('policies').description('write, test and roll out policies');
  addPolicyRollout(policies);
  addPolicyDocs(policies);
  return traingate;
}

async function main(): Promise<number> {
  try {
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

if (import.meta.main) process.exitCode = await main();
