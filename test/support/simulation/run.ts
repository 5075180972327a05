import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { admit } from '../../../gateway/flows/admit.ts';
import type { Governance } from '../../../gateway/flows/assess.ts';
import { deleteJob } from '../../../gateway/flows/delete.ts';
import { observe } from '../../../gateway/flows/observe.ts';
import type { Ports, Relay } from '../../../gateway/flows/ports.ts';
import { reconcile, reconcileOne } from '../../../gateway/flows/reconcile.ts';
import { stop } from '../../../gateway/flows/stop.ts';
import { FORWARD_WINDOW_MS } from '../../../gateway/flows/timing.ts';
import { updateJob } from '../../../gateway/flows/update.ts';
import type { JobRecord } from '../../../gateway/shared/job.ts';
import { brokenInvariants, living, unalerted, unhealed } from './invariants.ts';
import type { Process } from './processes.ts';
import { SUBMISSIONS } from './scenario.ts';
import { Tape } from './tape.ts';
import type { UpstreamFaults } from './upstream.ts';
import { type StoreState, WAIT_MS, World } from './world.ts';

/** How a run ended: what broke (nothing, in a sound protocol) and the story up to there. */
export interface RunReport {
  readonly broken: readonly string[];
  readonly story: readonly string[];
}

export interface Setting {
  readonly governance: Governance;
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly faults: UpstreamFaults;
}

/** Plays the tape, then lets everything come to rest; the invariants are looked at after every step that wrote. */
export async function play(choices: readonly number[], setting: Setting): Promise<RunReport> {
  const { governance, client, tableName, faults } = setting;
  const world = new World(new Tape(choices), governance, client, tableName, faults);
  const story: string[] = [];
  const tell = async (label: string, go: () => Promise<void> | void): Promise<readonly string[]> => {
    story.push(label);
    await go();
    if (!world.dirty && world.defects.length === 0) return [];
    world.dirty = false;
    return brokenInvariants(world, await world.state());
  };
  const mood = moodOf(world.tape);
  const [begins, begin] = world.tape.pick(OPENINGS);
  const begun = await tell(begins, () => begin(world));
  if (begun.length > 0) return { broken: begun, story };
  while (world.tape.running) {
    const { label, go } = nextMove(world, mood);
    const broken = await tell(label, go);
    if (broken.length > 0) return { broken, story };
  }
  return { broken: await comeToRest(world, tell), story };
}

/** In these runs nobody is asked: approvals have a simulation of their own. */
const nobodyWaits = async (): Promise<void> => undefined;
const ROUND = { mayGoOn: () => true, atOnce: 1, followUp: nobodyWaits };

interface Move {
  readonly label: string;
  go(): Promise<void> | void;
}

/** How often each kind of move is made in one run. Every run has its own, so that some dwell on what others rarely meet. */
type Mood = Readonly<Record<keyof ReturnType<typeof movesOf>, number>> & { readonly submissions: number };

const moodOf = (tape: Tape): Mood => ({
  step: 8,
  run: tape.pick([4, 0, 12]),
  submit: tape.pick([2, 1, 4]),
  stop: tape.pick([1, 0, 2]),
  remove: tape.pick([0, 1, 3]),
  update: tape.pick([0, 1, 2]),
  reconcile: tape.pick([2, 1, 8]),
  event: tape.pick([2, 0, 5]),
  time: tape.pick([2, 1, 5]),
  upstream: tape.pick([2, 1, 6]),
  crash: tape.pick([1, 0, 3]),
  submissions: tape.pick([4, 1, 2, 3]),
});

