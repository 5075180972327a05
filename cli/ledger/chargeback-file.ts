import { type ChargeRow, type Charges, groupedBy, tagColumnsOf, totalOf } from '../../gateway/quota/chargeback.ts';
import type { Window } from '../../gateway/shared/amount.ts';
import { type Cell, csv } from './csv.ts';
import { hoursText, usdText } from './figures.ts';

/** What rows are for: one column, single jobs, or the finest. */
export type By = 'department' | 'team' | 'person' | 'job' | `tag:${string}` | undefined;

/** A month's rows, as they are written. */
export interface Statement {
  readonly month: Window;
  readonly columns: readonly string[];
  readonly rows: readonly ChargeRow[];
  readonly total: Charges;
}

export function statementOf(month: Window, finest: readonly ChargeRow[], by: By): Statement {
  const columns = columnsFor(by, tagColumnsOf(finest));
  return { month, columns, rows: groupedBy(finest, columns), total: totalOf(finest) };
}

function columnsFor(by: By, tags: readonly string[]): readonly string[] {
  const owner = ['department', 'team', 'person'] as const;
  if (by === undefined) return [...owner, ...tags];
  return by === 'job' ? [...owner, 'job', 'admissionId', ...tags] : [by];
}

/** Counts as they are, USD and hours as decimal texts, which no reader rounds. */
export const figuresOf = ({ jobs, unpricedJobs, settled, reserved, spotSavedUsdMicros }: Charges) => ({
  jobs,
  unpricedJobs,
  settledUsd: usdText(settled.usdMicros),
  reservedUsd: usdText(reserved.usdMicros),
  gpuHours: hoursText(settled.gpuSeconds),
  instanceHours: hoursText(settled.instanceSeconds),
  spotSavedUsd: usdText(spotSavedUsdMicros),
});

export function csvOf({ month, columns, rows, total }: Statement): string {
  const heading = ['month', ...columns, ...Object.keys(figuresOf(total))];
  const lines = rows.map(({ labels, charges }): readonly Cell[] => [
    month,
    ...columns.map((column) => labels[column] ?? ''),
    ...Object.values(figuresOf(charges)).map((figure) => ({ figure: String(figure) })),
  ]);
  return csv([heading, ...lines]);
}

/** The rows with the columns that CSV has; null: a job without that tag. */
export const rowsJson = ({ month, rows }: Statement) =>
  rows.map(({ labels, charges }) => ({ month, ...labels, ...figuresOf(charges) }));
