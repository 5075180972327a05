/**
 * node scripts/check-mutations.ts <model-folder> [count] [seed]
 *
 * Mutates the real requests of the folder in `count` seeded ways (2000) and has two readers judge each: Traingate's
 * validator and test/clients/model_reader.py, which knows only the model file. They must find the same errors, but for
 * what scripts/mutations/expected.ts lists. Prints how many cases of each kind agreed, and the first disagreements
 * whole; exit code 1 where there is one, 0 where there is none or the folder or .venv (scripts/python-tools.sh) is not
 * there, 2 for arguments that are not understood.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { validateRequest } from '../gateway/actions/create-training-job/validate.ts';
import { parseBody } from '../gateway/actions/parse.ts';
import type { DraftObject } from './mutations/draft.ts';
import { differences, expectedErrors, type Reading } from './mutations/expected.ts';
import { type Case, casesOf } from './mutations/generate.ts';
import { MODEL_FILE, readModel } from './service-model.ts';

const ROOT = resolve(import.meta.dirname, '..');
const PYTHON = join(ROOT, '.venv/bin/python');
const READER = join(ROOT, 'test/clients/model_reader.py');
/** Disagreements that are printed whole. */
const SHOWN = 5;
const READER_TIMEOUT_MS = 100_000;
const READER_OUTPUT_BYTES = 2 ** 30;

interface Judged extends Case {
  readonly errors: number;
  readonly differences: readonly string[];
}

/** The JSON files of a folder, in order of name. */
const requestsIn = (folder: string): readonly { readonly file: string; readonly request: DraftObject }[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ file, request: JSON.parse(readFileSync(join(folder, file), 'utf8')) }));

/** What the independent reader finds in each request. Throws where it fails or does not answer each. */
function readAll(folder: string, cases: readonly Case[]): readonly Reading[] {
  const { status, stdout, stderr, error } = spawnSync(PYTHON, [READER, join(folder, MODEL_FILE)], {
    input: cases.map(({ request }) => `${JSON.stringify(request)}\n`).join(''),
    encoding: 'utf8',
    timeout: READER_TIMEOUT_MS,
    maxBuffer: READER_OUTPUT_BYTES,
  });
  const lines = (stdout ?? '').split('\n').slice(0, -1);
  if (status !== 0 || lines.length !== cases.length) throw new Error(`the reader failed: ${error ?? stderr}`);
  return lines.map((line) => JSON.parse(line));
}

/** Both read the same text. */
function judge(mutated: Case, reading: Reading): Judged {
  const expected = expectedErrors(mutated.request, reading);
  const parsed = parseBody(Buffer.from(JSON.stringify(mutated.request)));
  const found = parsed.ok ? differences(expected, validateRequest(parsed.value)) : [parsed.error.detail];
  return { ...mutated, errors: expected.length, differences: found };
}

/** A line for each kind of mutation: its cases, how many of them are valid, how many agree. */
function printKinds(judged: readonly Judged[]): void {
  const byKind = Map.groupBy(judged, ({ kinds }) => kinds.at(-1) ?? 'none');
  for (const [kind, cases] of [...byKind].sort()) {
    const valid = cases.filter(({ errors }) => errors === 0).length;
    const agreed = cases.filter((each) => each.differences.length === 0).length;
    console.log(
      `${agreed === cases.length ? 'ok  ' : 'FAIL'} ${kind}: ${cases.length} cases, ${valid} valid, ${agreed} agree`,
    );
  }
}

function printDisagreement({ number, kinds, request, differences }: Judged, file: string, seed: number): void {
  console.log(`\ncase ${number} of seed ${seed}: ${file}, ${kinds.join(', ')}`);
  for (const difference of differences) console.log(`  ${difference}`);
  console.log(`  request ${JSON.stringify(request)}`);
}

/** Whether the readers agree on every case. */
function check(folder: string, count: number, seed: number): boolean {
  const started = Date.now();
  const requests = requestsIn(join(folder, 'requests'));
  const cases = casesOf(
    readModel(folder),
    requests.map(({ request }) => request),
    count,
    seed,
  );
  const readings = readAll(folder, cases);
  const judged = readings.flatMap((reading, index) =>
    cases.slice(index, index + 1).map((each) => judge(each, reading)),
  );
  printKinds(judged);
  const disagreeing = judged.filter(({ differences }) => differences.length > 0);
  for (const each of disagreeing.slice(0, SHOWN)) printDisagreement(each, requests[each.base]?.file ?? '', seed);
  const errors = judged.reduce((sum, each) => sum + each.errors, 0);
  const several = judged.filter(({ kinds }) => kinds.length > 1).length;
  const verdict = `${judged.length - disagreeing.length} of ${judged.length} agree (${several} of several mutations)`;
  console.log(`\n${verdict}, ${errors} errors compared, seed ${seed}, ${Date.now() - started} ms`);
  return requests.length > 0 && disagreeing.length === 0;
}

const [folder, count = '2000', seed = '1'] = process.argv.slice(2);
if (folder === undefined || !/^[1-9]\d*$/.test(count) || !/^\d+$/.test(seed)) {
  console.error('usage: node scripts/check-mutations.ts <model-folder> [count] [seed]');
  process.exitCode = 2;
} else if (!existsSync(folder)) {
  console.log(`skipped: there is no folder ${folder}`);
} else if (!existsSync(PYTHON)) {
  console.log('skipped: there is no .venv; scripts/python-tools.sh makes it');
} else {
  process.exitCode = check(folder, Number(count), Number(seed)) ? 0 : 1;
}
