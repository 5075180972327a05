import { describe, expect, it } from '@jest/globals';
import { recordItem, recordOf } from '../../gateway/adapters/dynamodb/items.ts';
import { type Estimate, estimateOf, type Prices } from '../../gateway/shared/prices.ts';
import type { Workload } from '../../gateway/shared/workload.ts';
import { admission } from '../support/job-store.ts';
import { group, workload } from '../support/workload.ts';

/** Of which 720 GB, kept for an hour, cost a dollar; ml.g5 has storage of its own. */
const PRICES: Prices = {
  date: '2026-11-20',
  usdPerHour: { r: { 'ml.p3.2xlarge': 3.6, 'ml.g5.xlarge': 10, 'ml.m5.large': 0.2 } },
  usdPerGbMonth: { r: 1 },
};
const WARM: Prices = { ...PRICES, warmPoolUsdPerHour: { r: { 'ml.p3.2xlarge': 1.6 } } };
const SPOT: Prices = { ...PRICES, basis: 'agreed', spotUsdPerHour: { r: { 'ml.p3.2xlarge': 1.2 } } };

const at = <T>(value: T) => ({ value, path: '' });
const p3 = group({ type: 'ml.p3.2xlarge', count: 2, volumeSizeGb: at(720) });
const watcher = group({ type: 'ml.m5.large', use: 'monitoring', volumeSizeGb: at(0) });
const kept = { keepAliveSeconds: at(1_800) };
const spot = { spot: at(true) };
const either = [
  group({ type: 'ml.p3.2xlarge', count: 3, volumeSizeGb: at(720), isAlternative: true }),
  group({ type: 'ml.g5.xlarge', isAlternative: true }),
];

/** In USD: whole, instances, volumes, warm pool, spot. */
const usd = (estimate: Estimate | null) => {
  const { totalUsdMicros, instancesUsdMicros, volumesUsdMicros, warmPoolUsdMicros, spotUsdMicros } = estimate ?? fail();
  const micros = [totalUsdMicros, instancesUsdMicros, volumesUsdMicros, warmPoolUsdMicros, spotUsdMicros];
  return micros.map((each) => each && each / 1e6);
};
const fail = (): never => {
  throw new Error('there is no estimate');
};

describe('an estimate', () => {
  it.each<[string, Prices, Partial<Workload>, readonly (number | null)[]]>([
    ['of two instances for an hour', PRICES, { groups: [p3] }, [9.2, 7.2, 2, 0, null]],
    ['of an instance with storage of its own', PRICES, { groups: [group()] }, [10, 10, 0, 0, null]],
    ['with a warm pool at what running costs', PRICES, { groups: [p3], ...kept }, [13.8, 7.2, 2, 4.6, null]],
    ['with a warm pool at a price of its own', WARM, { groups: [p3], ...kept }, [11.8, 7.2, 2, 2.6, null]],
    ['of the dearer of two, volumes counted', PRICES, { groups: either }, [13.8, 10.8, 3, 0, null]],
    [
      'of a day where the job says nothing',
      PRICES,
      { groups: [p3], maxRuntimeSeconds: at(null) },
      [220.8, 172.8, 48, 0, null],
    ],
    ['of a spot job, whose bound is the same', SPOT, { groups: [p3], ...spot }, [9.2, 7.2, 2, 0, 4.4]],
    ['of a spot job with a watcher, which is none', SPOT, { groups: [p3, watcher], ...spot }, [9.4, 7.4, 2, 0, 4.6]],
    ['of a spot job whose spot price is not known', SPOT, { groups: [group()], ...spot }, [10, 10, 0, 0, null]],
    ['of a job that is none, though spot prices are known', SPOT, { groups: [p3] }, [9.2, 7.2, 2, 0, null]],
  ])('%s', (_name, prices, parts, expected) => {
    expect(usd(estimateOf(prices, 'r', workload(parts)))).toEqual(expected);
  });

  it('says of when the prices are, and whose', () => {
    expect(estimateOf(PRICES, 'r', workload())).toMatchObject({ priceDate: '2026-11-20', basis: 'list' });
    expect(estimateOf(SPOT, 'r', workload())).toMatchObject({ basis: 'agreed' });
  });

  it.each<[string, Prices, string, Partial<Workload>]>([
    ['a type has no price', PRICES, 'r', { groups: [p3, group({ type: 'ml.m5.xlarge' })] }],
    ['its volume has none', { ...PRICES, usdPerGbMonth: {} }, 'r', { groups: [p3] }],
    ['the region has none', PRICES, 'elsewhere', { groups: [p3] }],
    ['nobody knows what it runs on', PRICES, 'r', { groups: [group({ type: 'serverless' })] }],
  ])('is not there where %s', (_name, prices, region, parts) => {
    expect(estimateOf(prices, region, workload(parts))).toBeNull();
  });
});

describe('a record', () => {
  const record = admission().record;

  it('keeps the estimate of its decision', () => {
    const estimate = estimateOf(PRICES, 'r', workload());
    const item = recordItem({ ...record, decision: { ...record.decision, estimate } });
    expect(recordOf(item).decision.estimate).toEqual(estimate);
  });

  it('of before there were any has none', () => {
    const { estimate: _, ...before } = record.decision;
    const item = recordItem({ ...record, decision: before as typeof record.decision });
    expect(recordOf(item).decision.estimate).toBeNull();
  });
});
