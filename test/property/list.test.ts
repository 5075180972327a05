import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ListRequest } from '../../gateway/actions/operations/receive.ts';
import { listTrainingJobs } from '../../gateway/flows/list.ts';
import { listKeyOf } from '../../gateway/flows/ports.ts';
import { NOTHING_SETTLED } from '../../gateway/quota/settlement.ts';
import type { JsonObject } from '../../gateway/shared/json.ts';
import { summarizeJob } from '../../local/sagemaker/describe.ts';
import type { Job } from '../../local/sagemaker/jobs.ts';
import { listJobs } from '../../local/sagemaker/listing.ts';
import { admission, freshStore, SITE } from '../support/job-store.ts';

// The oracle is the embedded SageMaker's own listing, which shares no code with the gateway's.
const NOW = Date.UTC(2026, 10, 23);
const TEAMS = ['language', 'vision'];
const ORGANIZATION = {
  name: 'Example',
  accounts: [],
  teams: TEAMS.map((id) => ({ id, department: 'research', trainingRoles: [], values: {} })),
  people: [],
  principals: [],
};
const arnOf = (name: string) => `arn:aws:sagemaker:${SITE.region}:${SITE.accountId}:training-job/${name}`;
const auditor = { arn: 'arn', person: 'audrey@example.com', team: 'operations', roles: ['auditor'], groups: [] };

/** Jobs of every age, so of every status, more than a first look reads; younger ones come later by name, too. */
const JOBS: readonly Job[] = Array.from({ length: 130 }, (_, i) => {
  const name = `t-${String(i).padStart(3, '0')}-${i % 3 === 0 ? 'resnet' : 'bert'}`;
  return {
    id: name,
    name,
    arn: arnOf(name),
    request: {},
    createdAt: NOW - (130 - i) * 2_000,
    stopRequestedAt: i % 7 === 0 ? NOW - 90_000 : null,
    maxRuntimeSeconds: 3_600,
    failure: i % 5 === 0 ? 'fail-job' : null,
    eventsSent: 0,
  } as unknown as Job;
});
const teamOf = (job: Job): string => TEAMS[JOBS.indexOf(job) % 2] ?? '';

let world: Awaited<ReturnType<typeof freshStore>>;
beforeAll(async () => {
  world = await freshStore();
  for (const job of JOBS) await record(job);
});
afterAll(() => world.close());

/** The job as the gateway has it once its events have come. */
async function record(job: Job): Promise<void> {
  const entry = admission({ name: job.name, team: teamOf(job), createdAt: job.createdAt - 40 }, []);
  await world.store.admit(entry);
  const { record } = entry;
  await world.store.submitted(record.admissionId, { at: NOW, by: 'admit', note: 'accepted' }, NOW);
  const seen = summarizeJob(job, NOW);
  const end = Number(seen.TrainingEndTime) * 1000;
  const upstream = {
    trainingJobStatus: String(seen.TrainingJobStatus),
    secondaryStatus: String(seen.SecondaryStatus),
    lastModifiedAt: Number(seen.LastModifiedTime) * 1000,
    failureReason: null,
    createdAt: job.createdAt,
    ...(Number.isNaN(end) ? {} : { trainingEndedAt: end }),
  };
  const isOver = ['Completed', 'Failed', 'Stopped'].includes(upstream.trainingJobStatus);
  if (!isOver) return world.store.noteUpstream(record, upstream);
  await world.store.end(record, {
    state: 'finished',
    settlement: NOTHING_SETTLED,
    at: NOW,
    by: 'observe',
    note: 'ended',
    upstream,
  });
}

const time = fc
  .option(fc.integer({ min: NOW - 300_000, max: NOW }), { nil: undefined, freq: 2 })
  .map((at) => at && at / 1000);
const optional = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined, freq: 2 });
const requests = fc.record({
  SortBy: optional('Name', 'CreationTime', 'Status'),
  SortOrder: optional('Ascending', 'Descending'),
  MaxResults: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
  NameContains: optional('bert', 't-0', '-12', 'nothing'),
  StatusEquals: optional('InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped'),
  CreationTimeAfter: time,
  CreationTimeBefore: time,
  LastModifiedTimeAfter: time,
  LastModifiedTimeBefore: time,
});

const without = (request: object): JsonObject =>
  Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));

/** Every page to the end, without what is the oracle's alone: its tokens, and warm pools. */
async function pagesOf(list: (request: JsonObject) => Promise<JsonObject>, request: JsonObject) {
  const pages: unknown[] = [];
  let token: unknown;
  do {
    const answer = await list({ ...request, ...(token === undefined ? {} : { NextToken: String(token) }) });
    const summaries = answer.TrainingJobSummaries as readonly JsonObject[];
    pages.push(summaries.map(({ WarmPoolStatus: _, ...shown }) => shown));
    token = answer.NextToken;
  } while (token !== undefined && pages.length < 200);
  return pages;
}

it('lists what SageMaker lists, page by page, in any order and through any filter', async () => {
  const ours = (principal: typeof auditor) => async (request: JsonObject) => {
    const listing = { store: world.store, organization: ORGANIZATION, arnOf };
    const page = await listTrainingJobs(listing, principal, request as ListRequest);
    if (!page.ok) throw new Error(page.error.detail);
    return page.value;
  };
  const theirs = (jobs: readonly Job[]) => async (request: JsonObject) =>
    (listJobs(request, jobs, NOW).body ?? {}) as JsonObject;
  await fc.assert(
    fc.asyncProperty(requests, fc.boolean(), async (wanted, isAuditor) => {
      const request = without(wanted);
      const principal = isAuditor ? auditor : { ...auditor, team: 'vision', roles: [] };
      const jobs = JOBS.filter((job) => isAuditor || teamOf(job) === 'vision');
      expect(await pagesOf(ours(principal), request)).toEqual(await pagesOf(theirs(jobs), request));
    }),
    { numRuns: 120 },
  );
});

it('takes no token of another order, or of nobody', async () => {
  const listing = { store: world.store, organization: ORGANIZATION, arnOf };
  const page = await listTrainingJobs(listing, auditor, { MaxResults: 1 });
  const NextToken = page.ok ? String(page.value.NextToken) : '';
  expect((await listTrainingJobs(listing, auditor, { NextToken })).ok).toBe(true);
  for (const request of [{ NextToken, SortBy: 'Name' as const }, { NextToken: 'x' }, { NextToken: `${NextToken}x` }]) {
    expect(await listTrainingJobs(listing, auditor, request)).toMatchObject({ ok: false });
  }
  expect(listKeyOf({ createdAt: NOW, admissionId: 'a' })).toMatch(/#a$/);
});
