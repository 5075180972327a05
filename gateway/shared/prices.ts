import type { InstanceGroup } from './workload.ts';

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
