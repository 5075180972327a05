import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openRecordLog } from '../../local/sagemaker/record-log.ts';

let directory: string;
let logFile: string;
let told: readonly string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'traingate-records-'));
  logFile = join(directory, 'records.jsonl');
  told = [];
  jest.spyOn(console, 'error').mockImplementation((text) => {
    told = [...told, String(text)];
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

/** What a process leaves that was killed after these writes; a name alone is removed. */
function writeAll(...records: readonly (readonly [name: string, value?: unknown])[]): void {
  const log = openRecordLog(directory);
  for (const record of records) {
    if (record.length === 1) log.remove(record[0]);
    else log.write(record[0], record[1]);
  }
  log.close();
}

function saved(): object {
  const log = openRecordLog(directory);
  log.close();
  return Object.fromEntries(log.saved);
}

const RECORDS = [
  ['job-a', { at: 1 }],
  ['job-b', { at: 2 }],
  ['job-a', { at: 3 }],
] as const;
const KEPT = { 'job-a': { at: 3 }, 'job-b': { at: 2 } };

/** Ends with a removal, of a record that came first. */
const REMOVAL = [['job-c', { at: 0 }], ...RECORDS, ['job-c']] as const;

/** What a damaged file leads to: everything is there, or a refusal that names the file and what to do. */
function outcome(): string {
  try {
    expect(saved()).toEqual(KEPT);
    return 'whole';
  } catch (error) {
    const { message } = error as Error;
    return message.startsWith(directory) && message.includes('npm start -- --reset') ? 'refused' : message;
  }
}

describe('a log of records', () => {
  it('keeps the last of each name, over any number of openings', () => {
    writeAll(...RECORDS);
    for (const _ of [1, 2, 3]) expect(saved()).toEqual(KEPT);
    expect(readFileSync(logFile, 'utf8').split('\n')).toHaveLength(3);
    writeAll(['job-c', 1]);
    expect(saved()).toEqual({ ...KEPT, 'job-c': 1 });
    expect(told).toEqual([]);
  });

  it('forgets what was removed, over any number of openings', () => {
    writeAll(...REMOVAL);
    for (const _ of [1, 2, 3]) expect(saved()).toEqual(KEPT);
    expect(readFileSync(logFile, 'utf8')).not.toContain('job-c');
    writeAll(['job-c', 1], ['job-d']);
    expect(saved()).toEqual({ ...KEPT, 'job-c': 1 });
  });

  it('keeps what a removal that was torn did not remove', () => {
    writeAll(...RECORDS);
    appendFileSync(logFile, '0123456789abcdef ["job-a"');
    expect(saved()).toEqual(KEPT);
  });

  it('drops a last line that was torn, and says so', () => {
    writeAll(...RECORDS);
    appendFileSync(logFile, '0123456789abcdef ["job-c",{"a');
    expect(saved()).toEqual(KEPT);
    expect(told).toEqual([expect.stringContaining(`${logFile}: dropped line 4,`)]);
  });

  it('keeps a line that was whole though its receipt was not written', () => {
    writeAll(...RECORDS.slice(0, 2));
    const receipt = readFileSync(join(directory, 'acknowledged'));
    rmSync(directory, { recursive: true });
    writeAll(...RECORDS);
    writeFileSync(join(directory, 'acknowledged'), receipt);
    expect(saved()).toEqual(KEPT);
  });

  it('names the line that is not what was written', () => {
    writeAll(...RECORDS);
    const lines = readFileSync(logFile, 'utf8').split('\n');
    writeFileSync(logFile, lines.map((line, index) => (index === 1 ? line.replace('2', '7') : line)).join('\n'));
    expect(saved).toThrow(`${logFile} is damaged: line 2 is not what was written`);
  });

  it('names the line that is gone', () => {
    writeAll(...RECORDS);
    const lines = readFileSync(logFile, 'utf8').split('\n');
    writeFileSync(logFile, [lines[0], lines[1], ''].join('\n'));
    expect(saved).toThrow(`${logFile} is damaged: it ends with line 2, but line 3 was acknowledged`);
  });

  it.each(['records.jsonl', 'acknowledged'])('is whole or refused wherever %s is cut or flipped', (file) => {
    writeAll(...REMOVAL);
    const copy = `${directory}-copy`;
    cpSync(directory, copy, { recursive: true });
    const bytes = readFileSync(join(copy, file));
    const outcomes = [...bytes.keys()].flatMap((at) => {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      return [bytes.subarray(0, at), flipped].map((damage) => {
        cpSync(copy, directory, { recursive: true });
        writeFileSync(join(directory, file), damage);
        return outcome();
      });
    });
    rmSync(copy, { recursive: true });
    expect(new Set(outcomes)).toEqual(new Set(['refused']));
  });

  it.each(['records.jsonl', 'acknowledged'])('is refused without its file %s', (file) => {
    writeAll(...RECORDS);
    rmSync(join(directory, file));
    expect(outcome()).toBe('refused');
  });
});
