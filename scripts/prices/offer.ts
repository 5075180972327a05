import { INSTANCE_TYPES } from '../../gateway/shared/instance-types.ts';
import type { Product, Rate } from './product.ts';

/** What one product sells to training jobs: an instance of a type by the hour, or a GB of volume by the month. */
export type Offer =
  | { readonly kind: 'training' | 'warmPool' | 'spot'; readonly type: string }
  | { readonly kind: 'volume' | 'warmPoolVolume' };

/** Bounds are those of prices.yaml. */
export const RATES: Readonly<Record<Offer['kind'], Rate>> = {
  training: { unit: 'Hrs', most: 10_000 },
  warmPool: { unit: 'Hrs', most: 10_000 },
  spot: { unit: 'Hrs', most: 10_000 },
  volume: { unit: 'GB-Mo', most: 100 },
  warmPoolVolume: { unit: 'GB-Mo', most: 100 },
};

/*
 * The usage type says what is billed: `EU-Train:ml.m5.xlarge`, `EU-Train:VolumeUsage.gp2` (AWS Machine Learning Blog,
 * "Analyze Amazon SageMaker spend … Part 4: Training jobs"). It is matched whole: `USE1-TrainingPlanUpfrontFee:ml.p4d.24xlarge` is
 * a fee, and `Train:ml.m.xlarge-TrainingParent` a free tier. What its name begins with is the region's.
 */
const INSTANCE = /^(?:[A-Z0-9]+-)?Train:(ml\.[\w-]+\.\w+)$/;
const VOLUME = /^(?:[A-Z0-9]+-)?Train:VolumeUsage(?:\.\w+)?$/;
const ANY_TYPE = /\bml\.[\w-]+\.\w+/;

/** What a product sells to training jobs; null where it is for something else, or of a type that none trains on. */
export function offerOf(product: Product): Offer | null {
  const { usagetype = '' } = product.attributes;
  const words = wordsOf(product);
  if (SPOT.test(words)) return instance('spot', typeIn(usagetype));
  if (WARM_POOL.test(words)) {
    return usagetype.includes('VolumeUsage') ? { kind: 'warmPoolVolume' } : instance('warmPool', typeIn(usagetype));
  }
  if (VOLUME.test(usagetype)) return { kind: 'volume' };
  return instance('training', INSTANCE.exec(usagetype)?.[1]);
}

/*
 * How usage types of these two are written was not to be seen; what they are called in bills was: `Training Warm Pool
 * ml.m5.xlarge hour`, `SpotTraining ml.g5.xlarge` (test/data/price-list/README.md).
 */
const WARM_POOL = /train.*warm[ _-]?pool|warm[ _-]?pool.*train/i;
const SPOT = /spot[ _-]?train|\btrspt:/i;

const wordsOf = ({ attributes, dimensions }: Product): string =>
  [
    ...['usagetype', 'component', 'platoinstancetype', 'instanceType'].map((name) => attributes[name] ?? ''),
    ...dimensions.map(({ description }) => description),
  ].join(' | ');

const typeIn = (usageType: string): string | undefined => ANY_TYPE.exec(usageType)?.[0];

const instance = (kind: 'training' | 'warmPool' | 'spot', type: string | undefined): Offer | null =>
  type !== undefined && INSTANCE_TYPES.includes(type) ? { kind, type } : null;
