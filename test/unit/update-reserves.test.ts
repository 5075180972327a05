import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createTrainingJob } from '../../gateway/actions/create-training-job/action.ts';
import { systemIds } from '../../gateway/adapters/system/ids.ts';
import { admit } from '../../gateway/flows/admit.ts';
import { applyStatus } from '../../gateway/flows/observe.ts';
import type { JobStore, Ports, Relay, Relayed } from '../../gateway/flows/ports.ts';
import { updateJob } from '../../gateway/flows/update.ts';
import type { Dimension } from '../../gateway/shared/amount.ts';
import { freshStore } from '../support/job-store.ts';
import { bundleOf, NOW, principalIn, SITE } from '../support/judging.ts';
import { bodyOf, trainingJob } from '../support/training-job.ts';

const FILES = {
  'organization.yaml': `
name: Example Corp
accounts: [{ id: '111122223333', regions: [eu-west-1] }]
teams: [{ id: vision, department: research, trainingRoles: [arn:aws:iam::111122223333:role/training-vision] }]
people:
  - { id: ada@example.com, name: Ada, team: vision }
  - { id: ben@example.com, name: Ben, team: vision }
principals: []
`,
  'quotas.yaml': "quotas: [{ scope: 'person:*', limits: { instances: 4 } }]\n",
  'prices.yaml':
    'date: 2026-11-20\nusdPerGbMonth: { eu-west-1: 0 }\nusdPerHour: { eu-west-1: { ml.m5.xlarge: 0.25, ml.c5.xlarge: 0.5 } }\n',
};
const NAME = 'churn-2026-11-23';
const bundle = bundleOf(FILES);
const ADA = principalIn(bundle, 'ada@example.com');
const BEN = principalIn(bundle, 'ben@example.com');
const governance = { action: createTrainingJob, bundle, site: SITE };
/** The same, with no more than two instances in one job. */
const capped = bundleOf({
  ...FILES,
  'caps.yaml':
    'policy: caps\ndescription: d\nowner: a@example.com\nbindings: [{ rule: instance-caps, enforcement: deny, params: { maxInstances: 2 } }]\n',
});
const STATUS = {
  trainingJobStatus: 'InProgress',
  secondaryStatus: 'Training',
  lastModifiedAt: NOW,
  failureReason: null,
};

let world: Awaited<ReturnType<typeof freshStore>>;
let ports: Ports;
beforeEach(async () => {
  world = await freshStore();
  ports = {
    store: world.store,
    training: {
      create: async () => ({ kind: 'accepted' }),
      look: async () => ({ kind: 'ours', status: STATUS }),
      stop: async () => ({ kind: 'taken' }),
    },
    audit: { append: async () => undefined },
    clock: { now: () => NOW },
    ids: systemIds,
    log: { info: () => {}, error: () => {}, count: () => {} },
  };
  const admitted = await admit(ports, governance, { principal: ADA, body: bodyOf(trainingJob()) });
  expect(admitted.ok).toBe(true);
});
afterEach(() => world.close());

const TAKEN: Relayed = { kind: 'answered', body: '{}' };
const REFUSED: Relayed = { kind: 'refused', refusal: { code: 'ValidationException', message: 'no' } };
const relayOf = (relayed: Relayed): Relay => ({ send: async () => relayed });
let rules = 0;

/** An update that adds rules on these types: their code where it is refused. */
async function watchedBy(
  types: readonly string[],
  { principal = ADA, relay = relayOf(TAKEN), store = world.store, by = bundle } = {},
) {
  const ProfilerRuleConfigurations = types.map((InstanceType) => {
    rules += 1;
    return { RuleConfigurationName: `rule-${rules}`, RuleEvaluatorImage: 'image', InstanceType };
  });
  const update = { TrainingJobName: NAME, ProfilerRuleConfigurations };
  const changing = { ports: { ...ports, store }, relay };
  const answer = await updateJob(changing, { ...governance, bundle: by }, principal, update as never);
  return answer.ok ? 'ok' : answer.error.code;
}

async function used(person: string, dimension: Dimension): Promise<number> {
  const scope = `person:${person}` as const;
  const places = ['current', '2026-11'].map((window) => ({ scope, window }));
  const balances = await world.store.balances(places);
  return balances.find((balance) => balance.dimension === dimension)?.used ?? 0;
}
const instances = () => used(ADA.person, 'instances');
const record = async () => {
  const found = await world.store.findByName(NAME);
  if (!found) throw new Error('no record');
  return found;
};

it('adds what each update adds to what those before it did', async () => {
  expect(await instances()).toBe(1);
  expect([await watchedBy(['ml.m5.xlarge']), await instances()]).toEqual(['ok', 2]);
  expect([await watchedBy(['ml.m5.xlarge']), await instances()]).toEqual(['ok', 3]);
  expect(await used(ADA.person, 'usdMicros')).toBe(750_000);
  expect([await watchedBy(['ml.c5.xlarge', 'ml.c5.xlarge']), await instances()]).toEqual(['quota-exceeded', 3]);
  expect([await watchedBy(['ml.c5.xlarge']), await instances()]).toEqual(['ok', 4]);
  expect(await used(ADA.person, 'usdMicros')).toBe(1_250_000);
});

