import type { Judged } from '../../gateway/flows/decide.ts';
import { type Binding, evaluate, isWaiverOf } from '../../gateway/rules/evaluate.ts';
import { applies, type Match } from '../../gateway/rules/match.ts';
import type { Subject } from '../../gateway/rules/rule.ts';
import type { WaiverState } from '../../gateway/rules/waiver.ts';
import type { Requirement } from '../../gateway/shared/approval.ts';
import type { FoundViolation } from '../../gateway/shared/decision.ts';
import { placedBindings, subjectsOf } from './bindings.ts';
import { type Read, readsOf } from './reads.ts';
import { faultText } from './rule-faults.ts';

/** What one binding made of a request, and why. */
export interface Explanation {
  readonly policy: string;
  /** The binding's place in its policy, from 1. */
  readonly binding: number;
  readonly rule: string;
  readonly enforcement: Binding['enforcement'];
  /** Who has to approve what it finds, where the enforcement is `hold`. */
  readonly approvals?: readonly Requirement[];
  /** Why it is not for the request; null: it is. */
  readonly passedOver: string | null;
  readonly reads: readonly Read[];
  /** What `evaluate` has of it. */
  readonly found: readonly FoundViolation[];
  /** How the rule failed; null: it did not. */
  readonly fault: string | null;
  readonly waivers: readonly ConsideredWaiver[];
  /** Of one evaluation, waivers included. */
  readonly microseconds: number;
}

/** A waiver for what a binding found. */
export interface ConsideredWaiver {
  readonly waiver: string;
  /** `lifts`: it waives what was found. */
  readonly state: 'lifts' | 'expired' | 'used up' | 'for others' | 'beyond its bound' | 'not needed';
  /** What the request breaks of its bound. */
  readonly beyond: readonly string[];
}

/** Of every binding in the order in which they are judged, on the request as it was decided on. */
export function explain(judged: Judged): readonly Explanation[] {
  const { bundle, waivers } = judged.context;
  const { decided } = subjectsOf(judged);
  return placedBindings(bundle).map(({ binding, place }) => {
    const { policy, rule, enforcement, approvals } = binding;
    const passedOver = whyPassedOver(binding, decided);
    const start = performance.now();
    const { violations, faults } = evaluate([binding], decided, waivers);
    const microseconds = (performance.now() - start) * 1000;
    return {
      policy,
      binding: place,
      rule,
      enforcement,
      ...(approvals && { approvals }),
      passedOver,
      reads: passedOver === null ? readsOf(decided, binding.check) : [],
      found: violations,
      fault: faults.map(({ cause }) => faultText(policy, rule, cause))[0] ?? null,
      waivers: consideredWaivers(binding, decided, waivers, violations),
      microseconds,
    };
  });
}

function whyPassedOver(binding: Binding, subject: Subject): string | null {
  if (applies(binding, subject)) return null;
  const { match, except } = binding;
  const missed =
    match === null ? [] : singles(match).filter((each) => !applies({ match: each, except: null }, subject));
  if (missed.length > 0) return missed.map((each) => `match ${textOf(each)}: ${seenBy(each, subject)}`).join('; ');
  return `except ${textOf(except ?? {})}: ${seenBy(except ?? {}, subject)}`;
}

/** A match as matches with one condition each; all of them hold where it does. */
const singles = ({ tags, ...members }: Match): readonly Match[] => [
  ...Object.entries(members).map(([member, values]) => ({ [member]: values })),
  ...Object.entries(tags ?? {}).map(([key, values]) => ({ tags: { [key]: values } })),
];

const textOf = (match: Match): string =>
  singles(match)
    .flatMap((each) =>
      Object.entries(each).map(([member, values]) =>
        member === 'tags' ? tagText(each.tags ?? {}) : `${member} ${listText(values as readonly string[])}`,
      ),
    )
    .join(' and ');

const tagText = (tags: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(tags)
    .map(([key, values]) => `tag ${key} ${listText(values)}`)
    .join(' and ');

const listText = (values: readonly string[]): string => `[${values.join(', ')}]`;

/** What a subject is in the respects that a match names. */
function seenBy(match: Match, { principal, workload }: Subject): string {
  const { team, person, groups } = principal;
  return [
    ...(match.teams ? [`the team is ${team}`] : []),
    ...(match.people ? [`the person is ${person}`] : []),
    ...(match.groups ? [`the person is in ${groups.length === 0 ? 'no group' : groups.join(', ')}`] : []),
    ...Object.keys(match.tags ?? {}).map((key) => {
      const values = workload.tags.value.filter((tag) => tag.key === key).map(({ value }) => value);
      return values.length === 0 ? `there is no tag ${key}` : `the tag ${key} is ${values.join(', ')}`;
    }),
  ].join(', ');
}

/** The waivers of a binding, and what became of each. */
function consideredWaivers(
  binding: Binding,
  subject: Subject,
  waivers: readonly WaiverState[],
  found: readonly FoundViolation[],
): readonly ConsideredWaiver[] {
  if (found.length === 0) return [];
  const own = waivers.filter(({ waiver }) => isWaiverOf(waiver, binding));
  return own.map(({ waiver, over }) => {
    const beyond = waiver.checks.flatMap((check) => check(subject)).map(({ message }) => message);
    const isFor = applies({ match: waiver.for, except: null }, subject);
    const lifts = found.some((each) => each.waiver === waiver.waiver);
    const hindrance = !isFor ? 'for others' : beyond.length > 0 ? 'beyond its bound' : over;
    return { waiver: waiver.waiver, state: hindrance ?? (lifts ? 'lifts' : 'not needed'), beyond: isFor ? beyond : [] };
  });
}
