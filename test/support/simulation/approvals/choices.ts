import type { JobRecord } from '../../../../gateway/shared/job.ts';
import type { Process } from '../processes.ts';
import { WAIT_MS } from '../world.ts';
import { followsUp, observes, reconciles, stops, submits, votes } from './moves.ts';
import { LATER_REGIMES } from './regimes.ts';
import { governanceAt, PROPOSALS, VOTERS } from './scenario.ts';
import type { Scene } from './scene.ts';
import { isStillAsked } from './standing.ts';
import type { Weather } from './weather.ts';

/** Something that may happen next; it says what broke. */
export interface Move {
  readonly label: string;
  go(): Promise<readonly string[]>;
}

/** How often each kind of move is made in one run. Every run has its own, so that some dwell on what others rarely meet. */
export type Mood = Readonly<Record<keyof ReturnType<typeof movesOf>, number>> & { readonly proposals: number };

export const moodOf = (tape: Weather): Mood => ({
  step: tape.pick([8, 4, 16]),
  run: tape.pick([8, 3, 16]),
  submit: tape.pick([2, 1, 4]),
  vote: tape.pick([6, 3, 12]),
  stop: tape.pick([0, 1, 2]),
  follow: tape.pick([4, 2, 10]),
  reconcile: tape.pick([1, 2, 4]),
  event: tape.pick([1, 0, 3]),
  time: tape.pick([2, 1, 5]),
  upstream: tape.pick([1, 0, 3]),
  policies: tape.pick([1, 0, 3]),
  slack: tape.pick([1, 0, 2]),
  crash: tape.pick([1, 0, 2]),
  proposals: tape.pick([6, 2, 4]),
});

/** Everything that may happen next, by kind. */
export function movesOf(scene: Scene, proposals: number) {
  const { world, slack } = scene;
  const { upstream, records, runnable } = world;
  const asked = records.filter(({ approval }) => approval !== null);
  const chosen = Object.values(PROPOSALS).slice(0, proposals);
  return {
    step: runnable.map((process) => ({ label: `${process.label}: step`, go: () => scene.step(process) })),
    run: runnable.map((process) => ({ label: `${process.label}: to its end`, go: () => scene.run(process) })),
    submit: chosen.map((each) => starts(scene, `submit ${each.label}`, () => submits(scene, each))),
    vote: asked.map((record) => voteOn(scene, record)),
    stop: chosen.map(({ name }) => starts(scene, `stop ${name}`, () => stops(scene, name))),
    follow: asked.map(({ admissionId: id }) => starts(scene, `follow up ${id}`, () => followsUp(scene, id))),
    reconcile: [starts(scene, 'reconcile', () => reconciles(scene))],
    event: upstream.created.map(({ name }, i) => starts(scene, `event of ${name}`, () => observes(scene, i))),
    time: [2_000, 9_000, 20_000, 62_000, 200_000, WAIT_MS + 10_000, ...milestones(world.now, records)].map((ms) =>
      at(`${ms / 1000} s pass`, () => world.advance(ms)),
    ),
    upstream: [
      ...[...upstream.jobs.keys()].map((name) => at(`${name} ends upstream`, () => upstream.endJob(name))),
      ...upstream.late.map((_, i) => at('a late create lands', () => upstream.landLate(i))),
    ].map((move) => looking(scene, move)),
    policies: LATER_REGIMES.map(({ version }) =>
      at(`policies change: ${version}`, () => {
        scene.governance = governanceAt(version);
      }),
    ),
    slack: [
      ...slack.late.map((_, i) => at('something late reaches Slack', () => slack.landLate(i))),
      ...slack.posted
        .filter(({ isDeleted }) => !isDeleted)
        .map((message) => at(`somebody deletes ${message.ref}`, () => slack.remove(message))),
    ].map((move) => looking(scene, move)),
    crash: runnable.map((process) => at(`${process.label}: crashes`, () => process.kill())),
  };
}

export function nextMove(scene: Scene, mood: Mood): Move {
  const moves = movesOf(scene, mood.proposals);
  const kinds = (Object.keys(moves) as (keyof typeof moves)[])
    .filter((kind) => moves[kind].length > 0)
    .flatMap((kind) => Array.from({ length: mood[kind] }, () => kind));
  return scene.tape.pick<Move>(moves[scene.tape.pick(kinds)]);
}

/** Something that takes no call. */
export const at = (label: string, go: () => void): Move => ({
  label,
  go: async () => {
    go();
    return [];
  },
});

const looking = (scene: Scene, { label, go }: Move): Move => ({
  label,
  go: async () => {
    await go();
    return scene.look();
  },
});

/** A process starts: it waits, has made its first call, or goes on to its end. */
const starts = (scene: Scene, label: string, start: () => Promise<Process>): Move => ({
  label: `${label} starts`,
  go: async () => {
    const process = await start();
    return scene.run(process, scene.tape.pick([0, 1, Number.POSITIVE_INFINITY]));
  },
});

/** Who votes, and how, is chosen when it is done: else there were more moves than anything else. */
function voteOn(scene: Scene, { admissionId, name, approval }: JobRecord): Move {
  const { tape } = scene;
  return starts(scene, `a vote on ${name}`, () => {
    const address = tape.pick(VOTERS);
    const kind = tape.choose(6) === 5 ? 'deny' : 'approve';
    const round = tape.pick([null, approval?.round ?? 1, 1]);
    return votes(scene, { address, admissionId, kind, round });
  });
}

/** Moments just before and after somebody's time is over, or somebody is to be reminded. */
function milestones(now: number, records: readonly JobRecord[]): readonly number[] {
  const moments = records.flatMap(({ state, approval }) => {
    if (!approval || !isStillAsked(state)) return [];
    const { askedAt, until } = approval;
    return state === 'held' ? [askedAt + Math.floor((until - askedAt) / 2), until] : [until];
  });
  return moments.flatMap((moment) => [moment - now - 1_500, moment - now + 3_000]).filter((ms) => ms > 0);
}