it('is judged with what updates before it added', async () => {
  expect(await watchedBy(['ml.m5.xlarge'], { by: capped })).toBe('ok');
  expect([await watchedBy(['ml.m5.xlarge'], { by: capped }), await instances()]).toEqual(['policy-denied', 2]);
});

it('knows that a job is there whose create was not answered', async () => {
  const lost: Ports = {
    ...ports,
    training: { ...ports.training, create: async () => ({ kind: 'unknown', cause: null }) },
  };
  const name = 'churn-2026-11-24';
  await admit(lost, governance, { principal: BEN, body: bodyOf(trainingJob({ TrainingJobName: name })) });
  expect((await world.store.findByName(name))?.state).toBe('forwarding');
  const rule = { RuleConfigurationName: 'rule', RuleEvaluatorImage: 'image', InstanceType: 'ml.m5.xlarge' };
  const update = { TrainingJobName: name, ProfilerRuleConfigurations: [rule] };
  const answer = await updateJob({ ports, relay: relayOf(TAKEN) }, governance, BEN, update as never);
  expect([answer.ok, await used(BEN.person, 'instances')]).toEqual([true, 2]);
  expect((await world.store.findByName(name))?.state).toBe('submitted');
});

it('is paid for to the end, by every group that was added', async () => {
  await watchedBy(['ml.m5.xlarge']);
  await watchedBy(['ml.c5.xlarge']);
  const bill = { trainingSeconds: 1800, billableSeconds: 1800, keptSeconds: 0, selected: null };
  const done = { ...STATUS, trainingJobStatus: 'Completed', secondaryStatus: 'Completed', bill };
  await applyStatus(ports, await record(), done, 'observe');
  expect(await instances()).toBe(0);
  expect(await used(ADA.person, 'usdMicros')).toBe(500_000);
});

it('counts for whose job it is, whoever updates it', async () => {
  expect(await watchedBy(['ml.m5.xlarge'], { principal: BEN })).toBe('ok');
  expect([await instances(), await used(BEN.person, 'instances')]).toEqual([2, 0]);
});

it('is given back where SageMaker refuses the update', async () => {
  expect(await watchedBy(['ml.m5.xlarge'], { relay: relayOf(REFUSED) })).toBe('sagemaker-refused');
  expect([await instances(), await used(ADA.person, 'usdMicros')]).toEqual([1, 250_000]);
  expect((await record()).metered).toHaveLength(1);
});

it('stays where nobody knows what SageMaker did with the update', async () => {
  const relay = relayOf({ kind: 'unknown', cause: new Error('no answer') });
  await expect(watchedBy(['ml.m5.xlarge'], { relay })).rejects.toThrow('no answer');
  expect(await instances()).toBe(2);
});

it('counts once, though the update comes again after an answer that was lost', async () => {
  const relay = relayOf({ kind: 'unknown', cause: new Error('no answer') });
  await expect(watchedBy(['ml.m5.xlarge'], { relay })).rejects.toThrow('no answer');
  // The same rule.
  rules -= 1;
  expect(await watchedBy(['ml.m5.xlarge'])).toBe('ok');
  expect([await instances(), (await record()).metered.length]).toEqual([2, 2]);
});

it('gives back no more than its own where another update came between', async () => {
  let isFirst = true;
  const store: JobStore = {
    ...world.store,
    reserveAnew: async (seen, reservation) => {
      if (isFirst) {
        isFirst = false;
        expect(await watchedBy(['ml.m5.xlarge'])).toBe('ok');
      }
      return world.store.reserveAnew(seen, reservation);
    },
  };
  expect(await watchedBy(['ml.c5.xlarge'], { store, relay: relayOf(REFUSED) })).toBe('sagemaker-refused');
  expect(await instances()).toBe(2);
  expect((await record()).metered.map(({ type }) => type)).toEqual(['ml.m5.xlarge', 'ml.m5.xlarge']);
});

it('counts in full what has no price, once it has ended', async () => {
  expect(await watchedBy(['ml.r5.xlarge'])).toBe('ok');
  expect([await instances(), await used(ADA.person, 'usdMicros')]).toEqual([2, 250_000]);
  const bill = { trainingSeconds: 60, billableSeconds: 60, keptSeconds: 0, selected: null };
  const done = { ...STATUS, trainingJobStatus: 'Completed', secondaryStatus: 'Completed', bill };
  await applyStatus(ports, await record(), done, 'observe');
  expect(await used(ADA.person, 'usdMicros')).toBe(250_000);
});
