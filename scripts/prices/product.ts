import { Failure } from '../../cli/terminal.ts';
import { isJsonObject, type Json, objectIn, textIn } from '../../gateway/shared/json.ts';
import { err, ok, type Result } from '../../gateway/shared/result.ts';

/**
 * One entry of `PriceList`, as far as it says what something costs on demand. Its form: Billing User Guide, "Reading the
 * service price list file for an AWS service" (2026-11); test/data/price-list/README.md has SageMaker's part of it.
 */
export interface Product {
  readonly sku: string;
  /** Such as `usagetype` and `regionCode`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Of every term on demand; reserved terms are passed over. */
  readonly dimensions: readonly Dimension[];
}

interface Dimension {
  readonly unit: string;
  readonly description: string;
  /** Decimal text by currency. */
  readonly pricePerUnit: Readonly<Record<string, string>>;
}

/** Throws a Failure where the text is no entry of a price list. */
export function productOf(text: string): Product {
  const { product, terms } = objectIn(parsed(text));
  const { sku, attributes } = objectIn(product);
  if (typeof sku !== 'string' || !isJsonObject(attributes)) throw noProduct();
  return { sku, attributes: textsIn(attributes), dimensions: dimensionsOf(objectIn(terms).OnDemand) };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw noProduct();
  }
}

const noProduct = (): Failure =>
  new Failure('the Price List API answered with something that is no product: nothing is written');

const dimensionsOf = (terms: Json | undefined): readonly Dimension[] =>
  Object.values(objectIn(terms))
    .flatMap((term) => Object.values(objectIn(objectIn(term).priceDimensions)))
    .map(objectIn)
    .map(({ unit, description, pricePerUnit }) => {
      return { unit: textIn(unit), description: textIn(description), pricePerUnit: textsIn(pricePerUnit) };
    });

const textsIn = (value: Json | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(objectIn(value)).map(([name, each]) => [name, textIn(each)]));

/** What a price has to be like. */
export interface Rate {
  readonly unit: 'Hrs' | 'GB-Mo';
  /** In USD: what is more is hardly meant, and prices.yaml does not take it. */
  readonly most: number;
}

/** The prices on demand of one product, each once, in USD; or why one of them is none. */
export function ratesOf({ dimensions }: Product, { unit, most }: Rate): Result<readonly number[], string> {
  const prices = new Set<number>();
  for (const { unit: seen, pricePerUnit } of dimensions) {
    if (seen !== unit) return err(`its unit is \`${seen}\`, not \`${unit}\``);
    const price = usdIn(pricePerUnit);
    if (price === null) return err(`it is not priced in USD alone: ${JSON.stringify(pricePerUnit)}`);
    if (price === 0) return err('its price is 0');
    if (price > most) return err(`its price is ${price}, more than ${most}`);
    prices.add(price);
  }
  return ok([...prices]);
}

/** `0.2570000000` is the API's way to write 0.257. */
function usdIn(pricePerUnit: Readonly<Record<string, string>>): number | null {
  const { USD: text = '', ...others } = pricePerUnit;
  return Object.keys(others).length === 0 && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : null;
}
