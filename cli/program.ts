import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { addApprovalCommands } from './approvals.ts';
import { addCheck } from './check.ts';
import { addKeyCommands } from './keys.ts';
import { addLedgerCommands } from './ledger/commands.ts';
import { addPolicyCommands } from './policies/commands.ts';
import { addQuota } from './quota.ts';
import { addSdkFiles } from './sdk-files.ts';

const EXAMPLES = `
Examples:
  traingate check train.json --as ada@example.com
  traingate quota train.json --as ada@example.com
  traingate approvals list --as finn@example.com
  traingate policies test --strict
  traingate policies diff main-policies policies
  traingate keys create --person ada@example.com --expires 30d
  traingate ledger verify
  traingate ledger export --month 2026-11 > chargeback.csv
  traingate sdk-files

The gateway is --url or TRAINGATE_URL, called with the AWS credentials of the environment; else the one of
.traingate/local.json (TRAINGATE_HOME names another folder), called as --as PERSON.
Exit code 0: done; 1: refused or failed; 2: the command was not understood; 3: people have to approve it (check, quota).
`;

/** The command with everything that it understands. */
export function program(): Command {
  const traingate = new Command('traingate')
    .description('The one door through which training jobs start: ask it, and run its policies like code.')
    .version(version())
    .addHelpText('after', EXAMPLES)
    .exitOverride();
  addCheck(traingate);
  addQuota(traingate);
  addApprovalCommands(traingate);
  addPolicyCommands(traingate);
  addKeyCommands(traingate);
  addLedgerCommands(traingate);
  addSdkFiles(traingate);
  return traingate;
}

const version = (): string => JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')).version;
