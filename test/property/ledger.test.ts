import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { balancesOfRows, chargebackOf, groupedBy, totalOf } from '../../gateway/quota/chargeback.ts';
import { driftOf, expectedBalances } from '../../gateway/quota/drift.ts';
import type { Balance } from '../../gateway/shared/amount.ts';
import { anyRecords, ledgerOf, MONTHS } from '../support/counted-records.ts';

const placeOf = ({ scope, window, dimension }: Pick<Balance, 'scope' | 'window' | 'dimension'>) => ({
  scope,
  window,
  dimension,
});
const shift = fc.integer({ min: -1_000_000, max: 1_000_000 });

describe('the ledger and the records', () => {
  it('agree where the gateway wrote both, in whatever order the records are read', () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        const expected = expectedBalances(records).balances();
        expect(driftOf(expected, ledgerOf(records))).toEqual([]);
        const witnesses = (balances: typeof expected) =>
          new Map(balances.map((balance) => [JSON.stringify(placeOf(balance)), balance]));
        expect(witnesses(expectedBalances(records.toReversed()).balances())).toEqual(witnesses(expected));
      }),
    );
  });

  it('differ by exactly what was changed, wherever that is', () => {
    fc.assert(
      fc.property(anyRecords, fc.nat(), shift, shift, (records, at, used, settled) => {
        fc.pre(used !== 0 || settled !== 0);
        const ledger = ledgerOf(records);
        const stray: Balance = { scope: 'team:gone', window: 'current', dimension: 'jobs', used: 0, settled: 0 };
        const chosen = ledger[at % (ledger.length + 1)] ?? stray;
        const damaged = { ...chosen, used: chosen.used + used, settled: chosen.settled + settled };
        const drift = driftOf(expectedBalances(records).balances(), [
          ...ledger.filter((balance) => balance !== chosen),
          damaged,
        ]);
        expect(drift).toEqual([
          {
            ...placeOf(chosen),
            ledger: { used: damaged.used, settled: damaged.settled },
            records: { used: chosen.used, settled: chosen.settled },
            difference: { used, settled },
            witness: expect.any(String),
          },
        ]);
      }),
    );
  });

  it('differ by all of a balance that is gone', () => {
    fc.assert(
      fc.property(anyRecords, fc.nat(), (records, at) => {
        const ledger = ledgerOf(records).filter(({ used, settled }) => used !== 0 || settled !== 0);
        fc.pre(ledger.length > 0);
        const [gone] = ledger.splice(at % ledger.length, 1);
        const drift = driftOf(expectedBalances(records).balances(), ledger);
        expect(drift.map(({ difference }) => difference)).toEqual([
          { used: 0 - (gone?.used ?? 0), settled: 0 - (gone?.settled ?? 0) },
        ]);
      }),
    );
  });
});

describe('chargeback', () => {
  it('adds up to the ledger of the month in every scope, and to one total by whatever column', () => {
    fc.assert(
      fc.property(anyRecords, fc.constantFrom(...MONTHS), fc.boolean(), (records, month, isByJob) => {
        const chargeback = chargebackOf(month, isByJob ? 'jobs' : 'owners');
        for (const record of records) chargeback.add(record);
        const rows = chargeback.rows();
        const ledger = ledgerOf(records).filter(({ window }) => window === month);
        const charged = balancesOfRows(rows, month).map((balance) => ({ ...balance, witness: '' }));
        expect(driftOf(charged, ledger)).toEqual([]);
        for (const column of ['department', 'team', 'person', 'tag:Project', 'job']) {
          expect(totalOf(groupedBy(rows, [column]))).toEqual(totalOf(rows));
        }
      }),
    );
  });
});
