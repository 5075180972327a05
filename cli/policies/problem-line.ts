import type { BundleProblem } from '../../gateway/bundle/problem.ts';
import { plain, shortEchoes } from '../terminal.ts';

/** A problem on one line, with its place as editors and CI servers read it; `kind`: such as `warning`. */
export function problemLine({ file, line, column, message }: BundleProblem, kind?: string): string {
  return `${plain(file)}:${line}:${column} ${kind === undefined ? '' : `${kind}: `}${shortEchoes(plain(message))}`;
}
