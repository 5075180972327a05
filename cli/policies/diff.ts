import type { Command } from 'commander';
import { listed } from '../../gateway/rules/rule.ts';
import type { JsonPatch } from '../../gateway/shared/json-patch.ts';
import { Failure } from '../terminal.ts';
import { type Difference, type Differences, type Direction, differencesIn, type Example } from './diff/differences.ts';
import { textChanges } from './diff/text-changes.ts';
import { momentOf } from './judging.ts';
import { openPolicies } from './open-policies.ts';
import { progress } from './records/progress.ts';
import { readRecords } from './records/record-file.ts';

interface Options {
  readonly records?: string;
  readonly requests: string;
  readonly seed: string;
  readonly at?: string;
  readonly failOnLoosening?: true;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  traingate policies diff dist/policy-bundle.json policies
  traingate policies diff policies-main policies --records decisions.jsonl --fail-on-loosening
  traingate policies diff policies-main policies --requests 20000 --seed 7 --json

Exit code 0: done, whatever was found; 1: failed, or --fail-on-loosening and something is loosened; 2: the command was
not understood.`;

/** `traingate policies diff`: what a change of policies loosens and tightens, by requests that show it. */
export function addPolicyDiff(policies: Command): void {
  policies
    .command('diff <old> <new>')
    .description('what a change loosens and tightens; each of the two is a folder of policies or a compiled bundle')
    .option('--records <file>', 'judge recorded requests too: what `traingate policies export` wrote')
    .option('--requests <n>', 'how many requests to make for each kind of person, at most', '2000')
    .option('--seed <n>', 'another seed makes other requests', '1')
    .option('--at <when>', 'the moment for which made requests are judged, such as 2027-01-31T00:00:00Z (default: now)')
    .option('--fail-on-loosening', 'exit with 1 where anything is loosened')
    .option('--json', 'print everything as JSON, requests as a whole')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

async function run(oldPath: string, newPath: string, options: Options): Promise<void> {
  const [requests, seed] = [wholeNumber(options.requests, '--requests'), wholeNumber(options.seed, '--seed')];
  const { at } = momentOf(options.at);
  const [before, after] = [await openPolicies(oldPath), await openPolicies(newPath)];
  const told = progress();
  const onRequest = (count: number) => told.say(`judged ${count} requests by both`);
  const records = options.records === undefined ? {} : { records: readRecords(options.records) };
  const found = await differencesIn({ before, after, at, seed, requests, onRequest, ...records });
  told.end();
  const changes = textChanges(before, after);
  console.log(options.json ? JSON.stringify({ changes, ...found }, null, 2) : textOf(changes, found));
  const loosened = found.differences.filter(({ direction }) => direction === 'loosens').length;
  if (options.failOnLoosening && loosened > 0) {
    throw new Failure(`${loosened} ways to be allowed what was refused: they fail with --fail-on-loosening`);
  }
}

function wholeNumber(text: string, option: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Failure(`${option} is \`${text}\`: give a whole number`, 2);
  return Number(text);
}

const HEADINGS: Readonly<Record<Direction, string>> = {
  loosens: 'loosened: refused before, allowed now',
  tightens: 'tightened: allowed before, refused now',
  otherwise: 'refused by both, but not by the same policies',
};

function textOf(changes: readonly string[], { differences, tried }: Differences): string {
  const sections = (Object.keys(HEADINGS) as Direction[]).flatMap((direction) => {
    const some = differences.filter((each) => each.direction === direction);
    return some.length === 0 ? [] : [HEADINGS[direction], ...some.flatMap(linesOf), ''];
  });
  return [
    ...(changes.length === 0 ? [] : ['what the files say', ...changes.map((change) => `  ${change}`), '']),
    ...sections,
    ...(tried.without.length === 0 ? [] : [`no request is allowed for ${tried.without.join(', ')}: none was made`]),
    endOf(differences, tried),
  ].join('\n');
}

const number = (count: number): string => count.toLocaleString('en-US');

function endOf(differences: readonly Difference[], { requests, people }: Differences['tried']): string {
  const tried = `${number(requests)} requests as ${number(people)} people`;
  if (differences.length > 0) return `tried ${tried}: what was not tried may differ too`;
  return `no difference found in ${tried}: that is no proof that there is none`;
}

const linesOf = (difference: Difference): readonly string[] => [
  `  team ${difference.team}: ${byWhom(difference)}${others(difference)}`,
  ...exampleLines(difference.example),
];

const byWhom = ({ before, after }: Difference): string =>
  [
    ...(before.length > 0 ? [`${listed(before)} ${object(before)} no more`] : []),
    ...(after.length > 0 ? [`${listed(after)} ${object(after)} now`] : []),
  ].join(', ');

const object = (policies: readonly string[]): string => (policies.length === 1 ? 'objects' : 'object');

const others = ({ others: count }: Difference): string =>
  count === 0 ? '' : ` (and ${number(count)} other request${count === 1 ? '' : 's'})`;

function exampleLines({ person, changes, recorded }: Example): readonly string[] {
  if (recorded !== null) return [`    the recorded job \`${recorded}\` of ${person}`];
  if (changes.length === 0) return [`    the plain request of ${person}`];
  return [`    the plain request of ${person}, with`, ...changes.map((change) => `      ${changeText(change)}`)];
}

const LONGEST_VALUE = 200;

function changeText(patch: JsonPatch): string {
  if (patch.op === 'remove') return `${patch.path} left out`;
  const value = JSON.stringify(patch.value);
  return `${patch.path} = ${value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value}`;
}
