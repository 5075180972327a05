import { type Prices, unpricedTypes, usdPerHourOf } from '../../../gateway/shared/prices.ts';
import { DEFAULT_MAX_RUNTIME_SECONDS, mostOf, type Workload } from '../../../gateway/shared/workload.ts';

/** USD that a job costs at list prices if it runs as long as it may; null where a price is not known. */
export function worstCostUsd(
  { groups, maxRuntimeSeconds }: Pick<Workload, 'groups' | 'maxRuntimeSeconds'>,
  prices: Prices,
  region: string,
): number | null {
  if (unpricedTypes(prices, region, groups).length > 0) return null;
  const perHour = mostOf(groups, ({ type, count }) => count * (usdPerHourOf(prices, region, type) ?? 0));
  return (perHour * (maxRuntimeSeconds.value ?? DEFAULT_MAX_RUNTIME_SECONDS)) / 3600;
}
