import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Admission } from '../../gateway/flows/ports.ts';
import { NOTHING_SETTLED } from '../../gateway/quota/settlement.ts';
import type { JobRecord } from '../../gateway/shared/job.ts';
import { admission, freshStore, teamJobs } from '../support/job-store.ts';

let world: Awaited<ReturnType<typeof freshStore>>;
beforeEach(async () => {
  world = await freshStore();
});
afterEach(() => world.close());

const STEP = { at: 1, by: 'test', note: 'a step' };
const END = { ...STEP, settlement: NOTHING_SETTLED };
const status = (lastModifiedAt: number, trainingJobStatus: 'InProgress' | 'Completed' = 'InProgress') => ({
  trainingJobStatus,
  secondaryStatus: 'Training',
  lastModifiedAt,
  failureReason: null,
});

const used = async () => (await world.store.balances([{ scope: 'team:vision', window: 'current' }]))[0]?.used ?? 0;

async function admitted(parts: Partial<JobRecord> = {}): Promise<Admission> {
  const admission_ = admission(parts);
  expect(await world.store.admit(admission_)).toEqual({ kind: 'admitted' });
  return admission_;
}

describe('admit', () => {
  it('writes record, request, name and balance', async () => {
    const { record, request } = await admitted();
    expect(await world.store.find(record.admissionId)).toEqual(record);
    expect(await world.store.findByName(record.name.toUpperCase())).toEqual(record);
    expect(await world.store.load(record.admissionId)).toEqual({ record, request });
    expect(await used()).toBe(1);
  });

  it('counts the same admission once, however often it is tried', async () => {
    const first = await admitted();
    expect(await world.store.admit(first)).toEqual({ kind: 'admitted' });
    expect(await used()).toBe(1);
  });

  it('knows a repeat by principal, name and body', async () => {
    const { record } = await admitted({ name: 'resnet' });
    expect(await world.store.admit(admission({ name: 'ResNet' }))).toEqual({
      kind: 'repeat',
      admissionId: record.admissionId,
    });
    expect(await used()).toBe(1);
  });

  it.each([
    ['another body', { submittedHash: 'other' }],
    ['another principal', { principalArn: 'arn:aws:iam::111122223333:user/ben' }],
  ])('refuses a name that lives for %s', async (_name, parts) => {
    await admitted({ name: 'resnet' });
    expect(await world.store.admit(admission({ name: 'resnet', ...parts }))).toEqual({ kind: 'name-taken' });
    expect(await used()).toBe(1);
  });

  it.each([
    ['finished keeps the name', 'finished', {}, 'name-taken'],
    ['refused frees the name', 'refused', {}, 'admitted'],
    ['withdrawn frees the name', 'withdrawn', {}, 'admitted'],
    ['finished and gone upstream frees the name', 'finished', { freesName: true }, 'admitted'],
  ] as const)('%s', async (_name, state, parts, kind) => {
    const { record } = await admitted({ name: 'resnet' });
    await world.store.end(record, { ...END, state, ...parts });
    expect(await world.store.admit(admission({ name: 'resnet' }))).toMatchObject({ kind });
  });

  it('says which balance was hit, with its numbers, and writes nothing', async () => {
    await world.store.admit(admission({}, [teamJobs(10, 8)]));
    const tooMuch = admission({}, [teamJobs(10, 3)]);
    expect(await world.store.admit(tooMuch)).toEqual({
      kind: 'over-quota',
      reading: {
        places: [{ scope: 'team:vision', window: 'current' }],
        balances: [{ scope: 'team:vision', dimension: 'jobs', window: 'current', used: 8, settled: 0 }],
      },
    });
    expect(await world.store.find(tooMuch.record.admissionId)).toBeNull();
    expect(await world.store.findByName(tooMuch.record.name)).toBeNull();
    expect(await used()).toBe(8);
  });

  it('fills a limit to the last unit', async () => {
    expect(await world.store.admit(admission({}, [teamJobs(10, 8)]))).toEqual({ kind: 'admitted' });
    expect(await world.store.admit(admission({}, [teamJobs(10, 2)]))).toEqual({ kind: 'admitted' });
    expect(await world.store.admit(admission({}, [teamJobs(10, 1)]))).toMatchObject({ kind: 'over-quota' });
  });

  it('counts what is unlimited', async () => {
    await world.store.admit(admission({}, [teamJobs(null, 1_000)]));
    expect(await used()).toBe(1_000);
  });

  it('admits exactly 10 of 1,000 at once where there is room for 10', async () => {
    const outcomes = await Promise.all(Array.from({ length: 1_000 }, () => world.store.admit(admission())));
    const kinds = outcomes.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'admitted')).toHaveLength(10);
    expect(kinds.filter((kind) => kind === 'over-quota')).toHaveLength(990);
    expect(await used()).toBe(10);
  });

  it('takes a use of a waiver with each admission, never more than there are, and none for what is not admitted', async () => {
    const waivers = [{ waiver: 'p4d', maxUses: 3 }];
    const tries = Array.from({ length: 40 }, () => ({ ...admission({}, [teamJobs(null)]), waivers }));
    const outcomes = await Promise.all(tries.map((each) => world.store.admit(each)));
    expect(outcomes.filter(({ kind }) => kind === 'admitted')).toHaveLength(3);
    expect(outcomes.filter(({ kind }) => kind !== 'admitted')).toEqual(
      Array.from({ length: 37 }, () => ({ kind: 'waivers-used-up', waivers: ['p4d'] })),
    );
    expect(await used()).toBe(3);
    expect([...(await world.store.waiverUses(['p4d', 'other']))]).toEqual([['p4d', 3]]);
    const overQuota = { ...admission({}, [teamJobs(3)]), waivers: [{ waiver: 'other', maxUses: 1 }] };
    expect(await world.store.admit(overQuota)).toMatchObject({ kind: 'over-quota' });
    const again = tries[outcomes.findIndex(({ kind }) => kind === 'admitted')] ?? overQuota;
    expect(await world.store.admit(again)).toEqual({ kind: 'admitted' });
    expect([...(await world.store.waiverUses(['p4d', 'other']))]).toEqual([['p4d', 3]]);
  });

  it('does not take a request that no item can hold', async () => {
    const noise = Array.from({ length: 600_000 }, () => String.fromCharCode(33 + Math.floor(Math.random() * 90))).join(
      '',
    );
    const huge = { ...admission(), request: { HyperParameters: { noise } } };
    expect(await world.store.admit(huge)).toEqual({ kind: 'too-large' });
  });
});

