import type { Bundle } from '../../gateway/bundle/open.ts';
import { type Use, usesOf } from './bindings.ts';
import type { CaseFile, PolicyCase } from './cases.ts';
import { differences } from './expectation.ts';
import { judgeOffline, offlineGovernance, principalNamed, withCorrection } from './judging.ts';
import { faultLog } from './rule-faults.ts';

/** What came of a case. */
export interface CaseResult {
  readonly name: string;
  /** Where it begins in its file, from 1. */
  readonly line: number;
  /** How it is not as expected; none: it passed. */
  readonly failures: readonly string[];
  /** Rules that failed on it. */
  readonly faults: readonly string[];
  readonly milliseconds: number;
  /** What each binding of the bundle made of it; none where the request is invalid. */
  readonly uses: readonly Use[];
}

export interface FileResult {
  readonly file: string;
  readonly results: readonly CaseResult[];
}

/** Judges every case by the bundle; `now`: when cases are sent that do not say it. */
export function runCases(bundle: Bundle, files: readonly CaseFile[], now: number): readonly FileResult[] {
  return files.map(({ file, cases }) => ({ file, results: cases.map((each) => runCase(bundle, each, now)) }));
}

function runCase(bundle: Bundle, { name, line, as, body, at, expect }: PolicyCase, now: number): CaseResult {
  const start = performance.now();
  const moment = { at: at === undefined ? now : Date.parse(at) };
  const { log, faults } = faultLog();
  const result = judgeOffline(offlineGovernance(bundle), principalNamed(bundle, as), body, moment, log);
  const failures = differences(
    expect,
    result.ok
      ? { kind: 'judged', decision: withCorrection(result.value), completed: result.value.judged.prepared.request }
      : { kind: 'invalid', detail: result.error.detail },
  );
  const milliseconds = performance.now() - start;
  return {
    name,
    line,
    failures,
    faults: [...faults],
    milliseconds,
    uses: result.ok ? usesOf(result.value.judged) : [],
  };
}

/** All results, one after another. */
export const resultsIn = (files: readonly FileResult[]): readonly CaseResult[] =>
  files.flatMap(({ results }) => results);

export const isFailure = ({ failures }: CaseResult): boolean => failures.length > 0;
