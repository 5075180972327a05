import { type Problem, problem } from '../gateway/adapters/http/answer.ts';
import { amountText } from '../gateway/quota/units.ts';
import type { Decision, Verdict, Violation } from '../gateway/shared/decision.ts';
import type { Refusal } from '../gateway/shared/errors.ts';
import type { Json } from '../gateway/shared/json.ts';
import type { JsonPatch } from '../gateway/shared/json-patch.ts';
import type { Estimate } from '../gateway/shared/prices.ts';
import { requirementsText } from '../gateway/shared/requirements.ts';
import { coloured, plain } from './terminal.ts';

/** A decision for a person: the verdict, each violation, what was completed, and what would pass. `site`: of siteText. */
export function decisionText(decision: Decision, site = ''): string {
  const { violations, completed } = decision;
  return [
    headline(decision, site),
    ...approvalLines(decision),
    ...(decision.estimate === null ? [] : [estimateText(decision.estimate)]),
    ...violations.flatMap((violation) => ['', ...violationLines(violation)]),
    ...section('Completed by the gateway:', completed.map(patchText)),
    ...section(offerOf(decision), decision.correction.map(patchText)),
    ...(isStuck(decision) ? ['', 'No change is known that would pass: people have to decide.'] : []),
  ].join('\n');
}

const VERDICT_COLOURS = { allow: 'green', hold: 'yellow', deny: 'red' } as const;

/** A verdict in its colour. */
const verdictText = (verdict: Verdict): string => coloured(['bold', VERDICT_COLOURS[verdict]], verdict);

/** What was decided, by which policies; `site`: of siteText. */
export const headline = ({ verdict, policyVersion }: Decision, site: string): string =>
  `${verdictText(verdict)}  by policies ${policyVersion.slice(0, 12)}${site && `, ${site}`}`;

/** Who has to approve, where people are asked: a line, or none. */
export function approvalLines({ verdict, approvals }: Pick<Decision, 'verdict' | 'approvals'>): readonly string[] {
  if (approvals.length === 0) return [];
  const whose = plain(requirementsText(approvals));
  return [verdict === 'deny' ? `would need the approval of ${whose}, too` : `needs the approval of ${whose}`];
}

/** What the correction comes to. What people have to approve may remain of what was denied. */
function offerOf({ verdict, approvals }: Decision): string {
  if (verdict === 'hold') return 'It would pass without approval with:';
  return approvals.length === 0 ? 'It would pass with:' : 'It would not be denied with:';
}

/** What a job may cost, on one line. */
function estimateText({ totalUsdMicros, spotUsdMicros, priceDate, basis, ...parts }: Estimate): string {
  const usd = (micros: number) => amountText('usdMicros', micros, 'up');
  const { instancesUsdMicros, volumesUsdMicros, warmPoolUsdMicros } = parts;
  const told = `instances ${usd(instancesUsdMicros)}, volumes ${usd(volumesUsdMicros)}, warm pool ${usd(warmPoolUsdMicros)}`;
  const prices = `${basis} prices${priceDate === null ? '' : ` of ${priceDate}`}`;
  const spot = spotUsdMicros === null ? '' : `; as spot about ${usd(spotUsdMicros)}`;
  return `may cost at most ${usd(totalUsdMicros)} (${told}; ${prices})${spot}`;
}

/** What a violation does: `deny`, `hold`, `warn`, `audit`, or `waived`. */
export const effectOf = ({ enforcement, waiver }: Pick<Violation, 'enforcement' | 'waiver'>): string =>
  waiver === null ? enforcement : 'waived';

const COLOURS = { deny: 'red', hold: 'magenta', warn: 'yellow', audit: 'gray', waived: 'cyan' } as const;

/** An effect in its colour. */
export const effectText = (effect: string): string =>
  effect in COLOURS ? coloured(COLOURS[effect as keyof typeof COLOURS], effect) : effect;

/** A refusal as the REST API would tell it. */
export const problemOf = (refusal: Refusal): Problem => JSON.parse(problem(refusal).body);

/** A body that is something else altogether has an error a member. */
const MOST_ERRORS = 12;

/** Why a body cannot be judged, for a person. `from`: where the body came from. */
export function problemText({ title, detail, errors = [] }: Problem, from: string): string {
  const told = errors.map(({ message }) => message);
  const lines = told.length > 0 ? told : detail.split('\n');
  const more = lines.length - MOST_ERRORS;
  return [
    `${from}: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
    ...lines.slice(0, MOST_ERRORS).map((line) => `  ${plain(line)}`),
    ...(more > 0 ? [`  and ${more} more, which --json lists`] : []),
  ].join('\n');
}

const isStuck = ({ verdict, corrected }: Decision): boolean => verdict === 'deny' && corrected === null;

/** A violation: what it does, who found it, what it is and what to do. */
export function violationLines(violation: Violation): readonly string[] {
  const { policy, rule, path, message, remedy, link, owner, waiver, waiverRequest, approvals } = violation;
  const by = waiver === null ? '' : ` by waiver ${waiver}`;
  const more = [link, owner].filter((each) => each !== null);
  return [
    `${effectText(effectOf(violation))}${by}  ${policy} (${rule})${path && ` at ${plain(path)}`}`,
    `  ${plain(message)}`,
    `  → ${plain(remedy)}`,
    ...(approvals ? [`  or have it approved by ${plain(requirementsText(approvals))}`] : []),
    ...(more.length > 0 ? [`  ${coloured('gray', more.join('  '))}`] : []),
    ...(waiverRequest === null ? [] : [`  ask for a waiver: ${waiverRequest}`]),
  ];
}

/** Lines under a heading; nothing where there are none. */
export const section = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `  ${line}`)];

/** One change of a request. */
export const patchText = (patch: JsonPatch): string =>
  plain(`${patch.op} ${patch.path}${patch.op === 'remove' ? '' : ` ${shortJson(patch.value)}`}`);

const LONGEST_VALUE = 120;

/** A value on one line. */
export function shortJson(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
