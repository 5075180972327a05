import { escaped } from '../../../gateway/shared/json-patch.ts';
import { quotedIn } from './samples.ts';

/** Values that a member may have. */
export interface MemberValues {
  /** JSON Pointer. */
  readonly path: string;
  readonly values: readonly string[];
}

/** Hyperparameters and environment variables that an expression names, with the numbers near its own and what it quotes. */
export function membersIn(expression: string, numbers: readonly number[]): readonly MemberValues[] {
  const values = [...new Set([...numbers.map(String), ...quotedIn(expression), 'x-unlisted'])];
  return MAPS.flatMap(({ path, word }) =>
    [...new Set(namesIn(expression, word))].map((name) => ({ path: `${path}/${escaped(name)}`, values })),
  );
}

const MAPS = [
  { path: '/HyperParameters', word: 'hyper_?parameters' },
  { path: '/Environment', word: 'environment' },
];

/** `….hyperparameters.value.epochs`, `….HyperParameters['epochs']` and `'epochs' in ….hyperparameters.value`. */
const namesIn = (expression: string, word: string): readonly string[] => {
  const after = new RegExp(`\\b${word}(?:\\.value)?(?:\\.(?!value\\b)(\\w+)|\\[\\??\\s*['"]([^'"]+)['"])`, 'gi');
  const before = new RegExp(`['"]([^'"]+)['"]\\s+in\\s+[\\w.]*\\b${word}\\b`, 'gi');
  return [...expression.matchAll(after), ...expression.matchAll(before)].map(([, one, other]) => one ?? other ?? '');
};
