import type { Balance, ConsumedDimension, Dimension, Scope, Window } from '../shared/amount.ts';
import type { JobRecord } from '../shared/job.ts';
import { type CountedRecord, countsOf } from './drift.ts';

/** What of a record says who pays for what. */
export interface ChargedRecord extends CountedRecord, Pick<JobRecord, 'name' | 'person' | 'team'> {}

const CONSUMED: readonly ConsumedDimension[] = ['usdMicros', 'gpuSeconds', 'instanceSeconds'];

type Consumed = Readonly<Record<ConsumedDimension, number>>;

/** What jobs come to, in whole units of the ledger. */
export interface Charges {
  readonly jobs: number;
  /** Those of them whose price was not known: what they cost is in no sum. */
  readonly unpricedJobs: number;
  /** Used up by jobs that ended. */
  readonly settled: Consumed;
  /** Held back for jobs that live. */
  readonly reserved: Consumed;
  /** By spot instances; what is not known counts nothing. */
  readonly spotSavedUsdMicros: number;
}

/**
 * By column what a row is for: `department`, `team`, `person`, `tag:Project`; of single jobs also `job` and `admissionId`.
 * null: a job without that tag.
 */
export type Labels = Readonly<Record<string, string | null>>;

export interface ChargeRow {
  readonly labels: Labels;
  readonly charges: Charges;
}

const NOTHING: Consumed = { usdMicros: 0, gpuSeconds: 0, instanceSeconds: 0 };
export const NO_CHARGES: Charges = {
  jobs: 0,
  unpricedJobs: 0,
  settled: NOTHING,
  reserved: NOTHING,
  spotSavedUsdMicros: 0,
};

/** Sums over records: a row for each department, team, person and tags, or for each job. */
export interface Chargeback {
  /** Each record once. */
  add(record: ChargedRecord): void;
  rows(): readonly ChargeRow[];
}

/** What the jobs of one calendar month come to: those that have lines in its window. */
export function chargebackOf(month: Window, of: 'owners' | 'jobs'): Chargeback {
  const sums = new Map<string, ChargeRow>();
  return {
    add: (record) => {
      const charges = chargesOf(record, month);
      if (charges) addTo(sums, { labels: labelsOf(record, month, of), charges });
    },
    rows: () => [...sums.values()],
  };
}

/** Rows that are alike in the columns together, in the order of those. */
export function groupedBy(rows: readonly ChargeRow[], columns: readonly string[]): readonly ChargeRow[] {
  const sums = new Map<string, ChargeRow>();
  for (const { labels, charges } of rows) {
    const kept = Object.fromEntries(columns.map((column) => [column, labels[column] ?? null]));
    addTo(sums, { labels: kept, charges });
  }
  return [...sums.values()].sort((a, b) => compared(a.labels, b.labels, columns));
}

export const totalOf = (rows: readonly ChargeRow[]): Charges =>
  rows.reduce((sum, { charges }) => added(sum, charges), NO_CHARGES);

/** Columns of the tags that jobs are counted by, in order. */
export const tagColumnsOf = (rows: readonly ChargeRow[]): readonly string[] =>
  [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))].filter((column) => column.startsWith('tag:')).sort();

/** What the rows come to in every scope that they are for, as the ledger would say it. */
export function balancesOfRows(rows: readonly ChargeRow[], month: Window): readonly Balance[] {
  const sums = new Map<Scope, ChargeRow>();
  for (const { labels, charges } of rows) {
    for (const scope of scopesOfRow(labels)) addTo(sums, { labels: { scope }, charges });
  }
  return [...sums.values()].flatMap(({ labels, charges: { settled, reserved } }) =>
    CONSUMED.map((dimension) => ({
      scope: labels.scope as Scope,
      window: month,
      dimension,
      used: settled[dimension] + reserved[dimension],
      settled: settled[dimension],
    })),
  );
}

