import fc from 'fast-check';
import type { ChargedRecord } from '../../gateway/quota/chargeback.ts';
import type { Balance, Dimension, ReservationLine, Scope } from '../../gateway/shared/amount.ts';
import { JOB_STATES, type JobState } from '../../gateway/shared/job.ts';

/** A record with nothing reserved, with the given parts put in. */
export const record = (parts: Partial<ChargedRecord> = {}): ChargedRecord => ({
  admissionId: 'a-1',
  name: 'resnet',
  person: 'ada@example.com',
  team: 'vision',
  state: 'submitted',
  lines: [],
  metered: [],
  reservationVersion: 1,
  settlement: null,
  ...parts,
});

const OWNERS = [
  { person: 'ada@example.com', team: 'vision', department: 'research' },
  { person: 'ben@example.com', team: 'vision', department: 'research' },
  { person: 'emil@example.com', team: 'forecasting', department: 'supply-chain' },
] as const;

const HELD: readonly Dimension[] = ['jobs', 'gpus', 'family:g5'];
const CONSUMED: readonly Dimension[] = ['usdMicros', 'gpuSeconds', 'instanceSeconds'];
export const MONTHS = ['2026-10', '2026-11'] as const;

const amount = fc.integer({ min: 1, max: 5_000_000_000 });
const dimensions = (all: readonly Dimension[]) =>
  fc
    .subarray([...all], { minLength: 1 })
    .chain((some) => fc.tuple(...some.map((each) => fc.tuple(fc.constant(each), amount))));

/** As a reservation is made: in every scope the same. */
function linesIn(scopes: readonly Scope[], month: string, held: readonly Amounts[], used: readonly Amounts[]) {
  const lineOf =
    (scope: Scope, window: string) =>
    ([dimension, each]: Amounts): ReservationLine => ({
      scope,
      window,
      dimension,
      amount: each,
    });
  return scopes.flatMap((scope) => [
    ...held.map(lineOf(scope, 'current')),
    ...[month, `${month}-03`].flatMap((window) => used.map(lineOf(scope, window))),
  ]);
}

type Amounts = readonly [Dimension, number];

/** Of jobs that people were asked about, and that have not started: nothing is reserved for them. */
const UNSTARTED: readonly JobState[] = ['held', 'approved', 'denied', 'expired'];

/** One job, in whatever state. A job that finished may have used up more than was reserved. */
const anyRecord: fc.Arbitrary<ChargedRecord> = fc
  .record({
    admissionId: fc.uuid(),
    owner: fc.constantFrom(...OWNERS),
    project: fc.option(fc.constantFrom('atlas', 'borealis', '')),
    month: fc.constantFrom(...MONTHS),
    held: dimensions(HELD),
    used: dimensions(CONSUMED),
    state: fc.constantFrom(...JOB_STATES),
    share: fc.double({ min: 0, max: 1.5, noNaN: true }),
    reservationVersion: fc.integer({ min: 1, max: 3 }),
    saved: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
  })
  .map(({ owner: { person, team, department }, project, month, held, used, state, share, saved, ...facts }) => {
    const owners: readonly Scope[] = ['org', `department:${department}`, `team:${team}`, `person:${person}`];
    const scopes = project === null ? owners : [...owners, `tag:Project=${project}` as const];
    const taken = used.map(([dimension, each]) => ({ dimension, amount: Math.floor(each * share) }));
    const ended = { consumed: state === 'finished' ? taken : [], bill: null, savedUsdMicros: saved };
    const isOpen = ['held', 'approved', 'forwarding', 'submitted', 'retained'].includes(state);
    const lines = UNSTARTED.includes(state) ? [] : linesIn(scopes, month, held, used);
    return record({ ...facts, person, team, state, lines, settlement: isOpen ? null : ended });
  });

export const anyRecords = fc.uniqueArray(anyRecord, { selector: ({ admissionId }) => admissionId, maxLength: 40 });

/**
 * The ledger that the gateway would have written for the records, by what it does rather than by what it should come to:
 * every line is added when its job is admitted; when it ends, it is taken back and what was used up is put in its place.
 */
export function ledgerOf(records: readonly ChargedRecord[]): readonly Balance[] {
  const items = new Map<string, { used: number; settled: number } & Omit<Balance, 'used' | 'settled'>>();
  const add = ({ scope, window, dimension }: ReservationLine, used: number, settled: number) => {
    const key = JSON.stringify([scope, window, dimension]);
    const item = items.get(key) ?? { scope, window, dimension, used: 0, settled: 0 };
    items.set(key, { ...item, used: item.used + used, settled: item.settled + settled });
  };
  for (const { lines } of records) for (const line of lines) add(line, line.amount, 0);
  for (const { settlement, lines } of records) {
    if (settlement === null) continue;
    for (const line of lines) {
      const consumed = settlement.consumed.find(({ dimension }) => dimension === line.dimension)?.amount ?? 0;
      const taken = line.window === 'current' ? 0 : consumed;
      add(line, taken - line.amount, taken);
    }
  }
  return [...items.values()];
}
