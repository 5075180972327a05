import { describe, expect, it } from '@jest/globals';
import { INSTANCE_TYPES } from '../../gateway/shared/instance-types.ts';
import { productOf } from '../../scripts/prices/product.ts';
import { type RegionPrices, regionPrices } from '../../scripts/prices/region-prices.ts';

const dimension = (price: string, unit = 'Hrs', description = '') => ({
  unit,
  description,
  pricePerUnit: { USD: price },
});

/** An entry with a term on demand, as the API sends it. */
const entry = (
  usagetype: string,
  dimensions: readonly object[],
  attributes: Readonly<Record<string, string>> = {},
  sku = 'SKU',
) =>
  JSON.stringify({
    product: { sku, attributes: { regionCode: 'eu-west-1', usagetype, ...attributes } },
    terms: { OnDemand: { T: { priceDimensions: Object.fromEntries(dimensions.entries()) } } },
  });

const M5 = entry('EU-Train:ml.m5.xlarge', [dimension('0.2570000000')]);
const found = (...entries: readonly string[]) => regionPrices('eu-west-1', entries.map(productOf), INSTANCE_TYPES);
const plainly = (prices: RegionPrices) => ({
  hour: Object.fromEntries(prices.usdPerHour),
  warm: Object.fromEntries(prices.warmPoolUsdPerHour),
  spot: Object.fromEntries(prices.spotUsdPerHour),
  volume: prices.usdPerGbMonth,
});
const ONLY_M5 = { hour: { 'ml.m5.xlarge': 0.257 }, warm: {}, spot: {}, volume: undefined };