const scopesOfRow = (labels: Labels): readonly Scope[] => [
  'org',
  ...Object.entries(labels).flatMap(([column, value]): readonly Scope[] => {
    if (value === null) return [];
    if (column.startsWith('tag:')) return [`${column}=${value}` as Scope];
    return column === 'department' || column === 'team' || column === 'person' ? [`${column}:${value}` as Scope] : [];
  }),
];

function addTo(sums: Map<string, ChargeRow>, { labels, charges }: ChargeRow): void {
  const key = JSON.stringify(Object.entries(labels));
  const known = sums.get(key)?.charges ?? NO_CHARGES;
  sums.set(key, { labels, charges: added(known, charges) });
}

const added = (one: Charges, other: Charges): Charges => ({
  jobs: one.jobs + other.jobs,
  unpricedJobs: one.unpricedJobs + other.unpricedJobs,
  settled: sumOf(one.settled, other.settled),
  reserved: sumOf(one.reserved, other.reserved),
  spotSavedUsdMicros: one.spotSavedUsdMicros + other.spotSavedUsdMicros,
});

const sumOf = (one: Consumed, other: Consumed): Consumed => ({
  usdMicros: one.usdMicros + other.usdMicros,
  gpuSeconds: one.gpuSeconds + other.gpuSeconds,
  instanceSeconds: one.instanceSeconds + other.instanceSeconds,
});

/** null: the job has no line in the month. Every job counts for the organisation, so those lines say what it comes to. */
function chargesOf(record: ChargedRecord, month: Window): Charges | null {
  const counts = countsOf(record).filter(({ line }) => line.window === month && line.scope === 'org');
  if (counts.length === 0) return null;
  const amountOf = (dimension: Dimension) => counts.find(({ line }) => line.dimension === dimension);
  const sum = (amount: (dimension: ConsumedDimension) => number): Consumed => ({
    usdMicros: amount('usdMicros'),
    gpuSeconds: amount('gpuSeconds'),
    instanceSeconds: amount('instanceSeconds'),
  });
  const settledOf = (dimension: ConsumedDimension) => amountOf(dimension)?.settled ?? 0;
  return {
    jobs: 1,
    unpricedJobs: isUnpriced(record) ? 1 : 0,
    settled: sum(settledOf),
    reserved: sum((dimension) => (amountOf(dimension)?.used ?? 0) - settledOf(dimension)),
    spotSavedUsdMicros: record.settlement?.savedUsdMicros ?? 0,
  };
}

const isUnpriced = ({ metered }: ChargedRecord): boolean =>
  metered.some((group) => group.usdMicrosPerHour === null || group.keptUsdMicrosPerHour === null);

/** A job's tags and department are those that it counted for when it was admitted. */
function labelsOf(record: ChargedRecord, month: Window, of: 'owners' | 'jobs'): Labels {
  const scopes = [...new Set(record.lines.filter(({ window }) => window === month).map(({ scope }) => scope))];
  const department = scopes.find((scope) => scope.startsWith('department:'))?.slice('department:'.length) ?? null;
  const { team, person, name, admissionId } = record;
  return {
    department,
    team,
    person,
    ...(of === 'jobs' && { job: name, admissionId }),
    ...Object.fromEntries(scopes.flatMap(tagIn).sort()),
  };
}

/** `tag:Project=atlas` as column and value. */
function tagIn(scope: Scope): readonly (readonly [string, string])[] {
  const [, column, value] = /^(tag:[^=]*)=(.*)$/s.exec(scope) ?? [];
  return column === undefined || value === undefined ? [] : [[column, value]];
}

/** By the text of each column in turn, and who has none last. */
function compared(a: Labels, b: Labels, columns: readonly string[]): number {
  const differing = columns.find((column) => a[column] !== b[column]);
  if (differing === undefined) return 0;
  const [one, other] = [a[differing] ?? null, b[differing] ?? null];
  if (one === null || other === null) return one === null ? 1 : -1;
  return one < other ? -1 : 1;
}
