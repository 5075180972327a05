import { describe, expect, it } from '@jest/globals';
import { createTrainingJob } from '../../gateway/actions/create-training-job/action.ts';
import { check } from '../../gateway/flows/check.ts';
import type { JobStore } from '../../gateway/flows/ports.ts';
import { type QuotaQuery, readQuotas } from '../../gateway/flows/read-quotas.ts';
import type { Balance, Dimension, LedgerPlace, Scope } from '../../gateway/shared/amount.ts';
import { INSTANCE_TYPES } from '../../gateway/shared/instance-types.ts';
import type { JsonObject } from '../../gateway/shared/json.ts';
import { bundleOf, ID, NOW, principalIn, SITE } from '../support/judging.ts';
import { ORGANIZATION } from '../support/small-organization.ts';
import { bodyOf, trainingJob } from '../support/training-job.ts';

const PRICES = `
date: 2026-11-20
usdPerGbMonth: { eu-west-1: 0.72 }
usdPerHour: { eu-west-1: { ml.g5.xlarge: 2, ml.p3.2xlarge: 3.6, ml.m5.large: 0.2 } }
`;
const LIMITED = `
quotas:
  - scope: org
    limits: { gpus: 12 }
    budgets: { month: { usd: 1000 } }
  - { scope: 'team:*', limits: { gpus: 8 } }
  - { scope: 'person:*', limits: { jobs: 2 } }
  - { scope: 'tag:Project=atlas', limits: { gpus: 1 } }
`;
const bundle = (quotas = LIMITED, prices: string | null = PRICES) =>
  bundleOf({
    'organization.yaml': ORGANIZATION.replace('groups: [leads]', 'roles: [auditor]'),
    'quotas.yaml': quotas,
    ...(prices && { 'prices.yaml': prices }),
  });

const used = (scope: Scope, dimension: Dimension, amount: number, window = 'current'): Balance => ({
  scope,
  dimension,
  window,
  used: amount,
  settled: 0,
});

/** A ledger that notes how often it is read, and where. */
function ledger(balances: readonly Balance[] = []) {
  const reads: (readonly LedgerPlace[])[] = [];
  const store: Partial<JobStore> = {
    balances: async (places) => {
      reads.push(places);
      return balances;
    },
  };
  return { reads, store: store as JobStore };
}

const BEN = 'ben@example.com';

async function left(query: Partial<QuotaQuery>, balances: readonly Balance[] = [], of = bundle(), person = BEN) {
  const { store, reads } = ledger(balances);
  const question = { instanceType: null, seconds: 3_600, at: NOW, ...query };
  const answer = await readQuotas(store, { bundle: of, site: SITE }, principalIn(of, person), question);
  return { ...answer, reads };
}

describe('what is left', () => {
  it('is read from the ledger at once, with the largest job of each type that has a price', async () => {
    const { quotas, largest, reads } = await left({}, [used('team:vision', 'gpus', 6)]);
    expect(reads).toHaveLength(1);
    expect(quotas).toContainEqual({
      scope: 'team:vision',
      dimension: 'gpus',
      window: 'current',
      limit: 8,
      used: 6,
      reserved: 6,
      settled: 0,
      left: 2,
      resetsAt: null,
    });
    const gpus = { scope: 'team:vision', dimension: 'gpus', window: 'current' };
    const budget = { scope: 'org', dimension: 'usdMicros', window: '2026-11' };
    expect(largest).toEqual([
      { instanceType: 'ml.g5.xlarge', seconds: 3_600, instances: 2, limitedBy: gpus, longestSeconds: 900_000 },
      // 30 GB of volume cost 3 cents an hour.
      { instanceType: 'ml.p3.2xlarge', seconds: 3_600, instances: 2, limitedBy: gpus, longestSeconds: 495_867 },
      { instanceType: 'ml.m5.large', seconds: 3_600, instances: 4_347, limitedBy: budget, longestSeconds: 3_600 },
    ]);
  });

  it('is asked of one type and a time', async () => {
    const { largest } = await left({ instanceType: 'ml.m5.large', seconds: 360_000 });
    expect(largest).toMatchObject([{ instanceType: 'ml.m5.large', instances: 43, longestSeconds: 364_004 }]);
  });

  it('names the first of limits that allow equally many', async () => {
    const { largest } = await left({ instanceType: 'ml.g5.xlarge' }, [used('org', 'gpus', 4)]);
    expect(largest).toMatchObject([{ instances: 8, limitedBy: { scope: 'org', dimension: 'gpus' } }]);
  });

  it('is no job of a type whose price is not known where a budget in USD counts, whatever else is left', async () => {
    const { largest } = await left({ instanceType: 'ml.g5.2xlarge' }, [used('person:ben@example.com', 'jobs', 2)]);
    const limitedBy = { scope: 'org', dimension: 'usdMicros', window: '2026-11' };
    expect(largest).toMatchObject([{ instances: 0, limitedBy, longestSeconds: 0 }]);
  });

  it('is any number where nothing limits it, of every type where none has a price', async () => {
    const { largest } = await left({}, [], bundle('quotas: []', null));
    expect(largest.map(({ instanceType }) => instanceType)).toEqual(INSTANCE_TYPES);
    const unlimited = { instances: null, limitedBy: null, longestSeconds: 2_419_200 };
    expect(
      largest.every((job) =>
        Object.entries(unlimited).every(([member, value]) => job[member as 'instances'] === value),
      ),
    ).toBe(true);
  });

  it('is what an auditor could start, though an auditor sees what everyone has', async () => {
    const balances = [used('person:ben@example.com', 'jobs', 2)];
    const { quotas, largest } = await left({ instanceType: 'ml.g5.xlarge' }, balances, bundle(), 'ada@example.com');
    expect(quotas.map(({ scope }) => scope)).toEqual(
      expect.arrayContaining(['person:ada@example.com', 'person:ben@example.com', 'tag:Project=atlas']),
    );
    expect(largest).toMatchObject([{ instances: 8, limitedBy: { scope: 'team:vision' } }]);
  });
});

