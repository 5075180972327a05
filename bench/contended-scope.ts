import { createTrainingJob } from '../gateway/actions/create-training-job/action.ts';
import { dynamodbJobStore } from '../gateway/adapters/dynamodb/job-store.ts';
import type { Table } from '../gateway/adapters/dynamodb/table.ts';
import type { Admission, JobStore } from '../gateway/flows/ports.ts';
import { NOTHING_SETTLED } from '../gateway/quota/settlement.ts';
import { Busy } from '../gateway/shared/errors.ts';
import { randomOf } from '../scripts/mutations/random.ts';
import { contendedDynamodb } from './contended-dynamodb.ts';
import { SITE } from './sample.ts';
import { VirtualTime } from './virtual-time.ts';

/** Submits of one person, whose job counts in the same ledger items each time. */
export interface Load {
  readonly submitsPerSecond: number;
  /** They come in groups of as many; the groups come independently of each other (Poisson). */
  readonly atOnce: number;
  /** How long a transaction holds its items, in milliseconds: the median. */
  readonly heldMs: number;
  /** How many are measured; others come before them, until jobs end as often as they begin, and after them. */
  readonly submits: number;
  readonly seed: number;
}

/** What became of the submits that are measured. */
export interface Contended {
  /** From asking to being admitted, in milliseconds, in ascending order; without those that were answered Busy. */
  readonly latenciesMs: readonly number[];
  /** Transactions sent for a submit, admitted or not. */
  readonly triesPerSubmit: number;
  /** Shares from 0 to 1. */
  readonly busySubmits: number;
  /** Of all ends, which are tried again until they come through. */
  readonly busyEnds: number;
}

/** Before the measured submits, and after them, in milliseconds. */
const WARM_UP_MS = 10_000;
const COOL_DOWN_MS = 5_000;
/** A job's life in the mean, in milliseconds: short, so that as many jobs end as begin for nearly all of a run. */
const LIFE_MS = 3_000;
/** Lambda runs an event again a minute after its function failed: developer guide, asynchronous invocation (2026). */
const EVENT_AGAIN_MS = 60_000;
/** What SageMaker takes to answer a create, in milliseconds: a guess, on which no other job waits. */
const CREATE_MS = 300;

interface Course {
  readonly time: VirtualTime;
  readonly table: Table;
  readonly admission: Admission;
  /** In [0, 1). Not what the store draws on, so that another schedule of retries meets much the same submits. */
  readonly chance: () => number;
  readonly latenciesMs: number[];
  readonly counts: { submits: number; tries: number; busySubmits: number; ends: number; busyEnds: number };
}

/** Plays the load against the real job store: each job is admitted, submitted, and ended some seconds later. */
export async function contend(load: Load, admission: Admission): Promise<Contended> {
  const time = new VirtualTime(admission.record.createdAt);
  const course: Course = {
    time,
    table: tableOf(time, load),
    admission,
    chance: chanceOf(load.seed),
    latenciesMs: [],
    counts: { submits: 0, tries: 0, busySubmits: 0, ends: 0, busyEnds: 0 },
  };
  const jobs = submitAll(course, load);
  await time.run();
  await jobs;
  const { latenciesMs, counts } = course;
  return {
    latenciesMs: latenciesMs.sort((a, b) => a - b),
    triesPerSubmit: counts.tries / counts.submits,
    busySubmits: counts.busySubmits / counts.submits,
    busyEnds: counts.busyEnds / Math.max(1, counts.ends),
  };
}

function tableOf(time: VirtualTime, { heldMs, seed }: Load): Table {
  let ids = 0;
  return {
    client: contendedDynamodb(time, heldMs, chanceOf(seed + 1)),
    name: 'contended',
    site: SITE,
    clock: time,
    ids: { next: () => `id-${++ids}`, fraction: chanceOf(seed + 2) },
    pause: (milliseconds) => time.pause(milliseconds),
  };
}

const chanceOf = (seed: number) => {
  const { below } = randomOf(seed);
  return () => below(2 ** 32) / 2 ** 32;
};

async function submitAll(course: Course, { submitsPerSecond, atOnce, submits }: Load): Promise<void> {
  const gapMs = (1_000 * atOnce) / submitsPerSecond;
  const jobs: Promise<void>[] = [];
  const submitGroups = async (groups: number, measured: boolean) => {
    for (let group = 0; group < groups; group += 1) {
      for (let i = 0; i < atOnce; i += 1) jobs.push(liveJob(course, measured));
      // Gaps between independent arrivals are distributed exponentially.
      await course.time.pause(-Math.log(1 - course.chance()) * gapMs);
    }
  };
  await submitGroups(WARM_UP_MS / gapMs, false);
  await submitGroups(submits / atOnce, true);
  await submitGroups(COOL_DOWN_MS / gapMs, false);
  await Promise.all(jobs);
}

async function liveJob(course: Course, measured: boolean): Promise<void> {
  const { time, table, chance } = course;
  const lifeMs = LIFE_MS * (0.5 + chance());
  const { admission, admitted } = await submit(course, measured);
  if (!admitted) return;
  const store = dynamodbJobStore(table, createTrainingJob.name);
  await time.pause(CREATE_MS);
  const step = { at: time.now(), by: 'bench', note: 'as far as the bench goes' };
  const record = await store.submitted(admission.record.admissionId, step, time.now());
  await time.pause(lifeMs);
  for (;;) {
    course.counts.ends += 1;
    if (await unlessBusy(store.end(record, { ...step, state: 'finished', settlement: NOTHING_SETTLED }))) return;
    course.counts.busyEnds += 1;
    await time.pause(EVENT_AGAIN_MS);
  }
}

async function submit(course: Course, measured: boolean) {
  const { time, table, counts, latenciesMs } = course;
  const admission = freshAdmission(course);
  const from = time.now();
  const { store, tries } = countingStore(table);
  const admitted = await unlessBusy(store.admit(admission));
  if (admitted && admitted.kind !== 'admitted') throw new Error(`an admission was answered ${admitted.kind}`);
  if (measured) {
    counts.submits += 1;
    counts.tries += tries();
    if (admitted) latenciesMs.push(time.now() - from);
    else counts.busySubmits += 1;
  }
  return { admission, admitted: admitted !== null };
}

/** The same job under another name. */
function freshAdmission({ table, admission }: Course): Admission {
  const admissionId = table.ids.next();
  return { ...admission, record: { ...admission.record, admissionId, name: `job-${admissionId}` } };
}

function countingStore(table: Table): { store: JobStore; tries: () => number } {
  let sent = 0;
  const { send } = table.client;
  const counted = (...command: Parameters<typeof send>) => {
    sent += 1;
    return send(...command);
  };
  // `send` has an overload for each command, which a function that passes all of them on cannot spell out.
  const client = { send: counted } as unknown as Table['client'];
  return { store: dynamodbJobStore({ ...table, client }, createTrainingJob.name), tries: () => sent };
}

/** null: the store was busy for longer than its caller can wait. */
async function unlessBusy<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Busy) return null;
    throw error;
  }
}
