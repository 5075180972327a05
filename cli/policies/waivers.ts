import type { Command } from 'commander';
import type { Bundle } from '../../gateway/bundle/open.ts';
import type { Waiver } from '../../gateway/rules/waiver.ts';
import { Failure, printJson, table } from '../terminal.ts';
import { openPolicies } from './open-policies.ts';
import type { DecisionRecord } from './records/record.ts';
import { type RecordOptions, recordsFrom, tableOf, usesIn } from './records/record-source.ts';
import { type LetPass, type WaiverLine, type WaiverReport, type WaiverUse, waiverReport } from './waivers/report.ts';

interface Options extends RecordOptions {
  readonly local?: true;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  traingate policies waivers
  traingate policies waivers policies --table traingate-prod
  traingate policies waivers policies --records decisions.jsonl --json`;

/** `traingate policies waivers`: which there are, how they stand, and what they let pass. */
export function addPolicyWaivers(policies: Command): void {
  policies
    .command('waivers [folder]')
    .description('waivers of a folder of policies (default: policies), how they stand, and what they let pass')
    .option('--records <file>', 'what `traingate policies export` wrote: uses are counted in it')
    .option('--table <name>', 'the gateway’s DynamoDB table')
    .option('--local', 'the table of the local stack')
    .option('--since <time>', 'only jobs of the last such as 30d or 12h (default: all)')
    .option('--json', 'print everything as JSON')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

async function run(folder: string | undefined, options: Options): Promise<void> {
  const bundle = await openPolicies(folder ?? 'policies');
  const now = Date.now();
  const report = waiverReport(bundle.waivers.map(written), await useOf(bundle, options, now), now);
  if (options.json) printJson(report);
  else console.log(textOf(report));
}

const written = ({ checks: _, ...waiver }: Bundle['waivers'][number]): Waiver => waiver;

/** null: no source was given. */
async function useOf({ waivers }: Bundle, options: Options, now: number): Promise<WaiverUse | null> {
  const { records, table, local } = options;
  const sources = [records, table, local].filter((each) => each !== undefined).length;
  if (sources === 0) return null;
  if (sources > 1) throw new Failure('give one of --records, --table and --local: they are places for the same', 2);
  const admitted: DecisionRecord[] = [];
  for await (const record of recordsFrom(options, now)) {
    if (record.verdict !== 'deny' && record.waivers.length > 0) admitted.push(record);
  }
  const ids = waivers.map(({ waiver }) => waiver);
  const counts = records === undefined ? await usesIn(tableOf(options), ids) : null;
  return { admitted, counts };
}

function textOf({ waivers, letPass }: WaiverReport): string {
  if (waivers.length === 0) return 'there are no waivers';
  const rows = waivers.map((line) => {
    const { waiver, policy, rule } = line;
    return [waiver, policy, rule, whomOf(line), stateOf(line), usesOf(line)];
  });
  return [
    table(['WAIVER', 'POLICY', 'RULE', 'FOR', 'STATE', 'USES'], rows),
    ...waivers.flatMap(jobsOf),
    ...summary(letPass),
  ].join('\n');
}

function whomOf({ for: { teams = [], people = [], groups = [] } }: WaiverLine): string {
  const named = (kind: string, names: readonly string[]) => (names.length > 0 ? [`${kind} ${names.join(', ')}`] : []);
  return [...named('team', teams), ...named('person', people), ...named('group', groups)].join('; ');
}

const STATES: Readonly<Record<WaiverLine['standing'], string>> = {
  'in force': 'in force until',
  'ends soon': 'ends soon, on',
  expired: 'expired on',
};

const stateOf = ({ standing, expires }: WaiverLine): string => `${STATES[standing]} ${expires.slice(0, 10)}`;

function usesOf({ uses, maxUses }: WaiverLine): string {
  if (uses === null) return `of ${maxUses}`;
  return `${uses} of ${maxUses}${uses === 0 ? ', never used' : uses >= maxUses ? ', used up' : ''}`;
}

function jobsOf({ waiver, jobs }: WaiverLine): readonly string[] {
  if (jobs.length === 0) return [];
  const rows = jobs.map(({ name, person, at }) => [name, person, at.slice(0, 10)]);
  return ['', `admitted by ${waiver}:`, table(['JOB', 'PERSON', 'DATE'], rows)];
}

function summary(letPass: readonly LetPass[]): readonly string[] {
  if (letPass.length === 0) return [];
  const rows = letPass.map(({ policy, rule, violations, jobs }) => [policy, rule, String(violations), String(jobs)]);
  return ['', 'what was let pass:', table(['POLICY', 'RULE', 'VIOLATIONS', 'JOBS'], rows)];
}
