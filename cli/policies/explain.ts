import type { Command } from 'commander';
import type { Judged } from '../../gateway/flows/decide.ts';
import type { Decision, Violation } from '../../gateway/shared/decision.ts';
import { requirementsText } from '../../gateway/shared/requirements.ts';
import { approvalLines, effectOf, effectText, headline, problemOf, problemText, shortJson } from '../decision-text.ts';
import { bodyIn, sourceName } from '../request-file.ts';
import { coloured, Failure, plain, printJson } from '../terminal.ts';
import { subjectsOf } from './bindings.ts';
import { type ConsideredWaiver, type Explanation, explain } from './explanation.ts';
import {
  judgeOffline,
  momentOf,
  type OfflineJudgement,
  offlineGovernance,
  principalNamed,
  siteText,
} from './judging.ts';
import { openPolicies } from './open-policies.ts';
import type { Read } from './reads.ts';

interface Options {
  readonly as: string;
  readonly policies: string;
  readonly at?: string;
  readonly region?: string;
  readonly json?: true;
}

const HELP = `
Examples:
  traingate policies explain train.json --as ada@example.com
  traingate policies explain - --as ada@example.com --at 2026-12-04T17:00:00Z --json < train.json

The request is shown as it is decided on: completed, and clamped. Values of environment variables and hyperparameters
are masked (***).
Exit code 0: explained, whatever the verdict; 1: the request cannot be judged; 2: the command was not understood.`;

/** `traingate policies explain`: what each binding made of a request, and why. */
export function addPolicyExplain(policies: Command): void {
  policies
    .command('explain')
    .description('say of each binding whether it is for a request, what it read and what it found')
    .argument('<request>', 'file with a CreateTrainingJob request as JSON; - reads the standard input')
    .requiredOption('--as <person>', 'who would submit it, by e-mail address')
    .option('--policies <folder>', 'folder of policies, or a compiled bundle', 'policies')
    .option('--at <time>', 'judge as at this moment, such as 2026-12-04T17:00:00Z: waivers expire')
    .option('--region <name>', 'judge as in this region of the organisation (default: its first)')
    .option('--json', 'print the explanation as JSON')
    .addHelpText('after', HELP)
    .action(show);
}

async function show(file: string, { as, policies, at, region, json }: Options): Promise<void> {
  const moment = momentOf(at);
  const body = bodyIn(file);
  const bundle = await openPolicies(policies);
  const governance = offlineGovernance(bundle, region);
  const result = judgeOffline(governance, principalNamed(bundle, as.toLowerCase()), body, moment);
  if (!result.ok) {
    if (json) printJson(problemOf(result.error));
    throw new Failure(problemText(problemOf(result.error), sourceName(file)));
  }
  const explanations = explain(result.value.judged);
  if (json) printJson(answerOf(result.value, explanations));
  else console.log(report(result.value, explanations));
}

/** What was decided by no binding as it stands: clamps, quotas, and what is built in. */
const besides = ({ violations }: Decision, explanations: readonly Explanation[]): readonly Violation[] =>
  violations.filter((violation) => !explanations.some(({ found }) => found.some((each) => isSame(each, violation))));

const isSame = (one: Omit<Violation, 'waiverRequest'>, other: Violation): boolean =>
  one.policy === other.policy &&
  one.rule === other.rule &&
  one.path === other.path &&
  one.message === other.message &&
  one.enforcement === other.enforcement;

/** Settings of the organisation that its own policies object to. */
const leftOut = (judged: Judged): readonly string[] =>
  subjectsOf(judged).withdrawn.map(({ setting, by }) => {
    const name = setting.kind === 'tag' ? `tag ${setting.key}` : setting.kind;
    return `the ${setting.wins ? 'override' : 'default'} of ${name}, to which ${by.policy} (${by.rule}) objects: ${by.message}`;
  });

const answerOf = ({ decision, judged }: OfflineJudgement, bindings: readonly Explanation[]) => ({
  verdict: decision.verdict,
  policyVersion: decision.policyVersion,
  approvals: decision.approvals,
  leftOut: leftOut(judged),
  besides: besides(decision, bindings),
  bindings: bindings.map(({ found, ...explanation }) => ({
    ...explanation,
    found: found.map(({ fix: _, clamp: __, ...violation }) => violation),
  })),
});

function report({ decision, judged }: OfflineJudgement, explanations: readonly Explanation[]): string {
  const beside = besides(decision, explanations);
  return [
    headline(decision, siteText(judged.context)),
    ...approvalLines(decision),
    ...leftOut(judged).map((line) => `left out: ${plain(line)}`),
    ...explanations.flatMap((each) => ['', ...explanationLines(each)]),
    ...(beside.length > 0 ? ['', 'Beside the bindings as they stand:'] : []),
    ...beside.map(
      (each) =>
        `  ${effectText(effectOf(each))}  ${each.policy} (${each.rule}): ${plain(each.message)}; ${plain(each.remedy)}`,
    ),
  ].join('\n');
}

function explanationLines(explanation: Explanation): readonly string[] {
  const { policy, binding, rule, passedOver, reads, found, fault, waivers, microseconds } = explanation;
  const name = `${policy}, binding ${binding} (${rule}, ${doesOf(explanation)})`;
  if (passedOver !== null) return [coloured('gray', `passed over  ${name}: ${plain(passedOver)}`)];
  const state = found.length > 0 ? coloured('red', 'found') : coloured('green', 'passed');
  return [
    `${state}  ${name}  ${microseconds.toFixed(0)} µs`,
    ...reads.slice(0, MOST_READS).map((read) => coloured('gray', `  read ${readText(read)}`)),
    ...(reads.length > MOST_READS ? [`  and ${reads.length - MOST_READS} more, which --json lists`] : []),
    ...found.map(
      (each) => `  ${effectText(effectOf(each))}${each.path && ` at ${plain(each.path)}`}: ${plain(each.message)}`,
    ),
    ...(fault === null ? [] : [`  ${plain(fault)}`]),
    ...waivers.map(waiverText),
  ];
}

const doesOf = ({ enforcement, approvals }: Explanation): string =>
  approvals ? `${enforcement}: ${requirementsText(approvals)}` : enforcement;

const MOST_READS = 20;

const readText = ({ path, value }: Read): string => plain(`${path} = ${shortJson(value)}`);

const waiverText = ({ waiver, state, beyond }: ConsideredWaiver): string =>
  `  waiver ${waiver}: ${state}${beyond.length > 0 ? `: ${plain(beyond.join('; '))}` : ''}`;
