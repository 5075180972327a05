import { type Command, Option } from 'commander';
import { CHARGED } from '../../gateway/adapters/dynamodb/ledger-scan.ts';
import type { Table } from '../../gateway/adapters/dynamodb/table.ts';
import { balancesOfRows, type Chargeback, chargebackOf } from '../../gateway/quota/chargeback.ts';
import { type Drift, driftOf, type ExpectedBalance } from '../../gateway/quota/drift.ts';
import type { Scope, Window } from '../../gateway/shared/amount.ts';
import { writeOutput } from '../output-file.ts';
import { counted, Failure, plain } from '../terminal.ts';
import { type By, csvOf, figuresOf, rowsJson, type Statement, statementOf } from './chargeback-file.ts';
import { driftJson, driftTable } from './drift-text.ts';
import { lastingDrift } from './lasting-drift.ts';
import { ledgerTable } from './ledger-table.ts';
import { look } from './look.ts';

interface Options {
  readonly month: string;
  readonly by?: string;
  readonly format: 'csv' | 'json';
  readonly out?: string;
  readonly table?: string;
}

const NOTES = `
A row says what the jobs that were admitted in the month come to: settledUsd, gpuHours and instanceHours are of those that
ended, reservedUsd of those that live, spotSavedUsd is what spot instances spared. USD are exact; hours are rounded, half up,
to four decimals, each sum by itself. What a job of unknown price costs is in no sum: unpricedJobs says how many there are.

The rows are compared with the ledger: they are written all the same where it says otherwise. The month is one of the
calendar that quotas.yaml names.

Examples:
  traingate ledger export --month 2026-11 > chargeback.csv
  traingate ledger export --month 2026-11 --by tag:Project --table traingate-prod --out projects.csv
  traingate ledger export --month 2026-11 --by team --format json

Exit code 0: done, and the ledger agrees; 1: it does not, or the command failed; 2: the command was not understood.`;

/** `traingate ledger export`: who pays for what in a month. */
export function addLedgerExport(ledger: Command): void {
  ledger
    .command('export')
    .description('what the jobs of a month cost, by team, person, tag or job')
    .requiredOption('--month <month>', 'a calendar month, such as 2026-11')
    .option('--by <column>', 'department, team, person, tag:<key> or job (default: by all of them but job)')
    .addOption(new Option('--format <format>', 'how they are written').choices(['csv', 'json']).default('csv'))
    .option('--out <file>', 'where to write them (default: the standard output)')
    .option('--table <name>', 'the gateway’s DynamoDB table (default: that of the local stack)')
    .addHelpText('after', NOTES)
    .action(write);
}

async function write(options: Options): Promise<void> {
  const [month, by] = [monthIn(options), columnIn(options)];
  const { rows, agreement } = await charged(ledgerTable(options.table), month, by);
  const statement = statementOf(month, rows, by);
  put(options, statement, agreement);
  tellTotal(options, statement);
  tellAgreement(month, agreement);
}

function monthIn({ month }: Options): Window {
  if (/^\d{4}-(?:0[1-9]|1[0-2])$/.test(month)) return month;
  throw new Failure(`--month is \`${month}\`: give a calendar month, such as 2026-11`, 2);
}

function columnIn({ by }: Options): By {
  if (by === undefined || /^(?:department|team|person|job|tag:.+)$/s.test(by)) return by as By;
  throw new Failure(`--by is \`${by}\`: give department, team, person, job, or a tag such as tag:Project`, 2);
}

/** How the ledger of the month compares with the rows. */
interface Agreement {
  /** Where it says otherwise than the jobs. */
  readonly drift: readonly Drift[];
  /** Where it did when last looked at, and jobs came and went between all looks. */
  readonly unsettled: readonly Drift[];
  /** Scopes whose rows do not come to what its jobs count there: none, unless a record counts for somebody else's scope. */
  readonly shared: readonly Scope[];
}

/** As the last look saw it: a month that is not over changes while it is read. */
async function charged(table: Table, month: Window, by: By) {
  let chargeback: Chargeback = chargebackOf(month, 'owners');
  let expected: readonly ExpectedBalance[] = [];
  const lookOnce = async () => {
    chargeback = chargebackOf(month, by === 'job' ? 'jobs' : 'owners');
    const isWanted = ({ window }: { window: Window }) => window === month;
    const seen = await look(table, { reading: CHARGED, isWanted, onRecord: chargeback.add });
    expected = seen.expected;
    return seen.drift;
  };
  const { drift, unsettled } = await lastingDrift(lookOnce, table.pause);
  const rows = chargeback.rows();
  const elsewhere = driftOf(expected, balancesOfRows(rows, month));
  const shared = [...new Set(elsewhere.map(({ scope }) => scope))];
  return { rows, agreement: { drift, unsettled, shared } };
}

function put({ format, out }: Options, statement: Statement, agreement: Agreement): void {
  const text = format === 'csv' ? csvOf(statement) : `${JSON.stringify(jsonOf(statement, agreement), null, 2)}\n`;
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  writeOutput(out, text, '--out');
  console.log(`${counted(statement.rows.length, 'row is', 'rows are')} in ${out}`);
}

const jsonOf = (statement: Statement, { drift, unsettled, shared }: Agreement) => ({
  month: statement.month,
  rows: rowsJson(statement),
  totals: figuresOf(statement.total),
  ledger: {
    agrees: drift.length + unsettled.length === 0,
    drift: drift.map(driftJson),
    unsettled: unsettled.map(driftJson),
    shared,
  },
});

function tellTotal({ format, by }: Options, { month, rows, total, columns }: Statement): void {
  if (total.jobs === 0) console.error(`no job counts in ${month}`);
  else if (by !== undefined && rows.every(({ labels }) => labels[by] === null) && columns.length === 1) {
    console.error(`no job of ${month} has a tag that is counted as \`${by}\`: quotas.yaml says which are`);
  }
  if (format === 'json') return;
  const { jobs, unpricedJobs, ...sums } = figuresOf(total);
  const unpriced = unpricedJobs === 0 ? '' : ` (${unpricedJobs} of unknown price)`;
  const texts = Object.entries(sums).map(([name, figure]) => `${name} ${figure}`);
  console.error(`total of ${month}: ${counted(jobs, 'job')}${unpriced}, ${texts.join(', ')}`);
}

function tellAgreement(month: Window, { drift, unsettled, shared }: Agreement): void {
  if (shared.length > 0) {
    const names = shared.map(plain).join(', ');
    console.error(`rows and ledger differ for ${names}: jobs count there that stand in rows of others`);
  }
  const differences = [...drift, ...unsettled];
  if (differences.length === 0) return;
  const why = drift.length > 0 ? 'it has drifted' : 'jobs came and went each time it was read';
  console.error(`the ledger of ${month} says otherwise:\n${driftTable(differences)}`);
  console.error(`${why}: \`traingate ledger verify\` says more`);
  process.exitCode = 1;
}
