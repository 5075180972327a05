import { type Contended, contend, type Load } from './contended-scope.ts';
import { type Bench, type Figure, figure } from './figure.ts';
import { sampleAdmission } from './sample-admission.ts';
import { quantile, type Summary, summaryOf } from './statistics.ts';

const RATES = [1, 2, 5, 10, 20, 50] as const;
/** How many jobs a script that tries parameters may submit at once. */
const CROWD = 100;
/**
 * How long a transaction holds its items, in milliseconds in the median. What a TransactWriteItems takes longer than a
 * PutItem is 18 (contended-dynamodb.ts), and part of that is over before the items are held.
 */
const HELD_MS = 15;
const OTHER_HELD_MS = [5, 10, 20, 40] as const;
const OTHER_RATES = { quick: [10], full: [10, 20, 50] };

/** Of each load. */
const SUBMITS = { quick: 100, full: 2_000 };
const SEED = 1;

/** In virtual time and by a seed, so one run is enough. The DynamoDB is a model: docs/performance.md, Contention. */
export const contention: Bench = {
  name: 'contention',
  about: 'admissions and ends on one scope, 1 to 50 a second, against a model of DynamoDB’s transaction conflicts',
  run: async ({ quick }) => {
    const admission = await sampleAdmission();
    const figures: Figure[] = [];
    const effort = quick ? 'quick' : 'full';
    for (const { name, of, ...parts } of rows(OTHER_RATES[effort])) {
      figures.push(...of(name, await contend({ ...parts, submits: SUBMITS[effort], seed: SEED }, admission)));
    }
    return figures;
  },
};

interface Row extends Omit<Load, 'submits' | 'seed'> {
  readonly name: string;
  readonly of: (name: string, contended: Contended) => readonly Figure[];
}

const rows = (otherRates: readonly number[]): readonly Row[] => [
  ...RATES.map((rate) => row(`${rate} a second`, { submitsPerSecond: rate })),
  row(`${CROWD} at once`, { submitsPerSecond: 1, atOnce: CROWD }),
  ...OTHER_HELD_MS.flatMap((heldMs) =>
    otherRates.map((rate) => ({
      ...row(`${rate} a second, items held ${heldMs} ms`, { submitsPerSecond: rate, heldMs }),
      of: inOneFigure,
    })),
  ),
];

const row = (name: string, parts: Partial<Load> & Pick<Load, 'submitsPerSecond'>): Row => ({
  name,
  of: inFigures,
  atOnce: 1,
  heldMs: HELD_MS,
  ...parts,
});

const inFigures = (name: string, contended: Contended): readonly Figure[] => [
  figure({ name, unit: 'ms', ...middleOf(contended) }),
  figure({ name: '  99 of 100 within', unit: 'ms', median: nearlyAllWithin(contended) }),
  figure({ name: '  tries a submit', unit: 'tries', median: contended.triesPerSubmit }),
  figure({
    name: '  answered Busy',
    unit: '%',
    median: 100 * contended.busySubmits,
    note: `of the ends ${percent(contended.busyEnds)}, which come again`,
  }),
];

const inOneFigure = (name: string, contended: Contended): readonly Figure[] => [
  figure({
    name,
    unit: 'ms',
    ...middleOf(contended),
    note: [
      `99 of 100 within ${nearlyAllWithin(contended)} ms`,
      `${contended.triesPerSubmit.toPrecision(3)} tries`,
      `${percent(contended.busySubmits)} Busy`,
    ].join(', '),
  }),
];

/** In whole milliseconds: the model is no finer. */
function middleOf({ latenciesMs }: Contended): Summary {
  const { median, quartiles } = summaryOf(latenciesMs);
  return { median: Math.round(median), quartiles: [Math.round(quartiles[0]), Math.round(quartiles[1])] };
}

const nearlyAllWithin = ({ latenciesMs }: Contended): number => Math.round(quantile(latenciesMs, 0.99));

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
