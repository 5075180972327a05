import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseRequest } from '../../gateway/actions/receive.ts';
import { checkUnique } from '../../gateway/bundle/cross-checks.ts';
import type { Bundle } from '../../gateway/bundle/open.ts';
import type { BundleProblem } from '../../gateway/bundle/problem.ts';
import { schemaCheck } from '../../gateway/bundle/schema-check.ts';
import { CASES_SCHEMA } from '../../gateway/bundle/schemas/cases.ts';
import { parseSourceFile, type SourceFile, type Steps } from '../../gateway/bundle/source-file.ts';
import { vocabularyOf } from '../../gateway/bundle/vocabulary.ts';
import { isJsonList, type Json, type JsonObject } from '../../gateway/shared/json.ts';
import { applyChanges, type Change, memberOf, segmentsOf, valueAt } from '../../gateway/shared/json-patch.ts';
import { err, ok, type Result } from '../../gateway/shared/result.ts';
import { Failure } from '../terminal.ts';
import type { Expectation } from './expectation.ts';
import { problemLine } from './problem-line.ts';

/** A case as its file has it. */
interface WrittenCase {
  readonly name: string;
  readonly as: string;
  readonly request: string | JsonObject;
  readonly changes?: readonly Change[];
  readonly at?: string;
  readonly expect: Expectation;
}

/** A request, and what is to come of it. */
export interface PolicyCase extends Pick<WrittenCase, 'name' | 'as' | 'at' | 'expect'> {
  readonly body: Uint8Array;
  /** Where the case begins in its file, from 1. */
  readonly line: number;
}

export interface CaseFile {
  /** Path of the file as a person may open it. */
  readonly file: string;
  readonly cases: readonly PolicyCase[];
}

type Checked = Result<CaseFile, readonly BundleProblem[]>;

/**
 * The cases of a folder of policies: those of its `cases/*.yaml`. Throws a Failure that says every problem with its file,
 * line and column. None: an empty list.
 */
export function readCases(folder: string, organization: Bundle['organization']): readonly CaseFile[] {
  const check = casesCheck(organization as unknown as Json);
  const checked = caseFilesIn(join(folder, 'cases')).map((file) => check(file, readFileSync(file, 'utf8')));
  const problems = checked.flatMap((each) => (each.ok ? [] : each.error));
  if (problems.length === 0) return checked.flatMap((each) => (each.ok ? each.value : []));
  const lines = problems.map((each) => problemLine(each));
  throw new Failure(`the cases are not understood:\n${lines.join('\n')}`);
}

/** Other files may lie there too, such as requests; but a case that is passed over tests nothing. */
function caseFilesIn(folder: string): readonly string[] {
  const names = namesIn(folder).filter((name) => !name.startsWith('.'));
  const misnamed = names.find((name) => name.endsWith('.yml'));
  if (misnamed !== undefined) throw new Failure(`${join(folder, misnamed)} would not be run: name it .yaml`);
  return names
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(folder, name));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [] : entry.name));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw new Failure(`\`${folder}\` cannot be read (${code}): give a folder of cases that you may read`);
  }
}

/** Checks the text of a file of cases for an organisation, and reads the requests that it names. */
export function casesCheck(organization: Json): (file: string, text: string) => Checked {
  const check = schemaCheck(CASES_SCHEMA, vocabularyOf(organization));
  return (file, text) => {
    const source = parseSourceFile(file, text);
    const flaws = source.problems.length > 0 ? source.problems : check(source);
    if (flaws.length > 0) return err(flaws);
    // Sound because the file fits its schema.
    const { cases: written } = source.value as unknown as { readonly cases: readonly WrittenCase[] };
    const cases = written.map((each, index) => caseOf(source, each, ['cases', String(index)]));
    const problems = [...checkUnique(source, 'cases', 'name'), ...cases.flatMap((each) => (each.ok ? [] : each.error))];
    return problems.length > 0
      ? err(problems)
      : ok({ file, cases: cases.flatMap((each) => (each.ok ? each.value : [])) });
  };
}

function caseOf(source: SourceFile, written: WrittenCase, at: Steps): Result<PolicyCase, readonly BundleProblem[]> {
  const { name, as, at: time, expect } = written;
  const problem = (steps: Steps, message: string): BundleProblem => ({
    file: source.name,
    ...source.placeOf([...at, ...steps], 'value'),
    message,
  });
  const flaw = expectationFlaw(expect);
  const body = bodyOf(source.name, written);
  const problems = [
    ...(flaw === null ? [] : [problem(['expect'], flaw)]),
    ...(body.ok ? [] : [problem(body.error.steps, body.error.message)]),
  ];
  if (!body.ok || problems.length > 0) return err(problems);
  const { line } = source.placeOf(at, 'value');
  return ok({ name, as, ...(time !== undefined && { at: time }), expect, body: body.value, line });
}

function expectationFlaw({ verdict, invalid, ...others }: Expectation): string | null {
  if ((verdict === undefined) === (invalid === undefined))
    return '`expect` needs exactly one of `verdict` and `invalid`';
  const [other] = Object.keys(others);
  if (invalid === undefined || other === undefined) return null;
  return `\`expect\` has \`${other}\` beside \`invalid\`: nothing is judged of a request that is invalid, so take one out`;
}

interface BodyFlaw {
  readonly steps: Steps;
  readonly message: string;
}

/** The bytes of the request with its changes. A file that nothing changes is sent as it is, even where it is no JSON. */
function bodyOf(file: string, { request, changes = [] }: WrittenCase): Result<Uint8Array, BodyFlaw> {
  if (typeof request === 'object') return changed(request, changes);
  const path = join(dirname(file), request);
  const bytes = bytesOf(path);
  if (bytes === null) {
    return err({
      steps: ['request'],
      message: `\`${request}\` is not there: a request is named by its path from this file`,
    });
  }
  if (changes.length === 0) return ok(bytes);
  const parsed = parseRequest(bytes);
  if (!parsed.ok)
    return err({ steps: ['request'], message: `\`${request}\` cannot be changed: ${parsed.error.detail}` });
  return changed(parsed.value, changes);
}

function bytesOf(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

function changed(request: JsonObject, changes: readonly Change[]): Result<Uint8Array, BodyFlaw> {
  let current = request;
  for (const [index, change] of changes.entries()) {
    const message = misstep(current, change);
    if (message !== null) return err({ steps: ['changes', String(index), 'path'], message });
    current = applyChanges(current, [change]).request;
  }
  return ok(Buffer.from(JSON.stringify(current)));
}

/** What keeps a change from being what its author meant. */
function misstep(request: JsonObject, { path, value }: Change): string | null {
  let inner: Json | undefined = request;
  for (const segment of segmentsOf(path)) {
    if (inner === undefined) break;
    if (isJsonList(inner) && !isPlaceIn(inner, segment)) {
      return `\`${path}\` leads to no place in the list: it has ${inner.length} items, so give a number below that, or \`-\` to append`;
    }
    if (typeof inner !== 'object' || inner === null) {
      return `\`${path}\` leads into ${JSON.stringify(inner)}, which has no members`;
    }
    inner = memberOf(inner, segment);
  }
  const removesNothing = value === null && valueAt(request, path) === undefined;
  return removesNothing ? `\`${path}\` is not in the request, so nothing can be taken out there` : null;
}

const isPlaceIn = (list: readonly Json[], segment: string): boolean =>
  segment === '-' || (/^\d+$/.test(segment) && Number(segment) < list.length);