/** Everything that may happen next, by kind. */
function movesOf(world: World, submissions: number) {
  const { upstream } = world;
  const { quotas } = world.governance.bundle;
  const chosen = SUBMISSIONS.slice(0, submissions);
  return {
    step: world.runnable.map((process) => ({ label: `${process.label}: step`, go: () => world.step(process) })),
    run: world.runnable.map((process) => ({
      label: `${process.label}: to its end`,
      go: () => runToEnd(world, process),
    })),
    submit: chosen.map(({ label, ...submission }) =>
      starts(world, `submit ${label}`, (ports) => admit(ports, world.governance, submission)),
    ),
    stop: chosen.map(({ name }) =>
      starts(world, `stop ${name}`, (ports) => stop(ports, SUBMISSIONS[0].principal, name)),
    ),
    remove: chosen.map(({ name }) =>
      starts(world, `delete ${name}`, (ports, relay) => deleteJob({ ports, relay }, SUBMISSIONS[0].principal, name)),
    ),
    update: world.records
      .filter(({ name, state }) => name === 'job-c' && state === 'retained')
      .flatMap(() => [0, 300, 1_800].map((seconds) => ({ label: 'an update starts', go: () => keepC(world, seconds) })))
      .map(({ label, go }) => ({ label, go: async () => void (await go()) })),
    reconcile: [
      starts(world, 'reconcile', (ports) => reconcile(ports, quotas, ROUND)),
      ...world.records.map(({ admissionId: id }) =>
        starts(world, `reconcile ${id}`, (ports) => reconcileOne(ports, quotas, id, nobodyWaits)),
      ),
    ],
    event: upstream.created.map((job) =>
      starts(world, `event of ${job.name} (${job.admissionId ?? 'a stranger'})`, (ports) =>
        observe(ports, upstream.eventOf(job)),
      ),
    ),
    time: [2_000, 20_000, 200_000, FORWARD_WINDOW_MS + WAIT_MS, 4 * 3_600_000].map((ms) => ({
      label: `${ms / 1000} s pass`,
      go: () => world.advance(ms),
    })),
    upstream: [
      ...[...upstream.jobs.keys()].map((name) => ({ label: `${name} ends upstream`, go: () => upstream.endJob(name) })),
      ...upstream.late.map((_, i) => ({ label: 'a late create lands', go: () => landLate(world, i) })),
      ...deletable(world).map((name) => ({
        label: `${name} is deleted past the gateway`,
        go: () => upstream.deleteJob(name),
      })),
      ...strangers(world),
    ],
    crash: world.runnable.map((process) => ({ label: `${process.label}: crashes`, go: () => process.kill() })),
  };
}

type Opening = readonly [label: string, go: (world: World) => Promise<void>];

