import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Named JSON values that outlive the process. */
export interface RecordLog {
  /** What was there when the log was opened. */
  readonly saved: ReadonlyMap<string, unknown>;
  /** On return a crash of the process leaves this value. */
  write(name: string, value: unknown): void;
}

/**
 * A log in `directory`, which is made where absent; null keeps nothing. A line is one record, and the last of a name
 * counts. One process at a time. (A file a record, replaced by rename, is simpler to read but ten times slower on
 * file systems that flush on a rename.)
 */
export function openRecordLog(directory: string | null): RecordLog {
  if (directory === null) return { saved: new Map(), write: () => {} };
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'records.jsonl');
  const saved = existsSync(path) ? parseLines(readFileSync(path, 'utf8')) : new Map();
  compact(path, saved);
  return { saved, write: (name, value) => appendFileSync(path, lineOf(name, value)) };
}

const lineOf = (name: string, value: unknown): string => `${JSON.stringify([name, value])}\n`;

/** A last line without its end was torn by a crash before anyone heard of it, and is dropped. */
const parseLines = (text: string): ReadonlyMap<string, unknown> =>
  new Map(
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
  );

/** Leaves one line a record. The rename replaces the file whole or not at all. */
function compact(path: string, records: ReadonlyMap<string, unknown>): void {
  writeFileSync(`${path}.tmp`, [...records].map(([name, value]) => lineOf(name, value)).join(''));
  renameSync(`${path}.tmp`, path);
}
