import type { Requirement } from '../../gateway/shared/approval.ts';
import { canonicalJson } from '../../gateway/shared/canonical.ts';
import { type Decision, denies, holds, type Verdict, type Violation } from '../../gateway/shared/decision.ts';
import type { Json, JsonObject } from '../../gateway/shared/json.ts';
import { valueAt } from '../../gateway/shared/json-patch.ts';
import { mergedRequirements, requirementsText } from '../../gateway/shared/requirements.ts';
import { shortJson } from '../decision-text.ts';

/** What a case says is to come of its request. What is left out is not looked at. */
export interface Expectation {
  readonly verdict?: Verdict;
  readonly violations?: readonly ExpectedViolation[];
  /** Who has to approve, in any order; an empty list: nobody. */
  readonly approvals?: readonly Requirement[];
  readonly completed?: JsonObject;
  readonly corrected?: JsonObject | null;
  readonly invalid?: string;
}

/** Of a violation, the members that are looked at; of its message, words that are in it. */
export type ExpectedViolation = Pick<Violation, 'policy'> &
  Partial<Pick<Violation, 'rule' | 'path' | 'enforcement' | 'message' | 'observed' | 'limit' | 'waiver'>>;

/** What came of a request. */
export type Outcome =
  | { readonly kind: 'judged'; readonly decision: Decision; readonly completed: JsonObject }
  | { readonly kind: 'invalid'; readonly detail: string };

/** How an outcome is not what was expected: a line each; none: it is. */
export function differences(expected: Expectation, outcome: Outcome): readonly string[] {
  if (outcome.kind === 'invalid') return invalidDifferences(expected, outcome.detail);
  const { decision, completed } = outcome;
  if (expected.invalid !== undefined) {
    return [
      `expected a request that is refused as invalid with ${shortJson(expected.invalid)}, found verdict ${decision.verdict}`,
    ];
  }
  return [
    ...verdictDifferences(expected, decision),
    ...violationDifferences(expected.violations ?? null, decision.violations),
    ...approvalDifferences(expected.approvals ?? null, decision.approvals),
    ...valueDifferences('completed', expected.completed ?? {}, completed),
    ...correctedDifferences(expected.corrected, decision.corrected),
  ];
}

/** Who refused, or has people asked, unless the list of violations says so already. */
function verdictDifferences({ verdict, violations }: Expectation, decision: Decision): readonly string[] {
  if (verdict === decision.verdict) return [];
  const [objects, done] = decision.verdict === 'deny' ? [denies, 'denied'] : [holds, 'held'];
  const objections = violations === undefined ? decision.violations.filter(objects) : [];
  return [
    `verdict: expected ${verdict}, found ${decision.verdict}`,
    ...objections.map(({ policy, message }) => `${done} by ${policy}: ${message}`),
  ];
}

function approvalDifferences(expected: readonly Requirement[] | null, found: readonly Requirement[]) {
  if (expected === null) return [];
  const [wanted, seen] = [mergedRequirements(expected), found].map((each) => requirementsText(each) || 'nobody');
  return wanted === seen ? [] : [`approvals: expected ${wanted}, found ${seen}`];
}

function invalidDifferences({ invalid, verdict }: Expectation, detail: string): readonly string[] {
  if (invalid === undefined) return [`verdict: expected ${verdict}, found a request that is invalid: ${detail}`];
  return detail.includes(invalid) ? [] : [`invalid: expected ${shortJson(invalid)} in ${shortJson(detail)}`];
}

function violationDifferences(expected: readonly ExpectedViolation[] | null, found: readonly Violation[]) {
  if (expected === null) return [];
  const pairs = pairsOf(expected, found);
  const missing = expected.filter((_, index) => !pairs.has(index));
  const paired = new Set(pairs.values());
  const surplus = found.filter((_, index) => !paired.has(index));
  return [
    ...missing.map((each) => `violations: expected ${lineOf(each)}, which was not found`),
    ...surplus.map((each) => `violations: found ${lineOf(shown(each))}, which was not expected`),
  ];
}

/**
 * As many pairs of an expected and a found violation as there can be, each in one pair at most (augmenting paths, Kuhn
 * 1955): what an entry with few members could take, another may need. By index.
 */
function pairsOf(expected: readonly ExpectedViolation[], found: readonly Violation[]): ReadonlyMap<number, number> {
  const takers = new Map<number, number>();
  const place = (entry: number, tried: Set<number>): boolean =>
    found.some((violation, index) => {
      const wanted = expected[entry];
      if (tried.has(index) || wanted === undefined || !fits(wanted, violation)) return false;
      tried.add(index);
      const taker = takers.get(index);
      if (taker !== undefined && !place(taker, tried)) return false;
      takers.set(index, entry);
      return true;
    });
  for (const entry of expected.keys()) place(entry, new Set());
  return new Map([...takers].map(([index, entry]) => [entry, index]));
}

function fits({ message, ...members }: ExpectedViolation, found: Violation): boolean {
  if (message !== undefined && !found.message.includes(message)) return false;
  return Object.entries(members).every(([member, value]) => isEqual(value, found[member as keyof typeof members]));
}

const isEqual = (one: Json, other: Json): boolean => canonicalJson(one) === canonicalJson(other);

const shown = ({ policy, rule, enforcement, path, message, waiver }: Violation): JsonObject => ({
  policy,
  rule,
  enforcement,
  path,
  message,
  ...(waiver !== null && { waiver }),
});

/** As in YAML's flow style, so that it can be pasted into a file of cases. */
const lineOf = (members: object): string =>
  `{ ${Object.entries(members)
    .map(([member, value]) => `${member}: ${JSON.stringify(value)}`)
    .join(', ')} }`;

function correctedDifferences(
  expected: JsonObject | null | undefined,
  corrected: JsonObject | null,
): readonly string[] {
  if (expected === undefined) return [];
  if (expected === null) return corrected === null ? [] : ['corrected: expected null, found a request that would pass'];
  if (corrected === null) return ['corrected: expected a request that would pass, found none'];
  return valueDifferences('corrected', expected, corrected);
}

const valueDifferences = (name: string, expected: JsonObject, request: JsonObject): readonly string[] =>
  Object.entries(expected).flatMap(([path, value]) => {
    const found = valueAt(request, path) ?? null;
    return isEqual(value, found) ? [] : [`${name} ${path}: expected ${valueText(value)}, found ${valueText(found)}`];
  });

const valueText = (value: Json): string => (value === null ? 'nothing' : shortJson(value));