/** Runs begin in places that chance alone would seldom reach: the hard part of the protocol starts there. */
const OPENINGS: readonly Opening[] = [
  ['a quiet morning', async () => undefined],
  [
    'A ran and ended before its function heard that it was created',
    async (world) => {
      const process = await admitA(world);
      for (const _ of ['the admission is heard of', 'the create takes effect']) await world.step(process);
      await endAndTell(world);
    },
  ],
  [
    'A is admitted, its function freezes past the deadline, goes on, and what it sends gets lost',
    async (world) => {
      const process = await admitA(world);
      world.advance(200_000);
      world.upstream.losesNext = true;
      for (const _ of ['the admission is heard of', 'a create would be sent']) await world.step(process);
      world.upstream.losesNext = false;
      world.advance(120_000);
    },
  ],
  [
    'A is admitted and its function ends; reconcile may act',
    async (world) => {
      (await admitA(world)).kill();
      letReconcileAct(world);
    },
  ],
  [
    'A is admitted and its create gets lost on the way',
    async (world) => {
      world.upstream.losesNext = true;
      await runToEnd(world, await admitA(world));
      world.advance(200_000);
    },
  ],
  [
    'A ran and was deleted, a stranger has its name, and nobody told the gateway',
    async (world) => {
      await runToEnd(world, await admitA(world));
      world.upstream.endJob('job-a');
      world.advance(FORWARD_WINDOW_MS + 2 * WAIT_MS + 10_000);
      world.upstream.deleteJob('job-a');
      world.upstream.strangerCreates('job-a');
    },
  ],
  [
    'A is admitted and its function ends; two reconcile it at once',
    async (world) => {
      (await admitA(world)).kill();
      letReconcileAct(world);
      for (const each of (await world.state()).records.flatMap((record) => [record, record])) {
        await world.step(await reconciles(world, each));
      }
    },
  ],
  [
    'A ran and ended unheard of, and a repeat of its create is still on the way when that is told',
    async (world) => {
      const process = await admitA(world);
      for (const _ of ['the admission is heard of', 'the create takes effect']) await world.step(process);
      process.kill();
      world.upstream.endJob('job-a');
      letReconcileAct(world);
      world.upstream.losesNext = true;
      for (const each of (await world.state()).records) await runToEnd(world, await reconciles(world, each));
      world.upstream.losesNext = false;
      await endAndTell(world);
    },
  ],
  [
    'A ran and has ended; two look at it at once, and then both end it',
    async (world) => {
      await runToEnd(world, await admitA(world));
      letReconcileAct(world);
      world.upstream.endJob('job-a');
      const [record] = (await world.state()).records;
      if (record === undefined) return;
      const both = [await reconciles(world, record), await reconciles(world, record)];
      for (const process of both) await stepOver(world, process, 2);
      for (const process of both) await runToEnd(world, process);
    },
  ],
  [
    'C has ended, and two ask to keep its pool for longer',
    async (world) => {
      await endC(world);
      for (const process of [await keepC(world, 1_800), await keepC(world, 1_800)]) await stepOver(world, process, 4);
    },
  ],
  [
    'the pool of C has ended; one asks to keep it and one reconciles it, and both have read its record',
    async (world) => {
      await endC(world);
      world.advance(700_000);
      await stepOver(world, await keepC(world, 1_800), 4);
      for (const record of (await world.state()).records) await stepOver(world, await reconciles(world, record), 2);
    },
  ],
  [
    'B runs and is most of a budget; two look at it, one raises an alert and ends before it tells, the other goes on',
    async (world) => {
      const submission = SUBMISSIONS.find(({ label }) => label === 'B') ?? SUBMISSIONS[0];
      await runToEnd(world, await world.start('submit B', (ports) => admit(ports, world.governance, submission)));
      letReconcileAct(world);
      const [record] = (await world.state()).records;
      if (record === undefined) return;
      const [first, second] = [await reconciles(world, record), await reconciles(world, record)];
      // Its record, SageMaker's word, which the first notes, and the ledger.
      await stepOver(world, first, 4);
      await stepOver(world, second, 3);
      while (first.runnable && (await world.state()).alerts.length === 0) await world.step(first);
      first.kill();
      await runToEnd(world, second);
    },
  ],
];

/** Submits C, whose warm pool is kept, and lets it come to its end. */
async function endC(world: World): Promise<void> {
  const submission = SUBMISSIONS.find(({ label }) => label === 'C') ?? SUBMISSIONS[0];
  await runToEnd(world, await world.start('submit C', (ports) => admit(ports, world.governance, submission)));
  world.advance(20_000);
  world.upstream.endJob('job-c');
  for (const job of world.upstream.created) {
    await runToEnd(world, await world.start('event', (ports) => observe(ports, world.upstream.eventOf(job))));
  }
}

/** Lets a process make some calls, each with its answer. */
async function stepOver(world: World, process: Process, calls: number): Promise<void> {
  for (let step = 0; step < 2 * calls; step += 1) await world.step(process);
}

const reconciles = (world: World, { admissionId }: JobRecord): Promise<Process> =>
  world.start(`reconcile ${admissionId}`, (ports) =>
    reconcileOne(ports, world.governance.bundle.quotas, admissionId, nobodyWaits),
  );

/** Asks for another time to keep the pool of C. */
const keepC = (world: World, KeepAlivePeriodInSeconds: number): Promise<Process> =>
  world.start(`keep job-c for ${KeepAlivePeriodInSeconds} s`, (ports, relay) =>
    updateJob({ ports, relay }, world.governance, SUBMISSIONS[0].principal, {
      TrainingJobName: 'job-c',
      ResourceConfig: { KeepAlivePeriodInSeconds },
    }),
  );

/** Submits A up to the moment at which it is admitted, and its function has not heard of it. */
async function admitA(world: World): Promise<Process> {
  const [{ label, ...submission }] = SUBMISSIONS;
  const process = await world.start(`submit ${label}`, (ports) => admit(ports, world.governance, submission));
  await world.step(process);
  return process;
}

