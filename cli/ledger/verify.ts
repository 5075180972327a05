import type { Command } from 'commander';
import { COUNTED } from '../../gateway/adapters/dynamodb/ledger-scan.ts';
import type { Table } from '../../gateway/adapters/dynamodb/table.ts';
import { counted, Failure, printJson } from '../terminal.ts';
import { driftJson, driftTable } from './drift-text.ts';
import { type LastingDrift, lastingDrift, MOST_LOOKS } from './lasting-drift.ts';
import { ledgerTable } from './ledger-table.ts';
import { look } from './look.ts';
import { operator, type Repairer, type Repairs, repairAll } from './repair.ts';

interface Options {
  readonly table?: string;
  readonly repair?: true;
  readonly reason?: string;
  readonly by?: string;
  readonly json?: true;
}

const NOTES = `
The whole table is read, which is no snapshot: where a job comes, goes or changes meanwhile, a difference may be an artefact.
A difference counts only where two looks one after the other see it, with the ledger's numbers and the jobs of that balance
unchanged. Where there is one, the table is read again, up to ${MOST_LOOKS} times in all, a second apart. A balance that
changes every time is not judged, and that is said.

--repair writes what the jobs come to, with an audit entry for each balance, where the balance is still what was seen; then
it verifies again.

Examples:
  traingate ledger verify
  traingate ledger verify --table traingate-prod --json
  traingate ledger verify --table traingate-prod --repair --reason "item deleted by hand, INC-4711"

Exit code 0: no drift; 1: drift, or drift that could not be repaired; 2: the command was not understood.`;

/** `traingate ledger verify`: whether the ledger is what the jobs come to. */
export function addLedgerVerify(ledger: Command): void {
  ledger
    .command('verify')
    .description('compare the ledger with what the records of all jobs come to')
    .option('--table <name>', 'the gateway’s DynamoDB table (default: that of the local stack)')
    .option('--repair', 'put right what differs')
    .option('--reason <text>', 'why it is repaired, for the audit entries')
    .option('--by <name>', 'who repairs it (default: user@host)')
    .option('--json', 'print everything as JSON, amounts in units of the ledger')
    .addHelpText('after', NOTES)
    .action(verify);
}

interface Verified extends LastingDrift {
  readonly records: number;
}

async function verify(options: Options): Promise<void> {
  const repairer = repairerIn(options);
  const table = ledgerTable(options.table);
  const found = await verified(table);
  const repair = repairer && (await repaired(table, found, repairer));
  if (options.json) printJson(jsonOf(table, found, repair));
  else tell(found, repair);
  const isWrong = repair ? repair.lost.length + repair.after.drift.length > 0 : found.drift.length > 0;
  if (isWrong) process.exitCode = 1;
}

/** null: nothing is to be repaired. */
function repairerIn({ repair, reason, by }: Options): Repairer | null {
  if (!repair && (reason !== undefined || by !== undefined)) {
    throw new Failure('--reason and --by say who repairs the ledger and why: give them with --repair', 2);
  }
  if (!repair) return null;
  if (!reason?.trim()) throw new Failure('--repair changes the ledger: say why with --reason TEXT', 2);
  return { by: by ?? operator(), reason };
}

async function verified(table: Table): Promise<Verified> {
  let records = 0;
  const lookOnce = async () => {
    const seen = await look(table, { reading: COUNTED, isWanted: () => true });
    records = seen.records;
    return seen.drift;
  };
  return { ...(await lastingDrift(lookOnce, table.pause)), records };
}

interface Repaired extends Repairs, Repairer {
  /** What is found afterwards. */
  readonly after: LastingDrift;
}

async function repaired(table: Table, found: Verified, repairer: Repairer): Promise<Repaired> {
  const repairs = await repairAll(table, found.drift, repairer);
  return { ...repairer, ...repairs, after: found.drift.length === 0 ? found : await verified(table) };
}

const jsonOf = ({ name }: Table, { records, looks, drift, unsettled }: Verified, repair: Repaired | null) => ({
  table: name,
  records,
  looks,
  drift: drift.map(driftJson),
  unsettled: unsettled.map(driftJson),
  repair: repair && {
    by: repair.by,
    reason: repair.reason,
    repaired: repair.repaired,
    lost: repair.lost.map(driftJson),
    drift: repair.after.drift.map(driftJson),
    unsettled: repair.after.unsettled.map(driftJson),
  },
});

function tell(found: Verified, repair: Repaired | null): void {
  console.log(foundText(found));
  warnOfUnsettled(found);
  if (found.drift.length === 0) return;
  if (repair === null) {
    console.log('`--repair --reason TEXT` writes what the records come to');
    return;
  }
  const { by, reason, lost, after } = repair;
  console.log(`\n${counted(repair.repaired.length, 'balance')} repaired by ${by}: ${reason}`);
  if (lost.length > 0) {
    console.error(`${counted(lost.length, 'balance was', 'balances were')} changed by others meanwhile: run it again`);
  }
  console.log(`verified again: ${foundText({ ...found, ...after })}`);
  warnOfUnsettled(after);
}

function foundText({ records, drift }: Verified): string {
  const sum = counted(records, 'record comes', 'records come');
  if (drift.length === 0) return `none: ${sum} to what the ledger says`;
  return `${driftTable(drift)}\n${counted(drift.length, 'balance differs', 'balances differ')} from what ${sum} to`;
}

function warnOfUnsettled({ unsettled, looks }: LastingDrift): void {
  if (unsettled.length === 0) return;
  const busy = counted(unsettled.length, 'balance', 'balances');
  console.error(
    `not judged: ${busy} where jobs came and went in each of ${looks} looks: run it again when less goes on`,
  );
}
