import type { Command } from 'commander';
import { addLedgerExport } from './export.ts';
import { addLedgerVerify } from './verify.ts';

/** `traingate ledger …`: whether the ledger is right, and who pays for what. */
export function addLedgerCommands(traingate: Command): void {
  const ledger = traingate.command('ledger').description('check the ledger against the jobs, and charge them to teams');
  addLedgerVerify(ledger);
  addLedgerExport(ledger);
}
