import type { Finding } from '../../shared/decision.ts';
import { counted } from '../../shared/duration.ts';
import { affordableSeconds } from '../../shared/meter.ts';
import {
  longestSeconds,
  meteredGroups,
  type Prices,
  unpricedTypes,
  unpricedVolume,
  worstCaseUsdMicros,
} from '../../shared/prices.ts';
import { mostOf, SERVERLESS, type Workload } from '../../shared/workload.ts';
import { defineRule, listed, type Subject } from '../rule.ts';

interface Params {
  readonly maxUsd: number;
}

/** What a job may cost is known before it runs, and is not too much. */
export const costCeiling = defineRule<Params>({
  id: 'cost-ceiling',
  title: 'A job costs no more than a ceiling, however long it runs',
  params: {
    type: 'object',
    properties: {
      maxUsd: {
        type: 'number',
        exclusiveMinimum: 0,
        maximum: 1_000_000_000,
        description:
          'The most that one job may cost, in USD: its instances and volumes, at the prices of prices.yaml, for as long as it may run, and its warm pool.',
      },
    },
    required: ['maxUsd'],
    additionalProperties: false,
  },
  sentences: ({ maxUsd }) => [
    `a job costs at most ${ceiling(maxUsd)}: all its instances and volumes for its whole \`MaxRuntimeInSeconds\``,
  ],
  check: ({ maxUsd }) => {
    const limitUsdMicros = limitOf(maxUsd);
    return (subject) => {
      const { workload, prices, site } = subject;
      const cost = worstCaseUsdMicros(prices, site.region, workload);
      if (cost === undefined) return unpriced(subject, maxUsd);
      return cost > limitUsdMicros ? [tooDear(subject, cost, maxUsd)] : [];
    };
  },
});

/** Authors write decimals, so what is left of a millionth is no amount. */
const limitOf = (maxUsd: number): number => Math.round(maxUsd * 1e6);

const ceiling = (maxUsd: number): string => (limitOf(maxUsd) % 10_000 === 0 ? `$${maxUsd.toFixed(2)}` : `$${maxUsd}`);

/** To the cent, and up: what is above a ceiling must not read like it. */
const dollars = (usdMicros: number): string => `$${(Math.ceil(usdMicros / 10_000) / 100).toFixed(2)}`;

/** Once for each type, where it first stands. INVARIANT: a price that is not known is never taken for none. */
function unpriced(subject: Subject, maxUsd: number): readonly Finding[] {
  const types = unpricedInstances(subject, maxUsd);
  const { workload, prices, site } = subject;
  const size = unpricedVolume(prices, site.region, workload.groups)?.volumeSizeGb;
  if (size === undefined) return types;
  return [
    ...types,
    {
      path: size.path,
      message: `the price of storage volumes in \`${site.region}\` is not known ${priceList(prices)}, so the job cannot be held to ${ceiling(maxUsd)}`,
      observed: size.value,
      limit: maxUsd,
      remedy: 'ask the platform team to add the price to `usdPerGbMonth` in prices.yaml',
    },
  ];
}

function unpricedInstances({ workload, prices, site }: Subject, maxUsd: number): readonly Finding[] {
  return unpricedTypes(prices, site.region, workload.groups).map((type) => {
    const group = workload.groups.find((each) => each.type === type);
    const message =
      type === SERVERLESS
        ? `a serverless job has no price by the hour, so it cannot be held to ${ceiling(maxUsd)}`
        : `the price of \`${type}\` in \`${site.region}\` is not known ${priceList(prices)}, so the job cannot be held to ${ceiling(maxUsd)}`;
    return {
      path: `${group?.path ?? ''}${type === SERVERLESS ? '' : '/InstanceType'}`,
      message,
      observed: type,
      limit: maxUsd,
      remedy:
        type === SERVERLESS
          ? 'name `InstanceType` and `InstanceCount` in `ResourceConfig` instead of `ServerlessJobConfig`'
          : remedyFor(prices, site.region),
    };
  });
}

const priceList = ({ date }: Prices): string =>
  date === null ? '(there is no prices.yaml)' : `(prices.yaml is of ${date})`;

function remedyFor({ usdPerHour }: Prices, region: string): string {
  const priced = Object.hasOwn(usdPerHour, region) ? Object.keys(usdPerHour[region] ?? {}) : [];
  const ask = 'ask the platform team to add the price to prices.yaml';
  if (priced.length === 0) return ask;
  const some = priced.slice(0, MOST_NAMED);
  return `choose a type whose price is known (${listed(some)}${priced.length > some.length ? ' and others' : ''}), or ${ask}`;
}

const MOST_NAMED = 5;

function tooDear({ workload, prices, site }: Subject, cost: number, maxUsd: number): Finding {
  const { path } = workload.maxRuntimeSeconds;
  const bound = { keptSeconds: workload.keepAliveSeconds.value, most: limitOf(maxUsd) };
  const seconds = affordableSeconds(meteredGroups(prices, site.region, workload), bound) ?? 0;
  const shorter = seconds >= LEAST_SECONDS ? `set \`MaxRuntimeInSeconds\` to at most ${seconds}, or ` : '';
  return {
    path,
    message: `the job may cost ${dollars(cost)}, ${runsFor(workload)}: allowed are at most ${ceiling(maxUsd)}`,
    observed: cost / 1e6,
    limit: maxUsd,
    remedy: `${shorter}ask for fewer instances or a smaller type`,
    ...(seconds >= LEAST_SECONDS && { fix: [{ path, value: seconds }] }),
  };
}

/** Less is no time to train: what starts within it does nothing. */
const LEAST_SECONDS = 60;

function runsFor(workload: Workload): string {
  const instances = mostOf(workload.groups, ({ count }) => count);
  const hours = Number((longestSeconds(workload) / 3600).toFixed(2));
  return `with ${counted(instances, 'instance')} for ${counted(hours, 'hour')}`;
}
