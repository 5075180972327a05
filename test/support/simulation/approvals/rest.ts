import type { Approval } from '../../../../gateway/shared/approval.ts';
import type { JobRecord, JobState } from '../../../../gateway/shared/job.ts';
import { living } from '../invariants.ts';
import { WAIT_MS } from '../world.ts';
import { reconciles } from './moves.ts';
import type { Scene } from './scene.ts';
import { isFree, isStillAsked, isStillRunning } from './standing.ts';

/** Clocks of two processes are apart by no more than this. */
const SKEW_MS = 4_000;

/** After so many rounds what failed again and again is waited for, too: it is tried each hour at least. */
const SOON = 5;
const LONG_MS = 3_700_000;

/** Tells the story, and what broke with it. */
export type Tell = (label: string, go: () => Promise<readonly string[]>) => Promise<readonly string[]>;

/** Faults are over: what is under way dies or lands, reconcile runs until nothing is due; then every job comes to its end. */
export async function comeToRest(scene: Scene, tell: Tell): Promise<readonly string[]> {
  const { world } = scene;
  world.killAll();
  const landed = await tell('what is late lands at last', () => landAll(scene));
  if (landed.length > 0) return landed;
  const healed = await settle(scene, tell, 8, () => unhealed(scene));
  if (healed.length > 0) return healed;
  for (const name of world.upstream.jobs.keys()) world.upstream.endJob(name);
  return settle(scene, tell, 30, () => [...unhealed(scene), ...unended(scene)]);
}

async function landAll(scene: Scene): Promise<readonly string[]> {
  const { upstream } = scene.world;
  const { slack } = scene;
  while (slack.late.length > 0) slack.landLate(0);
  while (upstream.late.length > 0) {
    upstream.landLate(0);
    const broken = await scene.look();
    if (broken.length > 0) return broken;
  }
  return scene.look();
}

/** Reconcile runs undisturbed, so many times at most. What is left then stays. */
async function settle(
  scene: Scene,
  tell: Tell,
  rounds: number,
  leftNow: () => readonly string[],
): Promise<readonly string[]> {
  let left: readonly string[] = ['nothing has run yet'];
  for (let round = 0; round < rounds && left.length > 0; round += 1) {
    scene.world.advance(round < SOON ? WAIT_MS + 20_000 : LONG_MS);
    const broken = await tell('reconcile runs undisturbed', async () => scene.run(await reconciles(scene)));
    if (broken.length > 0) return broken;
    left = leftNow();
  }
  return left;
}

/** What is not as it is to be once everything that was due was done. */
function unhealed(scene: Scene): readonly string[] {
  const { world, table } = scene;
  const due = [...table.dueRecords, ...table.dueNotices].filter(([, when]) => when < world.now - SKEW_MS);
  return [
    ...due.map(([admissionId]) => `due: ${admissionId} is not looked at`),
    ...[...table.records.values()].flatMap((record) => [...overdue(scene, record), ...untold(scene, record)]),
  ];
}

/** Nobody waits for longer than was said. */
const overdue = ({ world }: Scene, { admissionId, state, approval }: JobRecord): readonly string[] =>
  isStillAsked(state) && (approval?.until ?? 0) < world.now - SKEW_MS
    ? [`overdue: ${admissionId} is ${state} after its time`]
    : [];

/** The message shows how it stands, with what has happened under it, unless somebody took it away. */
function untold({ slack, table }: Scene, { admissionId, state, version, approval, history }: JobRecord) {
  if (approval === null) return [];
  const [message] = slack.shown(admissionId);
  const isDeleted = slack.posted.some((each) => each.admissionId === admissionId && each.isDeleted);
  const isCurrent = message ? message.version === version && message.state === state : isDeleted;
  const hasStarted = history.some((entry) => entry.state === 'submitted' || entry.state === 'finished');
  const events = [
    ...askedIn(state, approval),
    ...(hasStarted ? ['started'] : []),
    ...(state === 'finished' ? ['ended'] : []),
  ];
  const told: readonly string[] = message?.replies.map(({ key }) => key) ?? [];
  const missing = isDeleted ? [] : events.filter((event) => !told.includes(event));
  const isOver = !isStillRunning(state);
  return [
    ...(isCurrent ? [] : [`untold: version ${version} (${state}) of ${admissionId}, shown is ${message?.version}`]),
    ...missing.map((event) => `untold: that ${admissionId} has ${event}`),
    ...(isOver && table.dueNotices.has(admissionId) ? [`due: what was told of ${admissionId}, which is over`] : []),
  ];
}

/** Of what is held people were told in each round that it is asked again, and reminded. */
const askedIn = (state: JobState, { round, remindedAt }: Approval): readonly string[] =>
  state === 'held'
    ? [...(round > 1 ? [`asked-again:${round}`] : []), ...(remindedAt === null ? [] : [`reminder:${round}`])]
    : [];

/** What is not over although everything has come to its end. */
function unended({ table }: Scene): readonly string[] {
  const records = [...table.records.values()];
  const running = records.filter(({ state }) => isStillRunning(state));
  const kept = table.names.filter(({ admissionId, state }) => {
    const held = table.records.get(admissionId)?.state;
    return held !== undefined && isFree(held) && state !== held;
  });
  return [
    ...running.map(({ admissionId, state }) => `rest: ${admissionId} is ${state}`),
    ...living(table.store),
    ...[...table.dueRecords.keys()].map((admissionId) => `due: ${admissionId} is looked at for ever`),
    ...kept.map(({ admissionId }) => `name: that of ${admissionId} is not free`),
    ...table.store.balances
      .filter(({ window, used, settled }) => (window === 'current' ? used !== 0 : used !== settled))
      .map(({ scope, window }) => `rest: ${scope} still holds quota in ${window}`),
  ];
}
