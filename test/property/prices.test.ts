import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { affordableSeconds } from '../../gateway/shared/meter.ts';
import { estimateOf, meteredGroups, type Prices, usdMicros, worstCaseUsdMicros } from '../../gateway/shared/prices.ts';
import { group, workload } from '../support/workload.ts';

/** A price as its author writes it: up to ten thousand dollars, with up to six decimals. */
const price = fc.record({ micros: fc.integer({ min: 1, max: 10_000_000_000 }) }).map(({ micros }) => ({
  micros,
  usd: Number(`${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`),
}));

const parts = fc.record({
  prices: fc.tuple(price, price, price),
  groups: fc.array(fc.record({ type: fc.nat(2), count: fc.nat(100), isAlternative: fc.boolean() }), { maxLength: 4 }),
  seconds: fc.integer({ min: 1, max: 28 * 86_400 }),
});

it('costs what fractions say, rounded up', () => {
  fc.assert(
    fc.property(parts, ({ prices: list, groups, seconds }) => {
      const prices = {
        date: '2026-11-20',
        usdPerHour: { 'eu-west-1': Object.fromEntries(list.map(({ usd }, index) => [`t${index}`, usd])) },
        usdPerGbMonth: { 'eu-west-1': 0 },
      };
      const job = workload({
        groups: groups.map((each) => group({ ...each, type: `t${each.type}` })),
        maxRuntimeSeconds: { value: seconds, path: '/StoppingCondition/MaxRuntimeInSeconds' },
      });
      // In 3600ths of a millionth, which are whole.
      const parts = groups.map(({ type, count, isAlternative }) => ({
        isAlternative,
        amount: BigInt(count) * BigInt(list[type]?.micros ?? 0) * BigInt(seconds),
      }));
      const fixed = parts.filter(({ isAlternative }) => !isAlternative).reduce((sum, { amount }) => sum + amount, 0n);
      const most = parts.reduce((top, { isAlternative, amount }) => (isAlternative && amount > top ? amount : top), 0n);
      const cost = worstCaseUsdMicros(prices, 'eu-west-1', job) ?? -1;
      const excess = BigInt(cost) * 3600n - (fixed + most);
      expect(excess >= 0n && excess < 3600n).toBe(true);
      expect(worstCaseUsdMicros(prices, 'us-east-1', job)).toBe(groups.length === 0 ? 0 : undefined);
    }),
  );
});

it('takes a decimal for what it is, and rounds up what is finer', () => {
  fc.assert(fc.property(price, ({ micros, usd }) => expect(usdMicros(usd)).toBe(micros)));
  expect([1.0000001, 0.0000001, 1e-12, 0.1 + 0.2].map(usdMicros)).toEqual([1_000_001, 1, 1, 300_001]);
});

it('affords the longest time whose cost is within the limit', () => {
  fc.assert(
    fc.property(price, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 1e12 }), ({ usd }, count, limit) => {
      const prices = { date: null, usdPerHour: { r: { t: usd } }, usdPerGbMonth: { r: 0 } };
      const groups = [group({ type: 't', count })];
      const costOf = (value: number) =>
        worstCaseUsdMicros(prices, 'r', workload({ groups, maxRuntimeSeconds: { value, path: '' } })) ?? 0;
      const metered = meteredGroups(prices, 'r', workload({ groups }));
      const seconds = affordableSeconds(metered, { keptSeconds: 0, most: limit }) ?? 0;
      expect(costOf(seconds)).toBeLessThanOrEqual(limit);
      expect(costOf(seconds + 1)).toBeGreaterThan(limit);
    }),
  );
});

const TYPES = ['ml.g5.xlarge', 'ml.p3.2xlarge', 'ml.m5.large', 'serverless'];
const someGroups = fc.array(
  fc.record({
    type: fc.constantFrom(...TYPES),
    count: fc.integer({ min: 1, max: 100 }),
    use: fc.constantFrom('training' as const, 'monitoring' as const),
    isAlternative: fc.boolean(),
    volumeSizeGb: fc.record({ value: fc.option(fc.nat(16_000)), path: fc.constant('') }),
  }),
  { maxLength: 4 },
);
const job = fc
  .record({
    groups: someGroups,
    seconds: fc.integer({ min: 1, max: 28 * 86_400 }),
    kept: fc.nat(3_600),
    spot: fc.boolean(),
  })
  .map(({ groups, seconds, kept, spot }) =>
    workload({
      groups: groups.map((each) => group(each)),
      maxRuntimeSeconds: { value: seconds, path: '' },
      keepAliveSeconds: { value: kept, path: '' },
      spot: { value: spot, path: '' },
    }),
  );
const hourly = fc.tuple(price, price, price).map((list) => ({
  r: Object.fromEntries(list.map(({ usd }, index) => [TYPES[index] ?? '', usd])),
}));
const priceList: fc.Arbitrary<Prices> = fc.record(
  {
    date: fc.constant('2026-11-20'),
    usdPerHour: hourly,
    usdPerGbMonth: fc.oneof(
      fc.constant({}),
      price.map(({ usd }) => ({ r: Math.min(usd, 100) })),
    ),
    warmPoolUsdPerHour: hourly,
    spotUsdPerHour: hourly,
  },
  { requiredKeys: ['date', 'usdPerHour', 'usdPerGbMonth'] },
);

it('estimates parts that make the worst case, and spot apart', () => {
  const seen = { known: 0, unknown: 0, spot: 0 };
  fc.assert(
    fc.property(priceList, job, (prices, of) => {
      const estimate = estimateOf(prices, 'r', of);
      const worst = worstCaseUsdMicros(prices, 'r', of);
      expect(estimate?.totalUsdMicros).toBe(worst);
      seen[estimate === null ? 'unknown' : 'known'] += 1;
      if (estimate === null) return;
      const { instancesUsdMicros, volumesUsdMicros, warmPoolUsdMicros, spotUsdMicros } = estimate;
      const parts = [instancesUsdMicros, volumesUsdMicros, warmPoolUsdMicros];
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(worst);
      expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
      if (of.keepAliveSeconds.value === 0) expect(warmPoolUsdMicros).toBe(0);
      if (of.groups.every(({ type }) => type === 'ml.g5.xlarge')) expect(volumesUsdMicros).toBe(0);
      if (spotUsdMicros === null) return;
      seen.spot += 1;
      const trains = of.groups.some(({ use }) => use === 'training');
      expect(of.spot.value && (prices.spotUsdPerHour !== undefined || !trains)).toBe(true);
      // Where spot costs what running costs, the expectation is the bound.
      expect(estimateOf({ ...prices, spotUsdPerHour: prices.usdPerHour }, 'r', of)?.spotUsdMicros).toBe(worst);
    }),
    { numRuns: 1_000 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
});
