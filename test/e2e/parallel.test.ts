import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { compliant, get, stackOfThisFile, submit } from '../support/stack.ts';

const ADA = 'ada@example.com';
const ROOM = 10;

const stack = stackOfThisFile(async (home) => {
  const policies = join(home, 'policies');
  await cp('policies', policies, { recursive: true });
  await writeFile(join(policies, 'quotas.yaml'), `quotas:\n  - scope: team:vision\n    limits: { jobs: ${ROOM} }\n`);
  return ['--policies', policies];
});

const jobsOf = (rows: readonly { scope: string; dimension: string; used: number }[]) =>
  rows.find(({ scope, dimension }) => scope === 'team:vision' && dimension === 'jobs')?.used;

it('admits exactly 10 of 1,000 jobs that come at once where there is room for 10', async () => {
  const ada = stack.as(ADA);
  const requests = await Promise.all(Array.from({ length: 1_000 }, (_, i) => compliant(`crowd-${i}`)));
  const statuses: number[] = [];
  let waiting = requests;
  for (let round = 0; waiting.length > 0 && round < 20; round += 1) {
    const answers = await Promise.all(waiting.map((request) => ada(submit(request))));
    statuses.push(...answers.map(({ status }) => status));
    waiting = waiting.filter((_, i) => answers[i]?.status === 429);
    expect(statuses.filter((status) => status === 201).length).toBeLessThanOrEqual(ROOM);
  }
  expect(waiting).toEqual([]);
  expect(statuses.filter((status) => status === 201)).toHaveLength(ROOM);
  expect(new Set(statuses.filter((status) => status !== 429))).toEqual(new Set([201, 403]));
  expect(jobsOf((await ada(get('/v1/quotas'))).body.quotas)).toBe(ROOM);
  await stack.control('/clock', { advanceSeconds: 600 });
  expect(jobsOf((await ada(get('/v1/quotas'))).body.quotas)).toBe(0);
});