/** Ends job-a at SageMaker, if it runs there, and delivers the news. */
async function endAndTell(world: World): Promise<void> {
  const { upstream } = world;
  upstream.endJob('job-a');
  for (const job of upstream.created) {
    await runToEnd(world, await world.start('event', (ports) => observe(ports, upstream.eventOf(job))));
  }
}

const letReconcileAct = (world: World): void => world.advance(FORWARD_WINDOW_MS + WAIT_MS + 10_000);

/**
 * Ended jobs that nobody may create again by now. One that is deleted earlier could come back by a repeat: that is why
 * the guardrails let nobody but the gateway delete, and the gateway only then.
 */
const deletable = ({ upstream, records, now }: World): readonly string[] =>
  [...upstream.jobs.values()]
    .filter((job) => !job.live && !job.forged && !upstream.isPoolKept(job))
    .filter(({ admissionId }) => {
      const record = records.find((candidate) => candidate.admissionId === admissionId);
      return record?.state !== 'forwarding' && now > (record?.forwardDeadline ?? now) + 2 * WAIT_MS;
    })
    .map(({ name }) => name);

/** What others do at SageMaker, once each: take a name of ours, or copy a tag. */
function strangers({ upstream, records }: World): readonly Move[] {
  const [first] = records;
  const named = upstream.created.some(({ admissionId }) => admissionId === null);
  const copied = upstream.created.some(({ forged }) => forged);
  return [
    ...(named ? [] : [{ label: 'a stranger takes job-a', go: () => upstream.strangerCreates('job-a') }]),
    ...(copied || !first
      ? []
      : [
          {
            label: `a stranger copies the tag of ${first.admissionId}`,
            go: () => upstream.strangerCopiesTag(first.admissionId),
          },
        ]),
  ];
}

const starts = (world: World, label: string, flow: (ports: Ports, relay: Relay) => Promise<unknown>): Move => ({
  label: `${label} starts`,
  go: async () => {
    await world.start(label, flow);
  },
});

function nextMove(world: World, mood: Mood): Move {
  const moves = movesOf(world, mood.submissions);
  const kinds = (Object.keys(moves) as (keyof typeof moves)[])
    .filter((kind) => moves[kind].length > 0)
    .flatMap((kind) => Array.from({ length: mood[kind] }, () => kind));
  return world.tape.pick<Move>(moves[world.tape.pick(kinds)]);
}

function landLate(world: World, index: number): void {
  world.upstream.landLate(index);
  world.dirty = true;
}

/** Faults are over: what is under way dies, late creates land in time or never, reconcile runs; then every job ends. */
async function comeToRest(
  world: World,
  tell: (label: string, go: () => Promise<void> | void) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  world.killAll();
  while (world.upstream.late.length > 0) {
    const broken = await tell('a late create lands at last', () => landLate(world, 0));
    if (broken.length > 0) return broken;
  }
  const settle = async (rounds: number, leftIn: (state: StoreState) => readonly string[]) => {
    let left: readonly string[] = ['nothing has run yet'];
    for (let round = 0; round < rounds && left.length > 0; round += 1) {
      letReconcileAct(world);
      const broken = await tell('reconcile runs undisturbed', async () =>
        runToEnd(
          world,
          await world.start('reconcile', (ports) => reconcile(ports, world.governance.bundle.quotas, ROUND)),
        ),
      );
      if (broken.length > 0) return broken;
      left = leftIn(await world.state());
    }
    return left;
  };
  const healed = await settle(5, (state) => unhealed(world, state));
  if (healed.length > 0) return healed;
  for (const name of world.upstream.jobs.keys()) world.upstream.endJob(name);
  // The longest pool is kept for half an hour.
  const ended = await settle(8, (state) => [...unhealed(world, state), ...living(state)]);
  const state = await world.state();
  const { balances } = state;
  return [
    ...ended,
    ...unalerted(world, state),
    ...balances
      .filter(({ window, used, settled }) => (window === 'current' ? used !== 0 : used !== settled))
      .map(({ scope, window }) => `rest: ${scope} still holds quota in ${window}`),
  ];
}

async function runToEnd(world: World, process: Process): Promise<void> {
  while (process.runnable) await world.step(process);
}
