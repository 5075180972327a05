import { existsSync, readFileSync } from 'node:fs';
import { problemLine } from '../../cli/policies/problem-line.ts';
import { Failure } from '../../cli/terminal.ts';
import type { BundleProblem } from '../../gateway/bundle/problem.ts';
import { parseSourceFile, type SourceFile } from '../../gateway/bundle/source-file.ts';

/** A file with what it says. */
export interface YamlFile extends SourceFile {
  readonly text: string;
}

/** A YAML file; null where there is none. Throws a Failure that names every place that is not YAML. */
export function readYaml(file: string): YamlFile | null {
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  const source = parseSourceFile(file, text);
  refuseProblems(source.problems);
  return { ...source, text };
}

/** Throws a Failure that names every problem, where there is one. */
export function refuseProblems(problems: readonly BundleProblem[]): void {
  if (problems.length > 0) throw new Failure(problems.map((problem) => problemLine(problem)).join('\n'));
}
