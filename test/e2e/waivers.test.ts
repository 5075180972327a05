import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateTrainingJobCommand, UpdateTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { expect, it } from '@jest/globals';
import { sdkOf } from '../support/sdk.ts';
import { check, compliant, stackOfThisFile, submit } from '../support/stack.ts';

const ADA = 'ada@example.com';
const HOUR_MS = 3_600_000;
/** Ends in an hour of the stack's clock; whole seconds, as files have it. */
const expires = new Date(Math.floor((Date.now() + HOUR_MS) / 1000) * 1000);

/** Two jobs of at most two instances that vision may not use otherwise. */
const WAIVERS = `
waivers:
  - waiver: memory-test
    policy: instance-types
    rule: instance-caps
    for: { people: [${ADA}] }
    within: [{ rule: instance-caps, params: { allowedTypes: [ml.r5.xlarge], maxInstances: 2 } }]
    owner: ml-platform@example.com
    reason: a test
    ticket: ML-7
    expires: ${expires.toISOString()}
    maxUses: 2
`.replaceAll('.000Z', 'Z');

const stack = stackOfThisFile(async (home) => {
  const policies = join(home, 'policies');
  await cp('policies', policies, { recursive: true });
  await writeFile(join(policies, 'waivers.yaml'), WAIVERS);
  return ['--policies', policies];
});

const r5 = (count: number) => ({
  ResourceConfig: { InstanceType: 'ml.r5.xlarge', InstanceCount: count, VolumeSizeInGB: 50 },
});
const job = async (name: string, count = 1) => compliant(name, r5(count));
const asAda = () => stack.as(ADA);
const toldOf = (violations: readonly { policy: string; waiver: string | null; remedy: string }[]) =>
  violations.filter(({ policy }) => policy === 'instance-types');

it('admits as often as it says, no more, whichever way the requests come; then time ends it', async () => {
  const tooLarge = await asAda()(submit(await job('three-instances', 3)));
  expect(tooLarge.status).toBe(403);

  const first = await asAda()(submit(await job('first')));
  expect(first).toMatchObject({ status: 201, body: { decision: { verdict: 'allow' } } });
  expect(toldOf(first.body.decision.violations)).toMatchObject([{ waiver: 'memory-test', enforcement: 'deny' }]);
  // A repeat is the same job, and no further use.
  expect(await asAda()(submit(await job('first')))).toMatchObject({ status: 200 });

  const second = await sdkOf(stack.facts, ADA).send(new CreateTrainingJobCommand((await job('second')) as never));
  expect(second).toMatchObject({ TrainingJobArn: expect.stringContaining('second') });

  const checked = await asAda()(check(await job('third')));
  const third = await asAda()(submit(await job('third')));
  expect(checked.body.decision.verdict).toBe('deny');
  expect(third.status).toBe(403);
  for (const { decision } of [checked.body, third.body]) {
    expect(toldOf(decision.violations)[0]?.remedy).toContain('(waiver `memory-test` is used up)');
  }
  // What was admitted by it may be updated: that is the same job. What was not, may not rely on it.
  const update = { TrainingJobName: 'first', ProfilerConfig: { DisableProfiler: true } };
  expect(await sdkOf(stack.facts, ADA).send(new UpdateTrainingJobCommand(update))).toMatchObject({
    TrainingJobArn: expect.stringContaining('first'),
  });
  // The record of what was let pass says so.
  const record = await asAda()({ method: 'GET', path: '/v1/training-jobs/first' });
  expect(toldOf(record.body.decision.violations)).toMatchObject([{ waiver: 'memory-test' }]);
});

it('is over at its moment', async () => {
  const { body } = await stack.control('/clock', { advanceSeconds: HOUR_MS / 1000 });
  expect(body).toBeDefined();
  const refused = await asAda()(submit(await job('too-late')));
  expect(refused.status).toBe(403);
  expect(toldOf(refused.body.decision.violations)[0]?.remedy).toContain('(waiver `memory-test` is expired)');
});
