/** A cell of text, or a number that we wrote. */
export type Cell = string | { readonly figure: string };

/** A table as RFC 4180 has it: lines end with CR LF. */
export const csv = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');

const cellText = (cell: Cell): string => (typeof cell === 'string' ? quoted(guarded(cell)) : cell.figure);

/**
 * Spreadsheets run a cell that begins so as a formula, and tags are written by callers; with an apostrophe before it they
 * show it as it is (owasp.org, CSV Injection, 2026-11).
 */
const guarded = (text: string): string => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text);

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
