#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addKeyCommands } from './keys.ts';
import { addPolicyDiff } from './policies/diff.ts';
import { addPolicyLint } from './policies/lint.ts';
import { addPolicyExport } from './policies/records/export.ts';
import { addPolicyReplay } from './policies/replay.ts';
import { addPolicyWaivers } from './policies/waivers.ts';
import { addSdkFiles } from './sdk-files.ts';
import { Failure } from './terminal.ts';

const EXAMPLES = `
Examples:
  traingate keys create --person ada@example.com --expires 30d
  traingate keys list --json
  traingate keys disable AKGW…
  traingate sdk-files

The gateway is --url or TRAINGATE_URL, called with the AWS credentials of the environment; else the one of
.traingate/local.json (TRAINGATE_HOME names another folder), called as --as PERSON.
Exit code 0: done; 1: refused or failed; 2: the command was not understood.
`;

function program(): Command {
  const traingate = new Command('traingate')
    .description('The one door through which training jobs start: its operators’ command.')
    .addHelpText('after', EXAMPLES)
    .exitOverride();
  addKeyCommands(traingate);
  addSdkFiles(traingate);
  const policies = traingate.command('policies').description('what policies say, and what changing them would do');
  addPolicyLint(policies);
  addPolicyDiff(policies);
  addPolicyReplay(policies);
  addPolicyExport(policies);
  addPolicyWaivers(policies);
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

process.exitCode = await main();