describe('submitted', () => {
  it('returns the record with a stop that was asked for meanwhile', async () => {
    const { record } = await admitted();
    await world.store.requestStop(record, STEP);
    const submitted = await world.store.submitted(record.admissionId, STEP, 5);
    expect(submitted).toMatchObject({ state: 'submitted', stopRequestedAt: 1, version: 2 });
  });

  it('is a no-op after the end', async () => {
    const { record } = await admitted();
    await world.store.end(record, { ...END, state: 'finished' });
    expect(await world.store.submitted(record.admissionId, STEP, 5)).toMatchObject({ state: 'finished', version: 2 });
  });
});

describe('end', () => {
  it('gives the reservation back once, whoever ends it and however often', async () => {
    await admitted();
    const { record } = await admitted();
    const endings = (['finished', 'finished', 'refused', 'withdrawn'] as const).map((state) =>
      world.store.end(record, { ...END, state }),
    );
    const states = (await Promise.all(endings)).map(({ state }) => state);
    expect(new Set(states).size).toBe(1);
    expect(await used()).toBe(1);
  });

  it('does not refuse what was submitted', async () => {
    const { record } = await admitted();
    await world.store.submitted(record.admissionId, STEP, 5);
    expect(await world.store.end(record, { ...END, state: 'refused' })).toMatchObject({ state: 'submitted' });
    expect(await used()).toBe(1);
  });

  it('has a finished record looked at once more, and then no more', async () => {
    const { record, nextCheckAt } = await admitted();
    expect(await world.store.due(nextCheckAt)).toEqual([{ kind: 'job', id: record.admissionId }]);
    expect(await world.store.due(nextCheckAt - 1)).toEqual([]);
    await world.store.end(record, { ...END, state: 'finished', upstream: status(9, 'Completed') });
    expect(await world.store.due(nextCheckAt)).toEqual([{ kind: 'job', id: record.admissionId }]);
    await world.store.checkedForGood(record.admissionId);
    expect(await world.store.due(nextCheckAt)).toEqual([]);
    expect((await world.store.find(record.admissionId))?.upstream).toEqual(status(9, 'Completed'));
  });
});

describe('what is asked and noted', () => {
  it('keeps the first stop', async () => {
    const { record } = await admitted();
    await world.store.requestStop(record, STEP);
    expect(await world.store.requestStop(record, { ...STEP, at: 2 })).toMatchObject({ stopRequestedAt: 1 });
  });

  it('keeps the newest status, in whatever order they come', async () => {
    const { record } = await admitted();
    await world.store.submitted(record.admissionId, STEP, 5);
    for (const at of [3, 7, 5]) await world.store.noteUpstream(record, status(at));
    expect((await world.store.find(record.admissionId))?.upstream?.lastModifiedAt).toBe(7);
  });

  it('leases to one of two that saw the same deadline', async () => {
    const { record } = await admitted();
    const leases = await Promise.all([1, 2, 3].map((i) => world.store.lease(record, record.forwardDeadline + i, 0)));
    expect(leases.filter(Boolean)).toHaveLength(1);
  });
});

describe('list', () => {
  it('pages through a team, newest first, filtered by state', async () => {
    const records = [];
    for (let i = 0; i < 7; i += 1) records.push((await admitted({ createdAt: 1_000 * i, name: `job-${i}` })).record);
    await admitted({ team: 'language' });
    for (const record of records.slice(0, 2)) await world.store.end(record, { ...END, state: 'finished' });
    const names: string[] = [];
    let before: string | null = null;
    do {
      const page = await world.store.list({ team: 'vision', state: 'forwarding', before, limit: 3 });
      names.push(...page.records.map(({ name }) => name));
      before = page.next;
    } while (before !== null);
    expect(names).toEqual(['job-6', 'job-5', 'job-4', 'job-3', 'job-2']);
  });
});
