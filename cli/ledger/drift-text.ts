import type { Drift } from '../../gateway/quota/drift.ts';
import { amountText } from '../../gateway/quota/units.ts';
import type { Dimension } from '../../gateway/shared/amount.ts';
import { plain, table } from '../terminal.ts';

const HEADINGS = [
  ...['SCOPE', 'WINDOW', 'DIMENSION', 'LEDGER: USED', 'SETTLED', 'RECORDS: USED', 'SETTLED', 'DIFFERENCE'],
] as const;

/** Balances that differ, for people. */
export const driftTable = (drift: readonly Drift[]): string =>
  table(
    HEADINGS,
    drift.map(({ scope, window, dimension, ledger, records, difference }) => [
      plain(scope),
      window,
      dimension,
      ...[ledger.used, ledger.settled, records.used, records.settled].map((each) =>
        amountText(dimension, each, 'down'),
      ),
      differenceText(dimension, difference),
    ]),
  );

/** The same for programs, in units of the ledger. */
export const driftJson = ({ witness: _, ...drift }: Drift) => drift;

/** What is small is rounded up, so that no difference looks like none. */
function differenceText(dimension: Dimension, { used, settled }: Drift['difference']): string {
  const signed = (name: string, amount: number): readonly string[] =>
    amount === 0 ? [] : [`${name} ${amount > 0 ? '+' : '-'}${amountText(dimension, Math.abs(amount), 'up')}`];
  return [...signed('used', used), ...signed('settled', settled)].join(', ');
}
