import { createHash } from 'node:crypto';
import { type Balance, CURRENT, cellKey, type LedgerCell } from '../shared/amount.ts';
import { isLive, type JobRecord } from '../shared/job.ts';

/** What of a record counts in the ledger. */
export type CountedRecord = Pick<
  JobRecord,
  'admissionId' | 'state' | 'lines' | 'metered' | 'reservationVersion' | 'settlement'
>;

/** What it says: reserved and settled together, and the settled part. */
export type Counts = Pick<Balance, 'used' | 'settled'>;

/** What records come to in one balance. */
export interface ExpectedBalance extends LedgerCell, Counts {
  /**
   * Stands for every record that has a line there, with what decides what the line counts: which reservation it is, and
   * whether it is open. Equal for equal records (by chance otherwise once in 2^64), in whatever order they came.
   */
  readonly witness: string;
}

/** Sums over records, however many there are: it keeps numbers for each balance, and no record. */
export interface Expected {
  /** Each record once. */
  add(record: CountedRecord): void;
  balances(): readonly ExpectedBalance[];
}

/** What the ledger has to say by the records alone: what is reserved by those that live, and what the others used up. */
export function expectedBalances(records: Iterable<CountedRecord> = []): Expected {
  const sums = new Map<string, Sum>();
  const add = (record: CountedRecord): void => {
    const mark = markOf(record);
    for (const { line, used, settled } of countsOf(record)) {
      const sum = sumAt(sums, line);
      sum.used += used;
      sum.settled += settled;
      sum.high ^= mark.high;
      sum.low ^= mark.low;
    }
  };
  for (const record of records) add(record);
  return { add, balances: () => [...sums.values()].map(balanceOf) };
}

/** What each line of a record counts in its balance. What was only held has gone back when a job ends. */
export function countsOf({ state, lines, settlement }: CountedRecord) {
  if (isLive(state)) return lines.map((line) => ({ line, used: line.amount, settled: 0 }));
  const consumed = new Map(settlement?.consumed.map(({ dimension, amount }) => [dimension, amount]));
  return lines.map((line) => {
    const taken = line.window === CURRENT ? 0 : (consumed.get(line.dimension) ?? 0);
    return { line, used: taken, settled: taken };
  });
}

interface Sum extends LedgerCell {
  used: number;
  settled: number;
  high: number;
  low: number;
}

function sumAt(sums: Map<string, Sum>, { scope, window, dimension }: LedgerCell): Sum {
  const key = cellKey({ scope, window, dimension });
  const known = sums.get(key);
  if (known) return known;
  const sum = { scope, window, dimension, used: 0, settled: 0, high: 0, low: 0 };
  sums.set(key, sum);
  return sum;
}

/** An ended reservation never opens again, and a changed one gets another version: equal marks, equal counts all the time between. */
function markOf({ admissionId, reservationVersion, state }: CountedRecord): { high: number; low: number } {
  const digest = createHash('sha256')
    .update(`${admissionId} ${reservationVersion} ${isLive(state)}`)
    .digest();
  return { high: digest.readInt32BE(0), low: digest.readInt32BE(4) };
}

const balanceOf = ({ high, low, ...balance }: Sum): ExpectedBalance => ({ ...balance, witness: `${high} ${low}` });

/** Where no record has a line. */
const NO_RECORDS = '0 0';
const NOTHING: Counts = { used: 0, settled: 0 };

/** A balance that is otherwise than the records come to. */
export interface Drift extends LedgerCell {
  readonly ledger: Counts;
  readonly records: Counts;
  /** By how much the ledger says more. */
  readonly difference: Counts;
  /** That of the records. */
  readonly witness: string;
}

/** Every balance where the two differ, in order. What one of them does not know is 0 there. */
export function driftOf(expected: readonly ExpectedBalance[], balances: readonly Balance[]): readonly Drift[] {
  const due = new Map(expected.map((balance) => [cellKey(balance), balance]));
  const is = new Map(balances.map((balance) => [cellKey(balance), balance]));
  const cells = new Map<string, LedgerCell>([...due, ...is]);
  return [...cells]
    .flatMap(([key, cell]) => driftAt(cell, due.get(key), is.get(key) ?? NOTHING))
    .sort((a, b) => (cellKey(a) < cellKey(b) ? -1 : 1));
}

function driftAt(
  { scope, window, dimension }: LedgerCell,
  due: ExpectedBalance | undefined,
  { used, settled }: Counts,
): readonly Drift[] {
  const records = { used: due?.used ?? 0, settled: due?.settled ?? 0 };
  const difference = { used: used - records.used, settled: settled - records.settled };
  if (difference.used === 0 && difference.settled === 0) return [];
  const witness = due?.witness ?? NO_RECORDS;
  return [{ scope, window, dimension, ledger: { used, settled }, records, difference, witness }];
}

/**
 * Of what a second look found, what is no artefact of looking. A look reads all records, one after the other, and then the
 * ledger. Where the same records were seen by both looks, none of them changed from the end of the first reading to the
 * beginning of the second, and none came and went between; so they are what the ledger had to say when the first look read it.
 * INVARIANT: what a look saw of a balance while a job came, went or changed there never counts.
 */
export function seenTwice(first: readonly Drift[], second: readonly Drift[]): readonly Drift[] {
  const before = new Map(first.map((drift) => [cellKey(drift), drift]));
  return second.filter((drift) => {
    const earlier = before.get(cellKey(drift));
    return earlier !== undefined && earlier.witness === drift.witness && isSame(earlier.ledger, drift.ledger);
  });
}

const isSame = (one: Counts, other: Counts): boolean => one.used === other.used && one.settled === other.settled;
