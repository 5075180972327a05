import { instanceFacts } from './instance-types.ts';
import { costUsdMicros, dearestCase, type MeteredGroup, type RunTimes } from './meter.ts';
import { DEFAULT_MAX_RUNTIME_SECONDS, type InstanceGroup, SERVERLESS, type Workload } from './workload.ts';

/** USD for one instance-hour, by region and instance type. */
type HourlyPrices = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What training costs, as policies/prices.yaml has it. What is not in it has no known price, never none. */
export interface Prices {
  /** ISO 8601 day on which the prices were looked up; null: there is no prices.yaml. */
  readonly date: string | null;
  /** AWS's list prices, or what the organisation agreed with AWS; absent: list prices. */
  readonly basis?: 'list' | 'agreed';
  readonly usdPerHour: HourlyPrices;
  /** USD for a GB of storage volume in a month, by region. */
  readonly usdPerGbMonth: Readonly<Record<string, number>>;
  /** Of an instance that a warm pool keeps; where it has none, that of an instance that runs. */
  readonly warmPoolUsdPerHour?: HourlyPrices;
  /** What spot capacity lately cost: told beside the bound, and never a bound. */
  readonly spotUsdPerHour?: HourlyPrices;
}

export const NO_PRICES: Prices = { date: null, usdPerHour: {}, usdPerGbMonth: {} };

/** USD for one hour of one instance of the type; undefined where the price is not known. */
export const usdPerHourOf = ({ usdPerHour }: Prices, region: string, type: string): number | undefined =>
  priceIn(usdPerHour, region, type);

function priceIn(prices: HourlyPrices, region: string, type: string): number | undefined {
  const types = Object.hasOwn(prices, region) ? prices[region] : undefined;
  return types && Object.hasOwn(types, type) ? types[type] : undefined;
}

/** The types that have a price in a region; null: nothing is known of the region. */
export const pricedTypes = ({ usdPerHour }: Prices, region: string): readonly string[] | null =>
  Object.hasOwn(usdPerHour, region) ? Object.keys(usdPerHour[region] ?? {}) : null;

/** Types of groups whose price is not known in a region, each once. */
export const unpricedTypes = (prices: Prices, region: string, groups: readonly InstanceGroup[]): readonly string[] => [
  ...new Set(groups.map(({ type }) => type).filter((type) => usdPerHourOf(prices, region, type) === undefined)),
];

/** The first group with a storage volume, where the price of volumes is not known in the region; undefined: each price is. */
export const unpricedVolume = (
  prices: Prices,
  region: string,
  groups: readonly InstanceGroup[],
): InstanceGroup | undefined =>
  Object.hasOwn(prices.usdPerGbMonth, region) ? undefined : groups.find((group) => volumeGbOf(group) > 0);

/** The groups of a workload with what each instance costs. */
export const meteredGroups = (
  prices: Prices,
  region: string,
  { groups }: Pick<Workload, 'groups'>,
): readonly MeteredGroup[] => groups.map((group) => metered(prices, region, group));

/** A group with what each instance costs. */
export function metered(prices: Prices, region: string, group: InstanceGroup): MeteredGroup {
  const { type, count, use, isAlternative } = group;
  const running = usdPerHourOf(prices, region, type);
  const kept = priceIn(prices.warmPoolUsdPerHour ?? {}, region, type) ?? running;
  const volume = volumeUsdMicrosPerHour(prices, region, group);
  const withVolume = (usd: number | undefined) =>
    usd === undefined || volume === null ? null : usdMicros(usd) + volume;
  return {
    type,
    count,
    use,
    isAlternative,
    usdMicrosPerHour: withVolume(running),
    keptUsdMicrosPerHour: withVolume(kept),
  };
}

/** What SageMaker gives an instance whose request names no size: monitoring instances (developer guide, Debugger, 2026-11). */
const DEFAULT_VOLUME_GB = 30;

/** Local storage is part of the instance's price, and nobody knows the volumes of serverless jobs. */
const volumeGbOf = ({ type, volumeSizeGb }: InstanceGroup): number =>
  type === SERVERLESS || instanceFacts(type)?.localStorage ? 0 : (volumeSizeGb.value ?? DEFAULT_VOLUME_GB);

/** The month by which AWS's pricing page divides the price of a volume (aws.amazon.com/sagemaker/pricing, 2026-11). */
const HOURS_A_MONTH = 24 * 30;

function volumeUsdMicrosPerHour({ usdPerGbMonth }: Prices, region: string, group: InstanceGroup): number | null {
  const gb = volumeGbOf(group);
  if (gb === 0) return 0;
  const price = Object.hasOwn(usdPerGbMonth, region) ? usdPerGbMonth[region] : undefined;
  return price === undefined ? null : usdMicros((price * gb) / HOURS_A_MONTH);
}

