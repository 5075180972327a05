import { DEFAULT_MAX_RUNTIME_SECONDS, type InstanceGroup, mostOf, type Workload } from './workload.ts';

/** What instances cost, as policies/prices.yaml has it: list prices of SageMaker training. */
export interface Prices {
  /** ISO 8601 day on which the prices were looked up; null: there is no prices.yaml. */
  readonly date: string | null;
  /** USD for one instance-hour, by region and instance type. What is not in it has no known price, never none. */
  readonly usdPerHour: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export const NO_PRICES: Prices = { date: null, usdPerHour: {} };

/** USD for one hour of one instance of the type; undefined where the price is not known. */
export function usdPerHourOf({ usdPerHour }: Prices, region: string, type: string): number | undefined {
  const types = Object.hasOwn(usdPerHour, region) ? usdPerHour[region] : undefined;
  return types && Object.hasOwn(types, type) ? types[type] : undefined;
}

/** Types of groups whose price is not known in a region, each once. */
export const unpricedTypes = (prices: Prices, region: string, groups: readonly InstanceGroup[]): readonly string[] => [
  ...new Set(groups.map(({ type }) => type).filter((type) => usdPerHourOf(prices, region, type) === undefined)),
];

/**
 * What a workload costs at most, in whole millionths of a USD, rounded up: every instance for as long as the job may run,
 * of alternatives the dearest; undefined where some price is not known. For a spot job too: its attempts together run no
 * longer (API reference, StoppingCondition, 2026-11). Exact to 9e9 USD.
 */
export function worstCaseUsdMicros(prices: Prices, region: string, workload: Workload): number | undefined {
  const perHour = usdMicrosPerHour(prices, region, workload.groups);
  return perHour === undefined ? undefined : costUsdMicros(perHour, longestSeconds(workload));
}

/** How long a job may run: what it says, else what SageMaker then lets it. */
export const longestSeconds = ({ maxRuntimeSeconds }: Workload): number =>
  maxRuntimeSeconds.value ?? DEFAULT_MAX_RUNTIME_SECONDS;

/** What groups cost at most in an hour, of alternatives the dearest; undefined where some price is not known. */
export function usdMicrosPerHour(prices: Prices, region: string, groups: readonly InstanceGroup[]): number | undefined {
  if (unpricedTypes(prices, region, groups).length > 0) return undefined;
  return mostOf(groups, ({ type, count }) => count * usdMicros(usdPerHourOf(prices, region, type) ?? 0));
}

/** Millionths of a USD in an amount, rounded up; none is added for how binary fractions write a decimal one. */
export function usdMicros(usd: number): number {
  const micros = Math.round(usd * USD);
  return micros / USD >= usd ? micros : micros + 1;
}

/** The most seconds for which the cost is within a limit, in millionths of a USD; the price of an hour is above 0. */
export const affordableSeconds = (limitUsdMicros: number, perHourUsdMicros: number): number =>
  Number((BigInt(limitUsdMicros) * HOUR) / BigInt(perHourUsdMicros));

/** A product of two integers that may be larger than what a number holds exactly. */
const costUsdMicros = (perHourUsdMicros: number, seconds: number): number =>
  Number((BigInt(perHourUsdMicros) * BigInt(seconds) + HOUR - 1n) / HOUR);

const USD = 1_000_000;
const HOUR = 3_600n;
