import { createHash } from 'node:crypto';
import { closeSync, constants, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { damaged } from './damage.ts';

/** How many writes to a store were acknowledged, in a file beside it: so that a store that lost its end is found out. */
export interface Receipt {
  /** What it said when it was opened; null: there was none. */
  readonly found: number | null;
  /** On return the number outlives a crash of the process. To be called before the write is acknowledged. */
  write(count: number): void;
  close(): void;
}

/** Opens the receipt, made by the first `write` where absent. Throws where it is not what was written. */
export function openReceipt(path: string): Receipt {
  const found = existsSync(path) ? read(path) : null;
  let file: number | null = null;
  return {
    found,
    write(count) {
      file ??= openSync(path, constants.O_WRONLY | constants.O_CREAT, 0o600);
      writeSync(file, lineOf(count), 0);
    },
    close() {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}

/** Always as long, so that each replaces the one before whole. */
function lineOf(count: number): string {
  const digits = String(count).padStart(16, '0');
  return `${digits} ${createHash('sha256').update(digits).digest('hex')}\n`;
}

function read(path: string): number {
  const text = readFileSync(path, 'utf8');
  const count = Number(text.slice(0, 16));
  if (!Number.isSafeInteger(count) || text !== lineOf(count)) throw damaged(path, 'it holds no whole receipt');
  return count;
}
