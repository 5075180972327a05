import { join } from 'node:path';
import type { Command } from 'commander';
import { type BundleFile, compileBundle } from '../../gateway/bundle/compile.ts';
import type { BundleProblem } from '../../gateway/bundle/problem.ts';
import { ruleOf } from '../../gateway/rules/index.ts';
import type { EpochMs } from '../../gateway/shared/clock.ts';
import { counted, Failure, printJson } from '../terminal.ts';
import { momentOf } from './judging.ts';
import { warningsIn } from './lint/checks.ts';
import { type LintWarning, linted } from './lint/linted.ts';
import { policyFilesIn } from './open-policies.ts';
import { problemLine } from './problem-line.ts';

interface Options {
  readonly at?: string;
  readonly strict?: true;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  traingate policies lint
  traingate policies lint policies --strict
  traingate policies lint policies --at 2027-01-31T00:00:00Z --json

Exit code 0: no errors (warnings are no errors without --strict); 1: errors; 2: the command was not understood.`;

/** `traingate policies lint`: what keeps policies from compiling, and what compiles and is hardly meant. */
export function addPolicyLint(policies: Command): void {
  policies
    .command('lint [folder]')
    .description('look for mistakes in a folder of policies (default: policies)')
    .option('--at <time>', 'say what has expired by then, such as 2027-01-31T00:00:00Z (default: now)')
    .option('--strict', 'warnings fail too')
    .option('--json', 'print errors and warnings as JSON')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

/** What is wrong with files: errors, or else warnings. */
export interface LintResult {
  readonly errors: readonly BundleProblem[];
  readonly warnings: readonly LintWarning[];
}

/** Compiles files and, where they do, looks for what is hardly meant. */
export function lintPolicies(files: readonly BundleFile[], at: EpochMs): LintResult {
  const compiled = compileBundle(files);
  if (!compiled.ok) return { errors: compiled.error, warnings: [] };
  return { errors: [], warnings: warningsIn(linted(files, compiled.value.content, ruleOf, at)) };
}

function run(path: string | undefined, options: Options): void {
  const folder = path ?? 'policies';
  const result = lintPolicies(policyFilesIn(folder), momentOf(options.at).at);
  if (options.json) printJson(result);
  else console.log(textOf(folder, result));
  const { errors, warnings } = result;
  if (errors.length > 0) throw new Failure(`${counted(errors.length, 'error')}: the policies do not compile`);
  if (options.strict && warnings.length > 0) {
    throw new Failure(`${counted(warnings.length, 'warning')}: with --strict that fails`);
  }
}

function textOf(folder: string, { errors, warnings }: LintResult): string {
  const line = (kind: string) => (problem: BundleProblem) =>
    problemLine({ ...problem, file: join(folder, problem.file) }, kind);
  const lines = [...errors.map(line('error')), ...warnings.map(line('warning'))];
  return lines.length === 0 ? 'nothing found' : lines.join('\n');
}
