import type { Figure } from './figure.ts';
import type { Machine } from './machine.ts';

/** The figures of one bench. */
export interface Result {
  readonly bench: string;
  readonly figures: readonly Figure[];
}

const COLUMNS = ['figure', 'median', 'quartiles', 'goal', '', 'note'] as const;

/** The results as text: a table for each bench, then a line that begins with `Bench: ` for each figure with a goal. */
export function report(machine: Machine, results: readonly Result[]): string {
  const { date, node, cores, cpu } = machine;
  return [
    `${date}, Node ${node}, ${cores} × ${cpu}`,
    ...results.flatMap(({ bench, figures }) => ['', bench, table([COLUMNS, ...figures.map(row)])]),
    '',
    ...results.flatMap(({ figures }) => figures.filter(({ goal }) => goal !== null).map(summary)),
  ].join('\n');
}

const row = (figure: Figure): readonly string[] => [
  figure.name,
  `${number(figure.median)} ${figure.unit}`,
  figure.quartiles ? figure.quartiles.map(number).join(' – ') : '',
  figure.goal === null ? '' : `≤ ${figure.goal} ${figure.unit}`,
  verdict(figure),
  figure.note,
];

const verdict = ({ goal, median }: Figure): string => (goal === null ? '' : median <= goal ? 'met' : 'missed');

const summary = (figure: Figure): string =>
  `Bench: ${figure.name}: ${number(figure.median)} ${figure.unit} (goal ≤ ${figure.goal}, ${verdict(figure)})`;

/** Three digits are more than a noisy machine means. */
const number = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(3));

function table(rows: readonly (readonly string[])[]): string {
  const widths = COLUMNS.map((_, i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)));
  return rows
    .map((cells) =>
      cells
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
