import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assessQuota } from '../../gateway/quota/assess.ts';
import { windowsAt } from '../../gateway/quota/calendar.ts';
import { type LargestJob, largestJob, plainJob, type ScalableJob, scalableJob } from '../../gateway/quota/largest.ts';
import { quotaOverview } from '../../gateway/quota/overview.ts';
import type { QuotaPolicy } from '../../gateway/quota/quota-policy.ts';
import { openQuotas, type Quotas, windowsOf } from '../../gateway/quota/quotas.ts';
import { reservationOf, scopesOfJob } from '../../gateway/quota/reservation.ts';
import { unknownAmounts } from '../../gateway/quota/unknown-amounts.ts';
import { type Balance, CURRENT, type Dimension } from '../../gateway/shared/amount.ts';
import { meteredGroups, type Prices } from '../../gateway/shared/prices.ts';
import { LONGEST_RUNTIME_SECONDS, type Workload } from '../../gateway/shared/workload.ts';
import { group, workload } from '../support/workload.ts';

const AT = Date.UTC(2026, 10, 27);
const OWNER = { person: 'ada@example.com', team: 'vision', department: 'research' };
/** One without GPUs, one with some, one without local storage, one of Trainium. */
const TYPES = ['ml.m5.large', 'ml.g5.12xlarge', 'ml.p3.2xlarge', 'ml.trn1.32xlarge'];

const DIMENSIONS = ['jobs', 'instances', 'gpus', 'accelerators', 'family:g5', 'type:ml.p3.2xlarge'];
const held = fc.dictionary(fc.constantFrom(...DIMENSIONS), fc.nat(60), { maxKeys: 2 });
const amount = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 500_000 }).map((hundredths) => hundredths / 100),
  fc.constant(50_000_000),
);
const budget = fc.oneof(
  ...['usd', 'gpuHours', 'instanceHours'].map((unit) => amount.map((most) => ({ [unit]: most }))),
);
const budgets = fc.dictionary(fc.constantFrom('day', 'month', 'quarter'), budget, { maxKeys: 1 });
/** Few limits at a time, else nothing ever fits. */
const policies: fc.Arbitrary<readonly QuotaPolicy[]> = fc.uniqueArray(
  fc.record(
    {
      scope: fc.constantFrom('org', 'department:*', 'team:vision', 'person:*', 'tag:Project=atlas'),
      limits: held,
      budgets,
    },
    { requiredKeys: ['scope'] },
  ),
  { selector: ({ scope }) => scope, maxLength: 3 },
);

const prices: fc.Arbitrary<Prices> = fc.record({
  date: fc.constant('2026-11-20'),
  usdPerHour: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...TYPES), fc.integer({ min: 1, max: 100_000_000 })), {
      selector: ([type]) => type,
      minLength: 3,
    })
    .map((list) => ({ r: Object.fromEntries(list.map(([type, micros]) => [type, micros / 1e6])) })),
  usdPerGbMonth: fc.oneof(
    { weight: 5, arbitrary: fc.constant({ r: 0.154 }) },
    { weight: 1, arbitrary: fc.constant({}) },
  ),
  warmPoolUsdPerHour: fc.constantFrom({}, { r: { 'ml.g5.12xlarge': 1.234567 } }),
});

const asked = fc.record({
  type: fc.constantFrom(...TYPES),
  seconds: fc.integer({ min: 1, max: 200_000 }),
  volumeSizeGb: fc.option(fc.integer({ min: 1, max: 2_000 })),
  keptSeconds: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3_600 })),
  watching: fc.nat(2),
  isTagged: fc.boolean(),
});
type Asked = typeof asked extends fc.Arbitrary<infer A> ? A : never;

const used = fc.array(fc.nat(40), { minLength: 12, maxLength: 12 });

/** The job with so many instances, for so long. */
const jobOf = (
  { type, volumeSizeGb, keptSeconds, watching, isTagged }: Asked,
  count: number,
  seconds: number,
): Workload =>
  workload({
    groups: [
      ...(watching === 0 ? [] : [group({ type: 'ml.m5.large', count: watching, use: 'monitoring' })]),
      group({ type, count, volumeSizeGb: { value: volumeSizeGb, path: '' } }),
    ],
    maxRuntimeSeconds: { value: seconds, path: '' },
    keepAliveSeconds: { value: keptSeconds, path: '' },
    tags: { value: isTagged ? [{ key: 'Project', value: 'atlas', path: '' }] : [], path: '/Tags' },
  });

/** Part of each limit is used, some of it more than there is. */
function balancesOf(quotas: Quotas, percents: readonly number[]): readonly Balance[] {
  const limits = quotas.limits.flatMap(({ scope, dimension, period, most }, index) =>
    scopesOfJob(quotas, OWNER, jobOf(TAGGED, 1, 1))
      .filter((each) => each === scope || each.startsWith(scope.replace('*', '')))
      .flatMap((each) =>
        (period === null ? [CURRENT] : windowsOf(quotas, each, windowsAt(AT, quotas.timeZone))).map((window) => {
          const share = (percents[index % percents.length] ?? 0) * 3;
          return { scope: each, dimension, window, used: Math.floor((most * share) / 100), settled: 0 };
        }),
      ),
  );
  return limits;
}
const TAGGED: Asked = {
  type: 'ml.m5.large',
  seconds: 1,
  volumeSizeGb: null,
  keptSeconds: 0,
  watching: 0,
  isTagged: true,
};

