/** What keeps a bundle from compiling, and where. */
export interface BundleProblem extends Place {
  readonly file: string;
  /** What was seen, what is allowed, what to do: one sentence, lower case, input in backticks. */
  readonly message: string;
}

/** Both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** By file, then down the file. */
export function compareProblems(a: BundleProblem, b: BundleProblem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
