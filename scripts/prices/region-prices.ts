import { counted } from '../../cli/terminal.ts';
import { err, ok, type Result } from '../../gateway/shared/result.ts';
import { type Offer, offerOf, RATES } from './offer.ts';
import { type Product, ratesOf } from './product.ts';

/** USD for an hour, by instance type. */
export type ByType = ReadonlyMap<string, number>;

/** What training costs in one region. */
export interface RegionPrices {
  readonly usdPerHour: ByType;
  readonly warmPoolUsdPerHour: ByType;
  /** undefined: the list has none. */
  readonly usdPerGbMonth: number | undefined;
  /** What the seconds that a spot job is billed cost. */
  readonly spotUsdPerHour: ByType;
}

/** Products that sell the same, each on demand. */
interface Offered {
  readonly offer: Offer;
  readonly products: readonly Product[];
}

/**
 * The prices of a region's products, of the types that are asked for; or everything that is wrong with any, one line each.
 * INVARIANT: no price is 0, and none is a choice between two.
 */
export function regionPrices(
  region: string,
  products: readonly Product[],
  types: readonly string[],
): Result<RegionPrices, readonly string[]> {
  const offered = offeredIn(region, products);
  // A region that sells no training at all is hardly meant, or was not answered for.
  if (!offered.some(({ offer }) => offer.kind === 'training')) return err([noTraining(region, products.length)]);
  const flaws: string[] = [];
  const prices = new Map<Offer['kind'], Map<string, number>>();
  for (const { offer, products: same } of offered.filter(isAskedFor(types))) {
    const price = priceOf(offer, same);
    if (price.ok) prices.set(offer.kind, new Map(prices.get(offer.kind)).set(nameOf(offer), price.value));
    // What spot jobs are billed is told, and never written.
    else if (offer.kind !== 'spot') flaws.push(`${region}: ${nameOf(offer)} (${offer.kind}): ${price.error}`);
  }
  return flaws.length > 0 ? err(flaws) : ok(assembled(prices));
}

const isAskedFor =
  (types: readonly string[]) =>
  ({ offer }: Offered): boolean =>
    !('type' in offer) || types.includes(offer.type);

const noTraining = (region: string, products: number): string =>
  `${region}: the Price List API has no price of training there, among ${counted(products, 'SageMaker product')}`;

function offeredIn(region: string, products: readonly Product[]): readonly Offered[] {
  const found = products
    .filter(({ attributes, dimensions }) => isOfRegion(attributes, region) && dimensions.length > 0)
    .flatMap((product) => {
      const offer = offerOf(product);
      return offer === null ? [] : [{ offer, product }];
    });
  const same = Map.groupBy(found, ({ offer }) => `${offer.kind} ${nameOf(offer)}`);
  return [...same.values()].flatMap((each) => {
    const [first] = each;
    return first === undefined ? [] : [{ offer: first.offer, products: each.map(({ product }) => product) }];
  });
}

/** What stands in local zones and on outposts has the region's code, and prices of its own. */
const isOfRegion = ({ regionCode, locationType = 'AWS Region' }: Product['attributes'], region: string): boolean =>
  regionCode === region && locationType === 'AWS Region';

const nameOf = (offer: Offer): string => ('type' in offer ? offer.type : 'storage volumes');

/** The one price of products that sell the same. */
function priceOf({ kind }: Offer, products: readonly Product[]): Result<number, string> {
  const prices = new Set<number>();
  for (const product of products) {
    const rates = ratesOf(product, RATES[kind]);
    if (!rates.ok) return err(`${rates.error} (SKU ${product.sku})`);
    for (const rate of rates.value) prices.add(rate);
  }
  const [price, another] = prices;
  if (price === undefined) return err('it has no price on demand');
  return another === undefined ? ok(price) : err(`it has several prices: ${told(prices, products)}`);
}

const told = (prices: ReadonlySet<number>, products: readonly Product[]): string =>
  `${[...prices].join(', ')} (SKU ${products.map(({ sku }) => sku).join(', ')})`;

function assembled(prices: ReadonlyMap<Offer['kind'], ByType>): RegionPrices {
  const of = (kind: Offer['kind']): ByType => prices.get(kind) ?? new Map();
  // prices.yaml has one price for volumes, whether their instance runs or is kept: no bound may be below what is paid.
  const volumes = [...of('volume').values(), ...of('warmPoolVolume').values()];
  return {
    usdPerHour: of('training'),
    warmPoolUsdPerHour: of('warmPool'),
    usdPerGbMonth: of('volume').size === 0 ? undefined : Math.max(...volumes),
    spotUsdPerHour: of('spot'),
  };
}
