import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { damaged } from '../damage.ts';
import { openReceipt } from '../receipt.ts';

/** Named JSON values that outlive the process. */
export interface RecordLog {
  /** What was there when the log was opened. */
  readonly saved: ReadonlyMap<string, unknown>;
  /** On return a crash of the process leaves this value. */
  write(name: string, value: unknown): void;
  /** On return a crash of the process leaves no value of this name. */
  remove(name: string): void;
  close(): void;
}

/**
 * A log in `directory`, which is made where absent; null keeps nothing. A line is one record, or a name alone
 * for one that was removed, and the last of a name counts. One process at a time. (A file a record, replaced by rename, is simpler to read but ten times slower on
 * file systems that flush on a rename.)
 * Throws, naming file and line, where a line is not what was written, and where lines are gone that were acknowledged:
 * each line carries a digest of itself and the line before, and a receipt beside the log how many there are.
 */
export function openRecordLog(directory: string | null): RecordLog {
  if (directory === null) return { saved: new Map(), write: () => {}, remove: () => {}, close: () => {} };
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'records.jsonl');
  const receipt = openReceipt(join(directory, 'acknowledged'));
  if (receipt.found === null && existsSync(path)) throw damaged(directory, 'its file `acknowledged` is missing');
  const lines = linesOf(path, receipt.found ?? 0);
  const saved = lastOfEach(lines.map(recordsIn(path)));
  const compacted = chain([...saved].map((record) => JSON.stringify(record)));
  // The receipt first: between the two it may say less than there is, never more.
  receipt.write(compacted.length);
  replace(path, compacted);
  let [count, last] = [compacted.length, compacted.at(-1)];
  const append = (...record: LogRecord): void => {
    const line = lineAfter(last, JSON.stringify(record));
    appendFileSync(path, `${line}\n`);
    [count, last] = [count + 1, line];
    receipt.write(count);
  };
  return { saved, write: append, remove: append, close: receipt.close };
}

/** A name with its value, or alone where it was removed. */
type LogRecord = readonly [name: string, value?: unknown];

function lastOfEach(records: readonly LogRecord[]): ReadonlyMap<string, unknown> {
  const saved = new Map<string, unknown>();
  for (const [name, ...value] of records) {
    if (value.length === 0) saved.delete(name);
    else saved.set(name, value[0]);
  }
  return saved;
}

/** Hexadecimal digits of a line's digest: enough for chance, which is all that is looked for. */
const DIGEST_LENGTH = 16;

/** A record after the digest of it and of the line before, which holds one of all lines before. */
function lineAfter(before: string | undefined, record: string): string {
  const digest = createHash('sha256')
    .update(`${before?.slice(0, DIGEST_LENGTH)} ${record}`)
    .digest('hex');
  return `${digest.slice(0, DIGEST_LENGTH)} ${record}`;
}

function chain(records: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const record of records) lines.push(lineAfter(lines.at(-1), record));
  return lines;
}

/** The whole lines of the log. A last one without its end was torn by a crash before anyone heard of it. */
function linesOf(path: string, acknowledged: number): readonly string[] {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const parts = text.split('\n');
  const [torn, lines] = [parts.at(-1), parts.slice(0, -1)];
  if (lines.length < acknowledged) {
    throw damaged(path, `it ends with line ${lines.length}, but line ${acknowledged} was acknowledged`);
  }
  if (torn) console.error(`${path}: dropped line ${parts.length}, which a crash cut short before it was acknowledged`);
  return lines;
}

/** Reads a line. Throws where it is not the line that was written there. */
const recordsIn =
  (path: string) =>
  (line: string, index: number, lines: readonly string[]): LogRecord => {
    const record = line.slice(DIGEST_LENGTH + 1);
    if (line !== lineAfter(lines[index - 1], record)) throw damaged(path, `line ${index + 1} is not what was written`);
    return JSON.parse(record);
  };

/** The rename replaces the file whole or not at all. */
function replace(path: string, lines: readonly string[]): void {
  writeFileSync(`${path}.tmp`, lines.map((line) => `${line}\n`).join(''));
  renameSync(`${path}.tmp`, path);
}
