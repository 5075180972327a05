import { CURRENT, type Dimension, type LedgerPlace } from '../shared/amount.ts';
import { instancesWithin, type MeteredGroup, type RunTimes, secondsWithin } from '../shared/meter.ts';
import { longestTimes, metered, type Prices } from '../shared/prices.ts';
import { type InstanceGroup, LONGEST_RUNTIME_SECONDS, SERVERLESS, type Workload } from '../shared/workload.ts';
import { amountPerInstance, heldAmounts, rateIn } from './dimensions/index.ts';
import type { QuotaRow } from './overview.ts';

/** What may still be taken of one dimension in one place; null is unlimited. */
export type Room = Pick<QuotaRow, 'scope' | 'dimension' | 'window' | 'left'>;

/** A limit that allows no more. */
export interface LimitedBy extends LedgerPlace {
  readonly dimension: Dimension;
}

/** The largest job of one instance type that fits now. */
export interface LargestJob {
  readonly instanceType: string;
  /** How long it may run. */
  readonly seconds: number;
  /** The most instances that fit for so long; null: nothing limits them. */
  readonly instances: number | null;
  /** The limit that one more would exceed; null: none. */
  readonly limitedBy: LimitedBy | null;
  /** How long so many, or one where none fits, may run at most: no more than SageMaker lets any job; 0: not at all. */
  readonly longestSeconds: number;
}

/** A job of which the instances that train can be more or fewer. */
export interface ScalableJob {
  readonly group: InstanceGroup;
  /** What watches it. */
  readonly others: readonly InstanceGroup[];
  readonly metered: MeteredGroup;
  readonly othersMetered: readonly MeteredGroup[];
  readonly times: RunTimes;
}

type Sized = Pick<Workload, 'groups' | 'maxRuntimeSeconds' | 'keepAliveSeconds'>;

/** A workload so; null where what trains is not one kind of instances, so that nobody knows which to have more of. */
export function scalableJob(workload: Sized, metered: readonly MeteredGroup[]): ScalableJob | null {
  const { groups } = workload;
  const at = groups.findIndex(({ use }) => use === 'training');
  const [group, own] = [groups[at], metered[at]];
  const others = groups.filter((_, index) => index !== at);
  const isOneKind = group?.isAlternative === false && group.type !== SERVERLESS;
  if (!group || !own || !isOneKind || others.some(({ use }) => use === 'training')) return null;
  const othersMetered = metered.filter((_, index) => index !== at);
  return { group, others, metered: own, othersMetered, times: longestTimes(workload) };
}

/** A job that runs on nothing else. */
export interface PlainJob {
  readonly type: string;
  readonly seconds: number;
  /** On each instance; null: what SageMaker gives one that names no size, 30 GB. */
  readonly volumeSizeGb?: number | null;
}

/** One instance of a type, with what it costs. */
export function plainJob(
  prices: Prices,
  region: string,
  { type, seconds, volumeSizeGb = null }: PlainJob,
): ScalableJob {
  const place = { path: '', countPath: '', volumeSizeGb: { value: volumeSizeGb, path: '' } };
  const group: InstanceGroup = { type, count: 1, use: 'training', isAlternative: false, ...place };
  const times = { trainingSeconds: seconds, monitoringSeconds: seconds, keptSeconds: 0 };
  return { group, others: [], metered: metered(prices, region, group), othersMetered: [], times };
}

/**
 * The largest job like one, by what is left in each place where it counts. `longestSeconds` is for `count` instances; where
 * that is left out, for as many as fit. Pure.
 */
export function largestJob(rooms: readonly Room[], job: ScalableJob, count?: number): LargestJob {
  const { instances, limitedBy } = mostInstances(rooms, job);
  return {
    instanceType: job.group.type,
    seconds: job.times.trainingSeconds,
    instances,
    limitedBy,
    longestSeconds: longestSecondsFor(rooms, job, count ?? Math.max(1, instances ?? 1)),
  };
}

/** Below any count, so that it is told before limits that are merely used up: no waiting makes a price known. */
const UNPRICED = -1;

/** Of limits that allow equally many the first is told. */
function mostInstances(rooms: readonly Room[], job: ScalableJob): Pick<LargestJob, 'instances' | 'limitedBy'> {
  const most = rooms.map((room) => instancesIn(room, job));
  const least = Math.min(...most);
  const tightest = rooms[most.indexOf(least)];
  if (!tightest || least === Number.POSITIVE_INFINITY) return { instances: null, limitedBy: null };
  const { scope, dimension, window } = tightest;
  return { instances: Math.max(0, least), limitedBy: { scope, dimension, window } };
}

/** The most instances that one place has room for; infinitely many where their number makes no difference. */
function instancesIn({ dimension, window, left }: Room, job: ScalableJob): number {
  if (left === null) return Number.POSITIVE_INFINITY;
  return window === CURRENT ? heldInstances(dimension, left, job) : consumedInstances(dimension, left, job);
}

function heldInstances(dimension: Dimension, left: number, { group, others }: ScalableJob): number {
  const each = amountPerInstance(dimension)(group);
  const room = left - amountOf(dimension, others);
  if (room < 0) return 0;
  return each === 0 ? Number.POSITIVE_INFINITY : Math.floor(room / each);
}

function consumedInstances(dimension: Dimension, left: number, job: ScalableJob): number {
  const { times, metered: group, othersMetered: others } = job;
  const rateOf = rateIn(dimension, [group, ...others]);
  if (rateOf === null) return UNPRICED;
  const most = instancesWithin({ group, others }, { times, most: left }, rateOf);
  return most === undefined ? Number.POSITIVE_INFINITY : Math.max(0, most);
}

function longestSecondsFor(rooms: readonly Room[], job: ScalableJob, count: number): number {
  const groups = [...job.others, { ...job.group, count }];
  const metered = [...job.othersMetered, { ...job.metered, count }];
  const each = rooms.map(({ dimension, window, left }) => {
    if (left === null) return LONGEST_RUNTIME_SECONDS;
    if (window === CURRENT) return amountOf(dimension, groups) <= left ? LONGEST_RUNTIME_SECONDS : 0;
    const rateOf = rateIn(dimension, metered);
    const bound = { keptSeconds: job.times.keptSeconds, most: left };
    return rateOf === null ? 0 : (secondsWithin(metered, bound, rateOf) ?? LONGEST_RUNTIME_SECONDS);
  });
  return Math.max(0, Math.min(LONGEST_RUNTIME_SECONDS, ...each));
}

const amountOf = (dimension: Dimension, groups: readonly InstanceGroup[]): number =>
  heldAmounts(groups).find((amount) => amount.dimension === dimension)?.amount ?? 0;
