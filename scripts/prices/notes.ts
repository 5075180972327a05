import { listed } from '../../gateway/rules/rule.ts';
import type { Prices } from '../../gateway/shared/prices.ts';
import type { Refresh } from './changes.ts';
import type { RegionPrices } from './region-prices.ts';

type Found = ReadonlyMap<string, RegionPrices>;

/** What people have to know beside what changed, one line each. */
export const notesOn = ({ before, after }: Pick<Refresh, 'before' | 'after'>, found: Found): readonly string[] => [
  ...[...found].flatMap(([region, prices]) => [
    ...volumeNotes(region, prices, after),
    ...keptNotes(region, prices, before, after),
  ]),
  ...spotNotes(found),
];

function volumeNotes(region: string, { usdPerGbMonth }: RegionPrices, after: Prices): readonly string[] {
  if (usdPerGbMonth !== undefined) return [];
  const kept = after.usdPerGbMonth[region];
  return [
    kept === undefined
      ? `${region}: the list has no price of training volumes, so jobs with a volume have no known price there: look it up, and add it to \`usdPerGbMonth\``
      : `${region}: the list has no price of training volumes: kept is ${kept}, which was not found just now`,
  ];
}

function keptNotes(
  region: string,
  { usdPerHour }: RegionPrices,
  before: Prices | null,
  after: Prices,
): readonly string[] {
  const missing = Object.keys(before?.usdPerHour[region] ?? {}).filter((type) => !usdPerHour.has(type));
  const kept = missing.filter((type) => after.usdPerHour[region]?.[type] !== undefined);
  if (kept.length === 0) return [];
  const more = kept.length > MOST_NAMED ? ` and ${kept.length - MOST_NAMED} more` : '';
  return [`${region}: kept are prices that were not found just now: ${listed(kept.slice(0, MOST_NAMED))}${more}`];
}

const MOST_NAMED = 10;

/**
 * The list has what a spot job is billed for its billable seconds; what spot capacity costs is nowhere in it (Billing User Guide,
 * "Calling AWS services and prices using the AWS Price List", 2026-11).
 */
const spotNotes = (found: Found): readonly string[] => [
  'the list does not say what spot capacity lately cost: `spotUsdPerHour` stays as it is',
  ...[...found].flatMap(([region, { spotUsdPerHour, usdPerHour }]) =>
    [...spotUsdPerHour]
      .filter(([type, price]) => price > (usdPerHour.get(type) ?? price))
      .map(([type, price]) => spotNote(region, type, price)),
  ),
];

const spotNote = (region: string, type: string, price: number): string =>
  `${region}: a billable hour of spot training on ${type} is listed at ${price}, more than on demand: a spot job that spares no time may cost more than its bound`;