describe('a check', () => {
  async function checked(request: JsonObject, balances: readonly Balance[] = []) {
    const of = bundle();
    const ports = {
      store: ledger(balances).store,
      ids: { next: () => ID, fraction: () => 0 },
      clock: { now: () => NOW },
      log: { info: () => {}, error: () => {}, count: () => {} },
    };
    const submission = { principal: principalIn(of, BEN), body: bodyOf(request) };
    const answer = await check(ports, { action: createTrainingJob, bundle: of, site: SITE }, submission);
    if (!answer.ok) throw new Error(answer.error.detail);
    return answer.value;
  }
  const p3 = (parts: object = {}) => ({
    InstanceType: 'ml.p3.2xlarge',
    InstanceCount: 2,
    VolumeSizeInGB: 1_000,
    ...parts,
  });
  const requested = (resources: object, parts: object = {}) =>
    trainingJob({ ResourceConfig: resources, StoppingCondition: { MaxRuntimeInSeconds: 7_200 }, ...parts });

  it('tells the largest job like the request: its volumes, warm pool, watchers and tags counted', async () => {
    const { decision, largest } = await checked(requested(p3()));
    expect(decision.estimate).toMatchObject({ totalUsdMicros: 18_400_000, volumesUsdMicros: 4_000_000 });
    expect(largest).toMatchObject({ instanceType: 'ml.p3.2xlarge', seconds: 7_200, asked: 2, instances: 8 });
    // 1000 USD, of two instances that cost 4.6 USD in an hour.
    expect(largest?.longestSeconds).toBe(391_304);
    const kept = await checked(requested(p3({ KeepAlivePeriodInSeconds: 3_600 })));
    expect(kept.largest?.longestSeconds).toBe(391_304 - 3_600);
    const tagged = await checked(requested(p3(), { Tags: [{ Key: 'Project', Value: 'atlas' }] }));
    expect(tagged.largest).toMatchObject({
      instances: 1,
      limitedBy: { scope: 'tag:Project=atlas' },
      longestSeconds: 0,
    });
  });

  it('tells none where several kinds of instances train', async () => {
    const groups = ['a', 'b'].map((InstanceGroupName) => ({
      InstanceGroupName,
      InstanceType: 'ml.g5.xlarge',
      InstanceCount: 1,
    }));
    expect((await checked(requested({ InstanceGroups: groups, VolumeSizeInGB: 50 }))).largest).toBeNull();
  });

  it('tells how much would fit of a request that does not', async () => {
    const { decision, largest } = await checked(requested(p3({ InstanceCount: 9 })));
    expect([decision.verdict, largest?.asked, largest?.instances, largest?.longestSeconds]).toEqual(['deny', 9, 8, 0]);
  });
});