/** What a workload says of how long it may run. */
export type Duration = Pick<Workload, 'maxRuntimeSeconds' | 'keepAliveSeconds'>;

/** The longest that a workload may run, its warm pool included. */
export function longestTimes(workload: Duration): RunTimes {
  const seconds = longestSeconds(workload);
  return { trainingSeconds: seconds, monitoringSeconds: seconds, keptSeconds: workload.keepAliveSeconds.value };
}

/**
 * What a workload costs at most, in whole millionths of a USD, rounded up: every instance with its volume for as long as
 * the job may run, and its warm pool; of alternatives the dearest; undefined where some price is not known. For a spot job
 * too: its attempts together run no longer (API reference, StoppingCondition, 2026-11). Exact to 9e9 USD.
 */
export const worstCaseUsdMicros = (prices: Prices, region: string, workload: Workload): number | undefined =>
  costUsdMicros(meteredGroups(prices, region, workload), longestTimes(workload)) ?? undefined;

/** What a job may cost at most, part by part, in millionths of a USD; the three parts make the whole. */
export interface Estimate {
  /** As `worstCaseUsdMicros`. */
  readonly totalUsdMicros: number;
  /** The instances for as long as the job may run, without their volumes; of alternatives the dearest. */
  readonly instancesUsdMicros: number;
  readonly volumesUsdMicros: number;
  /** Instances and volumes while they are kept after the job. */
  readonly warmPoolUsdMicros: number;
  /** What a spot job is expected to cost by what spot capacity lately cost: no bound. null: no spot job, or not known. */
  readonly spotUsdMicros: number | null;
  /** ISO 8601 day of the prices. */
  readonly priceDate: string | null;
  readonly basis: 'list' | 'agreed';
}

/** What a workload costs at most, in parts; null where some price is not known. */
export function estimateOf(prices: Prices, region: string, workload: Workload): Estimate | null {
  const total = worstCaseUsdMicros(prices, region, workload);
  if (total === undefined) return null;
  const times = longestTimes(workload);
  const dearest = dearestCase(workload.groups.map(pricedApart(prices, region)), times);
  const running = costOrNone(dearest, { ...times, keptSeconds: 0 });
  const instances = costOrNone(dearest.map(withoutVolume), { ...times, keptSeconds: 0 });
  return {
    totalUsdMicros: total,
    instancesUsdMicros: instances,
    volumesUsdMicros: running - instances,
    warmPoolUsdMicros: total - running,
    spotUsdMicros: workload.spot.value ? spotUsdMicros(prices, region, workload) : null,
    priceDate: prices.date,
    basis: prices.basis ?? 'list',
  };
}

interface PricedApart extends MeteredGroup {
  /** Its part of what an instance costs in an hour. */
  readonly volumeUsdMicrosPerHour: number;
}

const pricedApart =
  (prices: Prices, region: string) =>
  (group: InstanceGroup): PricedApart => ({
    ...metered(prices, region, group),
    volumeUsdMicrosPerHour: volumeUsdMicrosPerHour(prices, region, group) ?? 0,
  });

const withoutVolume = (group: PricedApart): MeteredGroup => ({
  ...group,
  usdMicrosPerHour: (group.usdMicrosPerHour ?? 0) - group.volumeUsdMicrosPerHour,
});

/** Only for groups whose prices are known. */
const costOrNone = (groups: readonly MeteredGroup[], times: RunTimes): number => costUsdMicros(groups, times) ?? 0;

/** Spot capacity is what trains; what watches it runs on demand. null where some price is not known. */
function spotUsdMicros(prices: Prices, region: string, workload: Workload): number | null {
  const spot = { ...prices, usdPerHour: prices.spotUsdPerHour ?? {} };
  const groups = workload.groups.map((group) => metered(group.use === 'training' ? spot : prices, region, group));
  return costUsdMicros(groups, longestTimes(workload));
}

/** How long a job may run: what it says, else what SageMaker then lets it. */
export const longestSeconds = ({ maxRuntimeSeconds }: Pick<Workload, 'maxRuntimeSeconds'>): number =>
  maxRuntimeSeconds.value ?? DEFAULT_MAX_RUNTIME_SECONDS;

/** Millionths of a USD in an amount, rounded up; none is added for how binary fractions write a decimal one. */
export function usdMicros(usd: number): number {
  const micros = Math.round(usd * USD);
  return micros / USD >= usd ? micros : micros + 1;
}

const USD = 1_000_000;
