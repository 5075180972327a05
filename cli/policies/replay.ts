import type { Command } from 'commander';
import { progress } from '../progress.ts';
import { printJson, table } from '../terminal.ts';
import { numberText } from './number-text.ts';
import { openPolicies } from './open-policies.ts';
import { type RecordOptions, recordsFrom } from './records/record-source.ts';
import { type ChangedDecision, type NotJudged, type Replay, replay } from './records/replay-records.ts';

interface Options extends RecordOptions {
  readonly policies: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  traingate policies replay --policies policies --since 30d
  traingate policies replay --policies dist/policy-bundle.json --table traingate-prod
  traingate policies replay --records decisions.jsonl --json

Exit code 0: done, whatever was found; 1: failed; 2: the command was not understood.`;

/** `traingate policies replay`: who would have been refused, held or admitted by other policies. */
export function addPolicyReplay(policies: Command): void {
  policies
    .command('replay')
    .description('judge recorded decisions again, by other policies')
    .option('--policies <folder>', 'a folder of policies, or a compiled bundle', 'policies')
    .option('--records <file>', 'what `traingate policies export` wrote')
    .option('--table <name>', 'the gateway’s DynamoDB table (default: that of the local stack)')
    .option('--since <time>', 'only decisions of the last such as 30d or 12h (default: all)')
    .option('--json', 'print everything as JSON')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

async function run(options: Options): Promise<void> {
  const bundle = await openPolicies(options.policies);
  const told = progress();
  const records = recordsFrom(options, Date.now());
  const found = await replay(bundle, records, (count) => told.say(`judged ${count} decisions`));
  told.end();
  if (options.json) printJson({ ...found, notes: NOTES });
  else console.log(textOf(found));
}

/** What a reader must know of every replay. */
const NOTES = [
  'quotas are not replayed, and every waiver is taken to have uses left',
  'values of environment variables and hyperparameters are masked in requests that were refused, so rules on them see `***`',
  'a job that was admitted is judged with what the gateway completed then',
];

/** What a replay found, for a person. */
export function textOf({ policyVersion, judged, notJudged, ...would }: Replay): string {
  const { admitted, held, refused } = judged;
  const { wouldRefuse, wouldHold, wouldAdmit } = would;
  return [
    `policies ${policyVersion.slice(0, 12)}: judged ${numberText(admitted + held + refused)} recorded decisions again`,
    changeLine('refused', wouldRefuse, { admitted, held }),
    ...listing(wouldRefuse, 'REFUSED BY'),
    changeLine('held for approval', wouldHold, { admitted, refused }),
    ...listing(wouldHold, 'HELD BY'),
    changeLine('admitted', wouldAdmit, { refused, held }),
    ...listing(wouldAdmit, 'WAS REFUSED OR HELD BY'),
    ...passedOver(notJudged),
    ...NOTES.map((note) => `note: ${note}`),
  ].join('\n');
}

/** "would have refused 1 of 2 jobs that were admitted": of those that became something else then. */
function changeLine(
  done: string,
  changes: readonly ChangedDecision[],
  others: Readonly<Record<string, number>>,
): string {
  const [first = '', ...more] = Object.keys(others);
  const kinds = [first, ...more.filter((kind) => others[kind] !== 0)].join(' or ');
  const count = Object.values(others).reduce((sum, each) => sum + each, 0);
  return `would have ${done} ${numberText(changes.length)} of ${numberText(count)} jobs that were ${kinds}${worth(changes)}`;
}

const usd = (cost: number): string =>
  `${cost.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} USD`;

/** ", at most 12.30 USD", and of how many that is not known. */
function worth(changes: readonly ChangedDecision[]): string {
  const known = changes.flatMap(({ worstCostUsd: cost }) => cost ?? []);
  if (known.length === 0) return '';
  const unknown = changes.length - known.length;
  const sum = known.reduce((total, cost) => total + cost, 0);
  return `, at most ${usd(sum)}${unknown === 0 ? '' : ` and what ${numberText(unknown)} without a known price cost`}`;
}

function listing(changes: readonly ChangedDecision[], by: string): readonly string[] {
  if (changes.length === 0) return [];
  const rows = changes.map(({ name, person, at, policies, worstCostUsd: cost }) => [
    name,
    person,
    at.slice(0, 10),
    policies.join(', '),
    cost === null ? 'not known' : usd(cost),
  ]);
  return ['', table(['JOB', 'PERSON', 'DATE', by, 'COSTS AT MOST'], rows), ''];
}

const REASONS: Readonly<Record<keyof NotJudged, string>> = {
  unknownPeople: 'of people who are not in organization.yaml',
  notByPolicies: 'refused or held for a quota, or refused for a name that was taken',
  withoutRequest: 'whose request was not kept',
  invalid: 'that are not valid any more',
};

function passedOver(notJudged: NotJudged): readonly string[] {
  const kinds = Object.keys(REASONS) as (keyof NotJudged)[];
  const parts = kinds.flatMap((kind) =>
    notJudged[kind] > 0 ? [`${numberText(notJudged[kind])} ${REASONS[kind]}`] : [],
  );
  return parts.length === 0 ? [] : [`not judged: ${parts.join(', ')}`];
}