/** What stands against a job: by the code that admits. */
function objections(quotas: Quotas, list: Prices, balances: readonly Balance[], job: Workload): readonly string[] {
  const demand = { workload: job, metered: meteredGroups(list, 'r', job), owner: OWNER, at: AT };
  const lines = reservationOf(demand, quotas);
  const { needs, violations } = assessQuota(lines, { places: lines, balances }, { ...demand, quotas });
  const over = needs.filter(({ amount, left }) => left !== null && amount > left);
  expect(over.length).toBe(violations.length);
  return [
    ...over.map(({ scope, dimension, window }) => nameOf({ scope, dimension, window })),
    ...unknownAmounts(demand, quotas).map(() => 'unpriced'),
  ];
}

const nameOf = (place: { readonly scope: string; readonly dimension: Dimension; readonly window: string }): string =>
  `${place.scope} ${place.dimension} ${place.window}`;

interface Case {
  readonly asked: Asked;
  readonly quotas: Quotas;
  readonly balances: readonly Balance[];
  readonly prices: Prices;
}

const cases: fc.Arbitrary<Case> = fc
  .record({ asked, policies, prices, used })
  .map(({ policies: all, used: u, ...rest }) => {
    const quotas = openQuotas(all);
    return { ...rest, quotas, balances: balancesOf(quotas, u) };
  });

function scalable({ asked: wish, prices: list }: Case): ScalableJob {
  const job = jobOf(wish, 1, wish.seconds);
  const made = scalableJob(job, meteredGroups(list, 'r', job));
  if (made === null) throw new Error('one kind of instances trains');
  return made;
}

const roomsOf = ({ quotas, balances, asked: wish }: Case) =>
  quotaOverview(scopesOfJob(quotas, OWNER, jobOf(wish, 1, 1)), quotas, balances, AT);

/** Far more than any limit here allows. */
const VERY_MANY = 1_000_000;

it('finds the most instances that nothing stands against, and what stands against one more', () => {
  const seen = { none: 0, some: 0, unlimited: 0, unpriced: 0 };
  fc.assert(
    fc.property(cases, (given) => {
      const { quotas, balances, prices: list, asked: wish } = given;
      const against = (count: number) => objections(quotas, list, balances, jobOf(wish, count, wish.seconds));
      const { instances, limitedBy } = largestJob(roomsOf(given), scalable(given));
      if (instances === null) {
        seen.unlimited += 1;
        expect([limitedBy, against(VERY_MANY)]).toEqual([null, []]);
        return;
      }
      if (instances > 0) expect(against(instances)).toEqual([]);
      const further = against(instances + 1);
      const isUnpriced = further.includes('unpriced');
      if (isUnpriced) expect([instances, limitedBy?.dimension]).toEqual([0, 'usdMicros']);
      else expect(further).toContain(limitedBy && nameOf(limitedBy));
      seen[isUnpriced ? 'unpriced' : instances === 0 ? 'none' : 'some'] += 1;
    }),
    { numRuns: 1_000 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
});

it('finds the longest time that nothing stands against', () => {
  const seen = { never: 0, some: 0, always: 0 };
  fc.assert(
    fc.property(cases, fc.integer({ min: 1, max: 12 }), (given, count) => {
      const { quotas, balances, prices: list, asked: wish } = given;
      const against = (seconds: number) => objections(quotas, list, balances, jobOf(wish, count, seconds));
      const { longestSeconds } = largestJob(roomsOf(given), scalable(given), count);
      if (longestSeconds > 0) expect(against(longestSeconds)).toEqual([]);
      if (longestSeconds < LONGEST_RUNTIME_SECONDS) expect(against(longestSeconds + 1)).not.toEqual([]);
      seen[longestSeconds === 0 ? 'never' : longestSeconds < LONGEST_RUNTIME_SECONDS ? 'some' : 'always'] += 1;
    }),
    { numRuns: 1_000 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
});

it('is for as many as fit where no count is given, or for one', () => {
  fc.assert(
    fc.property(cases, (given) => {
      const [rooms, job] = [roomsOf(given), scalable(given)];
      const { instances, longestSeconds } = largestJob(rooms, job);
      expect(longestSeconds).toBe(largestJob(rooms, job, Math.max(1, instances ?? 1)).longestSeconds);
      if (instances !== null && instances > 0) expect(longestSeconds).toBeGreaterThanOrEqual(job.times.trainingSeconds);
    }),
  );
});

it('takes a plain job for one with nothing beside it, and 30 GB where no size is named', () => {
  fc.assert(
    fc.property(cases, (given) => {
      const { type, seconds, volumeSizeGb } = given.asked;
      const plain: Case = { ...given, asked: { ...given.asked, watching: 0, keptSeconds: 0, isTagged: false } };
      const rooms = roomsOf(plain);
      const of = (job: ScalableJob): LargestJob => largestJob(rooms, job);
      expect(of(plainJob(given.prices, 'r', { type, seconds, volumeSizeGb }))).toEqual(of(scalable(plain)));
      const named = { type, seconds, volumeSizeGb: 30 };
      expect(of(plainJob(given.prices, 'r', { type, seconds }))).toEqual(of(plainJob(given.prices, 'r', named)));
    }),
  );
});
