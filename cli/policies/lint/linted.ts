import type { BundleFile } from '../../../gateway/bundle/compile.ts';
import { type BundleContent, bindingsOf, type Policy, type PolicyBinding } from '../../../gateway/bundle/document.ts';
import type { BundleProblem } from '../../../gateway/bundle/problem.ts';
import { parseSourceFile, type SourceFile, type Steps } from '../../../gateway/bundle/source-file.ts';
import type { Match } from '../../../gateway/rules/match.ts';
import type { Rule } from '../../../gateway/rules/rule.ts';
import type { EpochMs } from '../../../gateway/shared/clock.ts';
import type { Principal } from '../../../gateway/shared/principal.ts';

/** Something that compiles and is hardly meant. */
export interface LintWarning extends BundleProblem {
  /** The check that found it. */
  readonly check: string;
}

/** What a check says, before it is known which check it was. */
export type Finding = BundleProblem;

/** Files that compile, as checks see them. */
export interface Linted {
  readonly content: BundleContent;
  /** Of all policies, in order; what is built in is not among them. */
  readonly bindings: readonly LintedBinding[];
  /** Everyone of the organisation, as a caller. */
  readonly people: readonly Principal[];
  /** Throws where there is no such rule. */
  readonly ruleOf: (id: string) => Pick<Rule, 'params' | 'choices'>;
  /** The moment for which is said what has expired and what is old. */
  readonly at: EpochMs;
  /** A finding at a member of one of the files. */
  readonly finding: (file: string, steps: Steps, message: string, part?: 'key' | 'value') => Finding;
}

/** A binding with whom it is for, its policy's team included, and where it stands. */
export interface LintedBinding
  extends Pick<PolicyBinding, 'rule' | 'enforcement' | 'approvals' | 'params' | 'waivable'> {
  readonly policy: string;
  readonly match: Match | null;
  readonly except: Match | null;
  readonly file: string;
  /** From the top of the file to the binding. */
  readonly steps: Steps;
}

export const QUOTAS_FILE = 'quotas.yaml';
export const WAIVERS_FILE = 'waivers.yaml';
export const PRICES_FILE = 'prices.yaml';

/** Prepares files, and what they compiled to, for checks. */
export function linted(
  files: readonly BundleFile[],
  content: BundleContent,
  ruleOf: Linted['ruleOf'],
  at: EpochMs,
): Linted {
  const sources = new Map(files.map(({ name, text }) => [name, parseSourceFile(name, text)]));
  return {
    content,
    bindings: content.policies.flatMap(lintedBindings),
    people: content.organization.people.map(({ id, team, roles, groups }) => {
      return { arn: '', person: id, team, roles, groups };
    }),
    ruleOf,
    at,
    finding: (file, steps, message, part = 'value') => ({ file, ...placeIn(sources.get(file), steps, part), message }),
  };
}

const placeIn = (source: SourceFile | undefined, steps: Steps, part: 'key' | 'value') =>
  source?.placeOf(steps, part) ?? { line: 1, column: 1 };

function lintedBindings(of: Policy): readonly LintedBinding[] {
  const { policy, team } = of;
  const file = team === undefined ? `${policy}.yaml` : `teams/${team}/${policy}.yaml`;
  return bindingsOf(of).map((binding, index) => {
    const { match = null, except = null } = binding;
    return { ...binding, policy, match, except, file, steps: ['bindings', String(index)] };
  });
}

/** `caps.yaml:4:5`, for a message that speaks of a second place. */
export const placeText = ({ file, line, column }: BundleProblem): string => `${file}:${line}:${column}`;
