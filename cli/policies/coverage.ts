import { coloured, table } from '../terminal.ts';
import { isWritten, type PlacedBinding, type Use } from './bindings.ts';

/** How often the cases had a binding find something, and how often pass a request. */
export interface Coverage {
  readonly policy: string;
  /** The binding's place in its policy, from 1. */
  readonly binding: number;
  readonly rule: string;
  /** Cases in which it found something. */
  readonly found: number;
  /** Cases in which it was for the request and found nothing. */
  readonly passed: number;
}

/** Of every binding of the organisation's own; `uses` has a row for each case, of all bindings. */
export const coverageOf = (
  bindings: readonly PlacedBinding[],
  uses: readonly (readonly Use[])[],
): readonly Coverage[] =>
  bindings.flatMap((placed, index) => {
    if (!isWritten(placed)) return [];
    const count = (wanted: Use) => uses.filter((row) => row[index] === wanted).length;
    const { policy, rule } = placed.binding;
    return [{ policy, binding: placed.place, rule, found: count('found'), passed: count('passed') }];
  });

/** Whether the cases show both what a binding lets pass and what it does not. */
export const isCovered = ({ found, passed }: Coverage): boolean => found > 0 && passed > 0;

/** Coverage for a person. */
export function coverageText(coverage: readonly Coverage[]): string {
  const rows = coverage.map((each) => [
    each.policy,
    String(each.binding),
    each.rule,
    String(each.found),
    String(each.passed),
    isCovered(each) ? '' : lackOf(each),
  ]);
  return table(['POLICY', 'BINDING', 'RULE', 'FOUND', 'PASSED', ''], rows)
    .split('\n')
    .map((line) => (line.endsWith('case') ? coloured('yellow', line) : line))
    .join('\n');
}

const lackOf = ({ found, passed }: Coverage): string =>
  found + passed === 0 ? 'in no case' : `${found === 0 ? 'found' : 'passed'} in no case`;
