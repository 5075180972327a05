import type { Command } from 'commander';
import { parseRequest } from '../../gateway/actions/receive.ts';
import type { Bundle } from '../../gateway/bundle/open.ts';
import { listed } from '../../gateway/rules/rule.ts';
import type { JsonObject } from '../../gateway/shared/json.ts';
import type { JsonPatch } from '../../gateway/shared/json-patch.ts';
import { shortJson } from '../decision-text.ts';
import { progress } from '../progress.ts';
import { Failure, plain, printJson } from '../terminal.ts';
import { readCases } from './cases.ts';
import { type Difference, type Differences, type Direction, differencesIn, type Example } from './diff/differences.ts';
import { doubtsOf, isUnshown } from './diff/doubts.ts';
import type { TextChange } from './diff/text-change.ts';
import { textChanges } from './diff/text-changes.ts';
import { momentOf } from './judging.ts';
import { numberText } from './number-text.ts';
import { openPolicies } from './open-policies.ts';
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

Exit code 0: done, whatever was found; 1: failed, or --fail-on-loosening and something is loosened, or may be for all that
was tried; 2: the command was not understood.`;

/** `traingate policies diff`: what a change of policies loosens and tightens, by requests that show it. */
export function addPolicyDiff(policies: Command): void {
  policies
    .command('diff <old> <new>')
    .description('what a change loosens and tightens; each of the two is a folder of policies or a compiled bundle')
    .option('--records <file>', 'judge recorded requests too: what `traingate policies export` wrote')
    .option('--requests <n>', 'how many requests to make for each kind of person, at most', '2000')
    .option('--seed <n>', 'another seed makes other requests', '1')
    .option('--at <time>', 'the moment for which made requests are judged, such as 2027-01-31T00:00:00Z (default: now)')
    .option('--fail-on-loosening', 'exit with 1 where anything is loosened, or may be')
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
  const starts = [before, after].flatMap((bundle, index) => requestsOfCases([oldPath, newPath][index] ?? '', bundle));
  const records = options.records === undefined ? {} : { records: readRecords(options.records) };
  const found = await differencesIn({ before, after, at, seed, requests, starts, onRequest, ...records });
  told.end();
  const changes = textChanges(before, after);
  if (options.json) printJson({ changes, ...found });
  else console.log(textOf(changes, found));
  // Equal versions are equal in all that judges.
  const doubts = before.version === after.version ? [] : doubtsOf(changes, found);
  if (options.failOnLoosening && doubts.length > 0) {
    throw new Failure(`it fails with --fail-on-loosening:\n${doubts.map((doubt) => `  ${plain(doubt)}`).join('\n')}`);
  }
}

/** Requests of the cases beside policies; a compiled bundle has none. A copy of policies may lack what its cases name. */
function requestsOfCases(folder: string, { organization }: Bundle): readonly JsonObject[] {
  try {
    const cases = readCases(folder, organization).flatMap((file) => file.cases);
    return cases.map(({ body }) => parseRequest(body)).flatMap((parsed) => (parsed.ok ? [parsed.value] : []));
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    console.error(`the cases of \`${folder}\` are left out: \`traingate policies test\` says what is wrong with them`);
    return [];
  }
}

function wholeNumber(text: string, option: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Failure(`${option} is \`${text}\`: give a whole number`, 2);
  return Number(text);
}

const HEADINGS: Readonly<Record<Direction, string>> = {
  loosens: 'loosened: refused before and not now, or held before and allowed now',
  tightens: 'tightened: refused now and not before, or held now and allowed before',
  otherwise: 'refused or held by both, but not by the same policies',
};

function textOf(changes: readonly TextChange[], found: Differences): string {
  const { differences, tried } = found;
  const sections = (Object.keys(HEADINGS) as Direction[]).flatMap((direction) => {
    const some = differences.filter((each) => each.direction === direction);
    return some.length === 0 ? [] : [HEADINGS[direction], ...some.flatMap(linesOf), ''];
  });
  return [
    ...(changes.length === 0 ? [] : ['what the files say', ...changes.map((change) => changeLine(change, found)), '']),
    ...sections,
    ...(tried.without.length === 0 ? [] : [`no request is allowed for ${tried.without.join(', ')}: none was made`]),
    endOf(differences, tried),
  ].join('\n');
}

const changeLine = (change: TextChange, found: Differences): string =>
  `  ${plain(change.text)}${isUnshown(change, found) ? ' (no request showed a difference)' : ''}`;

function endOf(differences: readonly Difference[], { requests, people }: Differences['tried']): string {
  const tried = `${numberText(requests)} requests as ${numberText(people)} people`;
  if (differences.length > 0) return `tried ${tried}: what was not tried may differ too`;
  return `no difference found in ${tried}: that is no proof that there is none`;
}

const linesOf = (difference: Difference): readonly string[] => [
  `  team ${difference.team}: ${byWhom(difference)}${others(difference)}`,
  ...exampleLines(difference.example),
];

const byWhom = ({ before, after, heldBefore, heldAfter }: Difference): string =>
  [
    ...doing(before, 'object', 'no more'),
    ...doing(heldBefore, 'hold', 'no more'),
    ...doing(after, 'object', 'now'),
    ...doing(heldAfter, 'hold', 'now'),
  ].join(', ');

const doing = (policies: readonly string[], what: string, when: string): readonly string[] =>
  policies.length === 0 ? [] : [`${listed(policies)} ${what}${policies.length === 1 ? 's' : ''} ${when}`];

const others = ({ others: count }: Difference): string =>
  count === 0 ? '' : ` (and ${numberText(count)} other request${count === 1 ? '' : 's'})`;

function exampleLines({ person, changes, recorded }: Example): readonly string[] {
  if (recorded !== null) return [`    the recorded job \`${recorded}\` of ${person}`];
  if (changes.length === 0) return [`    the plain request of ${person}`];
  return [`    the plain request of ${person}, with`, ...changes.map((change) => `      ${changeText(change)}`)];
}

const changeText = (patch: JsonPatch): string =>
  plain(patch.op === 'remove' ? `${patch.path} left out` : `${patch.path} = ${shortJson(patch.value)}`);
