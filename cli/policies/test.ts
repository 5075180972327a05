import { join } from 'node:path';
import type { Command } from 'commander';
import { writeOutput } from '../output-file.ts';
import { coloured, Failure, plain, printJson } from '../terminal.ts';
import { placedBindings } from './bindings.ts';
import { readCases } from './cases.ts';
import { type Coverage, coverageOf, coverageText, isCovered } from './coverage.ts';
import { junitXml } from './junit.ts';
import { openPolicies } from './open-policies.ts';
import { tellFaults } from './rule-faults.ts';
import { type CaseResult, type FileResult, isFailure, resultsIn, runCases } from './run-cases.ts';

interface Options {
  readonly junit?: string;
  readonly strict?: true;
  readonly json?: true;
}

const HELP = `
Examples:
  traingate policies test                       the cases of policies/cases/*.yaml
  traingate policies test ../policies --strict  fail, too, where a binding has no case that it refuses, or none that passes
  traingate policies test --junit results.xml   for a CI server

docs/policy-tests.md says how cases are written.
Exit code 0: all passed; 1: a case failed, or there are none; 2: the command was not understood.`;

/** `traingate policies test`: whether the policies still do what their cases say. */
export function addPolicyTest(policies: Command): void {
  policies
    .command('test')
    .description('judge the cases of a folder of policies, and say which bindings they cover')
    .argument('[folder]', 'folder of policies, with its cases in cases/', 'policies')
    .option('--junit <file>', 'write the results as JUnit XML, too')
    .option('--strict', 'fail where the cases leave a binding uncovered')
    .option('--json', 'print the results as JSON')
    .addHelpText('after', HELP)
    .action(test);
}

async function test(folder: string, options: Options): Promise<void> {
  if (folder.endsWith('.json')) throw new Failure(`\`${folder}\` has no cases: give the folder of policies`);
  const bundle = await openPolicies(folder);
  const cases = readCases(folder, bundle.organization);
  if (cases.length === 0) throw new Failure(`there are no cases: write some into ${join(folder, 'cases')}/*.yaml`);
  const files = runCases(bundle, cases, Date.now());
  const uses = resultsIn(files).map((result) => result.uses);
  const coverage = coverageOf(placedBindings(bundle), uses);
  if (options.junit !== undefined) writeOutput(options.junit, junitXml(files), '--junit');
  if (options.json) printJson(answerOf(files, coverage));
  else console.log(report(files, coverage));
  tellFaults(new Set(resultsIn(files).flatMap(({ faults }) => faults)));
  const isUncovered = options.strict && !coverage.every(isCovered);
  if (isUncovered) console.error('--strict: the cases leave bindings uncovered');
  if (isUncovered || resultsIn(files).some(isFailure)) process.exitCode = 1;
}

function answerOf(files: readonly FileResult[], coverage: readonly Coverage[]) {
  const results = files.flatMap(({ file, results: inFile }) =>
    inFile.map(({ name, line, failures }) => ({ file, line, name, passed: failures.length === 0, failures })),
  );
  const failed = results.filter(({ passed }) => !passed).length;
  return { passed: results.length - failed, failed, cases: results, coverage };
}

function report(files: readonly FileResult[], coverage: readonly Coverage[]): string {
  const lines = files.flatMap(({ file, results }) => [file, ...results.flatMap((each) => resultLines(file, each)), '']);
  return [...lines, summaryOf(resultsIn(files)), '', coverageText(coverage)].join('\n');
}

function resultLines(file: string, result: CaseResult): readonly string[] {
  const { name, line, failures } = result;
  if (!isFailure(result)) return [`  ${coloured('green', '✓')} ${plain(name)}`];
  return [
    `  ${coloured('red', '✗')} ${plain(name)} (${file}:${line})`,
    ...failures.map((failure) => `      ${plain(failure)}`),
  ];
}

function summaryOf(results: readonly CaseResult[]): string {
  const failed = results.filter(isFailure).length;
  const text = `${results.length - failed} passed, ${failed} failed`;
  return coloured(failed > 0 ? 'red' : 'green', text);
}
