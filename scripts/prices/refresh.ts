import type { Prices } from '../../gateway/shared/prices.ts';
import type { Options } from './options.ts';
import type { ByType, RegionPrices } from './region-prices.ts';

/** What was asked for, of which organisation, and when. */
export interface Asked extends Pick<Options, 'types' | 'keepMissing'> {
  /** Every region that the organisation has. */
  readonly organization: readonly string[];
  /** ISO 8601 day. */
  readonly today: string;
}

type Hourly = Prices['usdPerHour'];
type Found = ReadonlyMap<string, RegionPrices>;

/**
 * The prices of a file with what was found in place of what was asked for. What was not asked for stays, but for regions that
 * the organisation has no more. The date is that of the oldest price: it stays where a price stays that nobody looked up.
 */
export function refreshed(before: Prices | null, found: Found, asked: Asked): Prices {
  const {
    usdPerHour = {},
    warmPoolUsdPerHour = {},
    usdPerGbMonth = {},
    spotUsdPerHour = {},
    date = null,
  } = before ?? {};
  const hourly = merged(usdPerHour, (region) => found.get(region)?.usdPerHour, asked);
  const kept = merged(warmPoolUsdPerHour, (region) => found.get(region)?.warmPoolUsdPerHour, asked);
  const volumes = mergedVolumes(usdPerGbMonth, found, asked);
  const warmPools = ofTheirOwn(kept.prices, hourly.prices);
  const spot = within(asked.organization, spotUsdPerHour);
  const isFresh = hourly.isFresh && kept.isFresh && volumes.isFresh;
  return {
    date: isFresh ? asked.today : (date ?? asked.today),
    basis: 'list',
    usdPerGbMonth: volumes.prices,
    usdPerHour: hourly.prices,
    ...(Object.keys(warmPools).length > 0 && { warmPoolUsdPerHour: warmPools }),
    ...(Object.keys(spot).length > 0 && { spotUsdPerHour: spot }),
  };
}

/** Of a table only the regions that there are. */
const within = (regions: readonly string[], table: Hourly): Hourly =>
  Object.fromEntries(Object.entries(table).filter(([region]) => regions.includes(region)));

/** A warm pool without a price has that of an instance that runs. */
const ofTheirOwn = (kept: Hourly, running: Hourly): Hourly =>
  withoutEmpty(
    Object.entries(kept).map(([region, types]) => {
      const own = Object.entries(types).filter(([type, price]) => price !== running[region]?.[type]);
      return [region, Object.fromEntries(own)];
    }),
  );

const withoutEmpty = (rows: readonly (readonly [string, Readonly<Record<string, number>>])[]): Hourly =>
  Object.fromEntries(rows.filter(([, types]) => Object.keys(types).length > 0));

/** `isFresh`: every price in it was looked up just now. */
interface Merged<T> {
  readonly prices: Readonly<Record<string, T>>;
  readonly isFresh: boolean;
}

function merged(
  before: Hourly,
  foundIn: (region: string) => ByType | undefined,
  { types, keepMissing, organization }: Asked,
): Merged<Readonly<Record<string, number>>> {
  const rows = organization.map((region) => {
    const found = foundIn(region);
    const isKept = (type: string) => found === undefined || !types.includes(type) || keepMissing;
    const stale = Object.entries(before[region] ?? {}).filter(([type]) => isKept(type) && !found?.has(type));
    return { region, prices: Object.fromEntries([...stale, ...(found ?? [])]), isFresh: stale.length === 0 };
  });
  return {
    prices: withoutEmpty(rows.map(({ region, prices }) => [region, prices])),
    isFresh: rows.every(({ isFresh }) => isFresh),
  };
}

function mergedVolumes(
  before: Prices['usdPerGbMonth'],
  found: Found,
  { keepMissing, organization }: Asked,
): Merged<number> {
  const rows = organization.flatMap((region) => {
    const now = found.get(region);
    const price = now?.usdPerGbMonth ?? (now === undefined || keepMissing ? before[region] : undefined);
    return price === undefined ? [] : [{ region, price, isFresh: now?.usdPerGbMonth !== undefined }];
  });
  return {
    prices: Object.fromEntries(rows.map(({ region, price }) => [region, price])),
    isFresh: rows.every(({ isFresh }) => isFresh),
  };
}
