import { counted } from '../../cli/terminal.ts';
import type { Prices } from '../../gateway/shared/prices.ts';
import type { Options } from './options.ts';
import { compareTypes } from './price-file.ts';

/** One price that is not what it was. */
export interface Change {
  readonly region: string;
  /** `ml.g5.xlarge`, `ml.g5.xlarge in a warm pool`, `a GB of volume in a month`. */
  readonly thing: string;
  /** USD; undefined: there was none, or is none any more. */
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** What counts where there is none. */
  readonly else: string;
}

/** What a refresh came to. */
export interface Refresh {
  readonly file: string;
  /** null: there was no file. */
  readonly before: Prices | null;
  readonly after: Prices;
  readonly changes: readonly Change[];
}

interface Price extends Pick<Change, 'region' | 'thing' | 'else'> {
  readonly usd: number;
}

/** Every price that differs, by region; what spot capacity lately cost is no price of the list. */
export function changesBetween(before: Prices | null, after: Prices): readonly Change[] {
  const [old, now] = [pricesIn(before), pricesIn(after)];
  return [...new Map([...old, ...now])]
    .map(([key, { usd: _, ...price }]) => ({ ...price, before: old.get(key)?.usd, after: now.get(key)?.usd }))
    .filter((change) => change.before !== change.after)
    .sort((a, b) => (a.region === b.region ? 0 : a.region < b.region ? -1 : 1));
}

function pricesIn(prices: Prices | null): ReadonlyMap<string, Price> {
  const { usdPerGbMonth = {}, usdPerHour = {}, warmPoolUsdPerHour = {} } = prices ?? {};
  const volumes = Object.entries(usdPerGbMonth).map(([region, usd]) => {
    return { region, thing: 'a GB of volume in a month', else: UNKNOWN, usd };
  });
  const all = [
    ...volumes,
    ...hourly(usdPerHour, '', UNKNOWN),
    ...hourly(warmPoolUsdPerHour, ' in a warm pool', 'it costs what one that runs does'),
  ];
  return new Map(all.map((price) => [`${price.region} ${price.thing}`, price]));
}

const UNKNOWN = 'its price is not known any more';

const hourly = (table: Prices['usdPerHour'], suffix: string, otherwise: string): readonly Price[] =>
  Object.entries(table).flatMap(([region, types]) =>
    Object.entries(types)
      .sort(([a], [b]) => compareTypes(a, b))
      .map(([type, usd]) => ({ region, thing: `${type}${suffix}`, else: otherwise, usd })),
  );

/** `eu-west-1 ml.m5.xlarge: 0.257 → 0.26 (+1.2 %)`. */
export function changeText({ region, thing, before, after, else: otherwise }: Change): string {
  const what = `${region} ${thing}`;
  if (before === undefined) return `added    ${what}: ${after}`;
  if (after === undefined) return `dropped  ${what}, which was ${before}: ${otherwise}`;
  return `changed  ${what}: ${before} → ${after} (${percent(before, after)})`;
}

function percent(before: number, after: number): string {
  // 0 is what an organisation writes that pays nothing for volumes.
  if (before === 0) return 'was free';
  const more = ((after - before) / before) * 100;
  return `${more > 0 ? '+' : ''}${more.toFixed(1)} %`;
}

/** What there is to say of all of it. */
export function summaryText({ file, before, after, changes }: Refresh, mode: Options['mode']): string {
  const kept = pricesIn(after).size - changes.filter((change) => change.after !== undefined).length;
  const date = after.date === before?.date ? `dated ${after.date} as before` : `dated ${after.date}`;
  const done = mode === 'write' ? 'written' : 'not written';
  return `${file}: ${counted(changes.length, 'price')} changed, ${kept} as before; ${date}; ${done}`;
}
