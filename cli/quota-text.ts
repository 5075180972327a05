import type { quotaView } from '../gateway/adapters/http/rest.ts';
import type { AskedJob, Checked } from '../gateway/flows/check.ts';
import { periodOf } from '../gateway/quota/calendar.ts';
import type { LargestJob, LimitedBy } from '../gateway/quota/largest.ts';
import { amountText } from '../gateway/quota/units.ts';
import type { Dimension, Need, Window } from '../gateway/shared/amount.ts';
import { denies } from '../gateway/shared/decision.ts';
import { counted } from '../gateway/shared/duration.ts';
import { decisionText } from './decision-text.ts';
import { coloured, plain, table } from './terminal.ts';

type Row = ReturnType<typeof quotaView>;

/** What `GET /v1/quotas` answers. */
export interface Left {
  readonly quotas: readonly Row[];
  readonly largest: readonly LargestJob[];
}

const ALONE = 'By quotas alone: policies may refuse what fits (`traingate check` asks them).';

/** What is left, for a person: a table a scope, and the largest job of each type. */
export const leftText = ({ quotas, largest }: Left): string =>
  [...Map.groupBy(quotas, ({ scope }) => scope).values()]
    .map(scopeText)
    .concat(largestText(largest), ALONE)
    .join('\n\n');

function scopeText(rows: readonly Row[]): string {
  const headings = ['OF', 'LIMIT', 'RESERVED', 'SETTLED', 'LEFT', 'USED', 'RESETS'];
  const limitedFirst = rows.toSorted((a, b) => Number(a.limit === null) - Number(b.limit === null));
  return `${coloured('bold', plain(rows[0]?.scope ?? ''))}\n${table(headings, limitedFirst.map(rowCells))}`;
}

function rowCells({ dimension, window, limit, used, reserved, settled, left, resetsAt }: Row): readonly string[] {
  const isBudget = resetsAt !== null;
  return [
    ofText(dimension, window),
    limit === null ? 'no limit' : cell(dimension, limit, 'down'),
    cell(dimension, reserved, 'up'),
    isBudget ? cell(dimension, settled, 'up') : '',
    left === null ? '' : cell(dimension, left, 'down'),
    isBudget && limit ? percentText(used / limit) : '',
    isBudget ? timeText(resetsAt) : '',
  ];
}

/** What a row counts: `gpus`, `month 2026-11`. */
const ofText = (dimension: Dimension, window: Window): string => {
  const period = periodOf(window);
  return period === null ? dimension : `${period} ${window}`;
};

/** An amount beside its dimension. */
const cell = (dimension: Dimension, amount: number, rounding: 'up' | 'down'): string =>
  isConsumed(dimension) ? amountText(dimension, amount, rounding) : String(amount);

const UNITS: Readonly<Record<string, string>> = {
  usdMicros: 'USD',
  gpuSeconds: 'GPU-hours',
  instanceSeconds: 'instance-hours',
};
const isConsumed = (dimension: Dimension): boolean => Object.hasOwn(UNITS, dimension);

/** Of a budget what is used or reserved. */
function percentText(part: number): string {
  if (part > 0 && part < 0.001) return '<0.1 %';
  return `${part < 0.1 ? Math.floor(part * 1_000) / 10 : Math.floor(part * 100)} %`;
}

/** A moment in the time of whoever reads it, with its zone. */
function timeText(time: string): string {
  const parts = { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat('en-GB', { ...parts, timeZoneName: 'short' }).format(Date.parse(time));
}

function largestText(largest: readonly LargestJob[]): string {
  const [first] = largest;
  if (!first) return 'No instance type has a price, so none is asked for: name one with --type.';
  const headings = ['TYPE', 'INSTANCES', 'LIMITED BY', 'SO MANY FOR AT MOST'];
  const rows = largest.map((job) => [job.instanceType, countText(job), limitText(job), longestText(job)]);
  return `The largest job that fits now and runs for ${spanText(first.seconds)}:\n${table(headings, rows)}`;
}

const countText = ({ instances }: LargestJob): string => (instances === null ? 'any number' : String(instances));

/** What one instance more would exceed. */
function limitText({ limitedBy, instances, longestSeconds }: LargestJob): string {
  if (limitedBy === null) return '';
  const mayBeUnpriced = limitedBy.dimension === 'usdMicros' && instances === 0 && longestSeconds === 0;
  return `${limitName(limitedBy)}${mayBeUnpriced ? ', or its price is not known' : ''}`;
}

const limitName = ({ scope, dimension, window }: LimitedBy): string =>
  plain(isConsumed(dimension) ? `${UNITS[dimension]} of ${scope} for ${window}` : `${dimension} of ${scope}`);

function longestText({ instances, longestSeconds }: LargestJob): string {
  if (longestSeconds === 0) return '';
  return instances === 0 ? `one for ${spanText(longestSeconds)}` : spanText(longestSeconds);
}

const SPANS = [
  ['day', 86_400, 2 * 86_400],
  ['hour', 3_600, 3_600],
  ['minute', 60, 60],
  ['second', 1, 0],
] as const;

/** A time in the unit that suits it, never longer than it is. */
function spanText(seconds: number): string {
  const [unit, length] = SPANS.find(([, , from]) => seconds >= from) ?? SPANS[3];
  return counted(Math.floor((seconds / length) * 10) / 10, unit);
}

/** What a request would take of what is left, for a person. */
export function requestText({ decision, largest }: Checked): string {
  const limited = decision.needs.filter(({ limit }) => limit !== null);
  // People may let it go beyond a limit, or it waits for room once they have approved it: it does not fit all the same.
  const isOver = limited.some(isBeyond) || decision.violations.some((each) => each.policy === 'quotas' && denies(each));
  return [
    // What the gateway fills in is for `traingate check` to show.
    decisionText({ ...decision, completed: [] }),
    ...(limited.length === 0
      ? []
      : [`${isOver ? 'It does not fit' : 'It fits'} what is left now:\n${needsTable(limited)}`]),
    ...(largest === null ? [] : [likeText(largest)]),
    ALONE,
  ].join('\n\n');
}

const isBeyond = ({ amount, left }: Need): boolean => left !== null && amount > left;

const needsTable = (needs: readonly Need[]): string =>
  table(['SCOPE', 'OF', 'LIMIT', 'LEFT', 'IT TAKES', 'WHICH LEAVES'], needs.map(needCells));

function needCells({ scope, dimension, window, amount, limit, left }: Need): readonly string[] {
  const after = (left ?? 0) - amount;
  return [
    plain(scope),
    ofText(dimension, window),
    cell(dimension, limit ?? 0, 'down'),
    cell(dimension, left ?? 0, 'down'),
    cell(dimension, amount, 'up'),
    after < 0 ? `${cell(dimension, -after, 'up')} too few` : cell(dimension, after, 'down'),
  ];
}

/** The largest job like the one that was asked for. */
function likeText(job: AskedJob): string {
  const { instanceType, instances, seconds, asked, longestSeconds } = job;
  const limit = job.limitedBy === null ? '' : ` (limited by ${limitText(job)})`;
  const most = instances === null ? 'any number' : instances === 0 ? 'none' : `at most ${instances}`;
  const longest = longestSeconds === 0 ? 'not at all' : `for at most ${spanText(longestSeconds)}`;
  return `Of ${instanceType}, ${most} could run for ${spanText(seconds)} now${limit}; the ${asked} asked for, ${longest}.`;
}