describe('regionPrices', () => {
  it.each<[string, string]>([
    ['hosting', entry('EU-Host:ml.g5.xlarge', [dimension('1.6')])],
    ['processing', entry('EU-Processing:ml.g5.xlarge', [dimension('1.6')])],
    ['a cluster', entry('EU-Cluster:ml.g5.xlarge', [dimension('1.6')])],
    ['the fee of a training plan', entry('EU-TrainingPlanUpfrontFee:ml.g5.xlarge', [dimension('1', 'Quantity')])],
    ['a free tier', entry('EU-Train:ml.m.xlarge-TrainingParent', [dimension('0')])],
    ['a type that nobody trains on', entry('EU-Train:ml.inf1.xlarge', [dimension('1')])],
    ['another region', entry('EU-Train:ml.g5.xlarge', [dimension('1')], { regionCode: 'us-east-1' })],
    ['an outpost', entry('EU-Train:ml.g5.xlarge', [dimension('1')], { locationType: 'AWS Outposts' })],
    ['volumes of others', entry('EU-Host:VolumeUsage.gp2', [dimension('0.1', 'GB-Mo')])],
    ['data in tiers', entry('EU-Train:Data-Bytes', [dimension('0.1', 'GB'), dimension('0.2', 'GB')])],
    ['what is not sold on demand', entry('EU-Train:ml.g5.xlarge', [])],
    ['the same once more', M5],
  ])('passes over %s', (_, other) => {
    const prices = found(M5, other);
    expect(prices.ok && plainly(prices.value)).toEqual(ONLY_M5);
  });

  it.each<[string, string, object]>([
    [
      'a region without a name before its usage types',
      entry('Train:ml.g5.xlarge', [dimension('1')]),
      { hour: { 'ml.m5.xlarge': 0.257, 'ml.g5.xlarge': 1 } },
    ],
    [
      'tiers of one price',
      entry('EU-Train:ml.g5.xlarge', [dimension('1'), dimension('1.00')]),
      { hour: { 'ml.m5.xlarge': 0.257, 'ml.g5.xlarge': 1 } },
    ],
    ['volumes', entry('EU-Train:VolumeUsage.gp2', [dimension('0.154', 'GB-Mo')]), { volume: 0.154 }],
    [
      'warm pools by the usage type',
      entry('EU-TrainWarmPool:ml.m5.xlarge', [dimension('0.3')]),
      { warm: { 'ml.m5.xlarge': 0.3 } },
    ],
    [
      'warm pools by the component',
      entry('EU-X:ml.m5.xlarge', [dimension('0.3')], { component: 'Training Warm Pool' }),
      { warm: { 'ml.m5.xlarge': 0.3 } },
    ],
    [
      'warm pools by the words of a bill, whatever the usage type',
      entry('EU-Train:ml.m5.xlarge', [dimension('0.3', 'Hrs', '$0.3 per Training Warm Pool ml.m5.xlarge hour')]),
      { warm: { 'ml.m5.xlarge': 0.3 } },
    ],
    ['spot apart', entry('EU-TrSpt:ml.m5.xlarge', [dimension('0.28')]), { spot: { 'ml.m5.xlarge': 0.28 } }],
    [
      'spot apart by the component',
      entry('EU-Train:ml.m5.xlarge', [dimension('0.28')], { component: 'SpotTraining' }),
      { spot: { 'ml.m5.xlarge': 0.28 } },
    ],
    ['spot without a price', entry('EU-TrSpt:ml.m5.xlarge', [dimension('0')]), {}],
  ])('finds %s', (_, other, more) => {
    const prices = found(M5, other);
    expect(prices.ok && plainly(prices.value)).toEqual({ ...ONLY_M5, ...more });
  });

  it('takes the dearer volume where a warm pool has another', () => {
    const volume = (usage: string, price: string) => entry(usage, [dimension(price, 'GB-Mo')]);
    const prices = found(
      M5,
      volume('EU-Train:VolumeUsage.gp2', '0.15'),
      volume('EU-TrainWarmPool:VolumeUsage.gp2', '0.16'),
    );
    expect(prices.ok && prices.value.usdPerGbMonth).toBe(0.16);
  });

  it.each<[string, string, string]>([
    [
      'a price of 0',
      entry('EU-Train:ml.g5.xlarge', [dimension('0.0000000000')]),
      'ml.g5.xlarge (training): its price is 0 (SKU SKU)',
    ],
    [
      'another currency',
      entry('EU-Train:ml.g5.xlarge', [{ ...dimension(''), pricePerUnit: { CNY: '9' } }]),
      'ml.g5.xlarge (training): it is not priced in USD alone: {"CNY":"9"} (SKU SKU)',
    ],
    [
      'two currencies',
      entry('EU-Train:ml.g5.xlarge', [{ ...dimension(''), pricePerUnit: { USD: '1', CNY: '9' } }]),
      'ml.g5.xlarge (training): it is not priced in USD alone: {"USD":"1","CNY":"9"} (SKU SKU)',
    ],
    [
      'no number',
      entry('EU-Train:ml.g5.xlarge', [dimension('-1')]),
      'ml.g5.xlarge (training): it is not priced in USD alone: {"USD":"-1"} (SKU SKU)',
    ],
    [
      'another unit',
      entry('EU-Train:ml.g5.xlarge', [dimension('1', 'Quantity')]),
      'ml.g5.xlarge (training): its unit is `Quantity`, not `Hrs` (SKU SKU)',
    ],
    [
      'another unit of volumes',
      entry('EU-Train:VolumeUsage.gp2', [dimension('1', 'GB-Hours')]),
      'storage volumes (volume): its unit is `GB-Hours`, not `GB-Mo` (SKU SKU)',
    ],
    [
      'a price beyond all prices',
      entry('EU-Train:ml.g5.xlarge', [dimension('10001')]),
      'ml.g5.xlarge (training): its price is 10001, more than 10000 (SKU SKU)',
    ],
    [
      'tiers',
      entry('EU-Train:ml.g5.xlarge', [dimension('2'), dimension('1')]),
      'ml.g5.xlarge (training): it has several prices: 2, 1 (SKU SKU)',
    ],
    [
      'two products for one type',
      entry('EU-Train:ml.m5.xlarge', [dimension('0.3')], {}, 'OTHER'),
      'ml.m5.xlarge (training): it has several prices: 0.257, 0.3 (SKU SKU, OTHER)',
    ],
    [
      'two prices of a warm pool',
      entry('EU-TrainWarmPool:ml.m5.xlarge', [dimension('1'), dimension('2')]),
      'ml.m5.xlarge (warmPool): it has several prices: 1, 2 (SKU SKU)',
    ],
  ])('refuses %s', (_, other, flaw) => {
    expect(found(M5, other)).toEqual({ ok: false, error: [`eu-west-1: ${flaw}`] });
  });

  it('says nothing of types that were not asked for', () => {
    const entries = [M5, entry('EU-Train:ml.g5.xlarge', [dimension('0')])].map(productOf);
    expect(regionPrices('eu-west-1', entries, ['ml.m5.xlarge']).ok).toBe(true);
    expect(regionPrices('eu-west-1', entries, ['ml.p5.48xlarge'])).toMatchObject({
      ok: true,
      value: { usdPerHour: new Map() },
    });
  });

  it.each(['{', '[]', '{"product":{}}', '{"product":{"sku":"A"},"terms":{}}'])('takes `%s` for no product', (text) => {
    expect(() => productOf(text)).toThrow('no product');
  });
});
