import { styleText } from 'node:util';

/** What ends a command with a sentence for a person. */
export class Failure extends Error {
  override readonly name = 'Failure';
  /** 1: refused or failed; 2: the command was not understood. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Rows under their headings, each column as wide as it has to be. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, i) => Math.max(heading.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(headings), ...rows.map(line)].join('\n');
}

/** Text from elsewhere, without what could move a terminal's cursor or turn its text around. */
export const plain = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');

/** The same of each line. */
export const plainLines = (text: string): string => text.split('\n').map(plain).join('\n');

const LONGEST_ECHO = 200;

/** One line of a message, with of each long value in backticks no more than its beginning. */
export const shortEchoes = (line: string): string =>
  line.replaceAll(/`([^`]*)`/g, (echo, value: string) =>
    value.length > LONGEST_ECHO ? `\`${value.slice(0, LONGEST_ECHO)}…\`` : echo,
  );

/** "1 error", "2 errors". */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** Coloured where a person reads it on a terminal, unless NO_COLOR is set. */
export const coloured = (format: Parameters<typeof styleText>[0], text: string): string =>
  process.stdout.isTTY && !process.env.NO_COLOR ? styleText(format, text) : text;

/** Prints an answer for programs. */
export const printJson = (answer: object): void => console.log(JSON.stringify(answer, null, 2));
