import type { Process } from '../processes.ts';
import { followsUp, observes, reconciles, stops, submits, votes } from './moves.ts';
import { LATER_REGIMES } from './regimes.ts';
import { governanceAt, PROPOSALS, type Proposal } from './scenario.ts';
import type { Scene } from './scene.ts';

/** One thing of an opening; it says what broke. */
type Act = (scene: Scene) => Promise<readonly string[]>;

/** Lets a process that is started make so many calls; all of them where nothing is said. Of half a call the answer is on its way. */
const lets =
  (start: (scene: Scene) => Promise<Process>, calls?: number): Act =>
  async (scene) =>
    scene.run(await start(scene), calls);

/** Admissions are numbered. */
const newestOf = ({ world }: Scene): string =>
  world.records.map(({ admissionId }) => admissionId).reduce((one, other) => (one > other ? one : other), '');

const submitted = (proposal: Proposal): Act => lets((scene) => submits(scene, proposal));
const followed = (calls?: number): Act => lets((scene) => followsUp(scene, newestOf(scene)), calls);

const voted = (id: string, kind: 'approve' | 'deny' = 'approve', calls?: number): Act =>
  lets(
    (scene) => votes(scene, { address: `${id}@example.com`, admissionId: newestOf(scene), kind, round: null }),
    calls,
  );

/** Somebody has read the record, and not written the vote. */
const aboutToVote = (id: string, kind: 'approve' | 'deny'): Act => voted(id, kind, 1);

const approved = (proposal: Proposal, ...people: readonly string[]): readonly Act[] => [
  submitted(proposal),
  ...people.map((id) => voted(id)),
];

const passed =
  (seconds: number): Act =>
  async ({ world }) => {
    world.advance(1_000 * seconds);
    return [];
  };

/** A job comes to its end at SageMaker, which says so of all jobs. */
const endsUpstream =
  (name: string): Act =>
  async (scene) => {
    const { upstream } = scene.world;
    upstream.endJob(name);
    const broken: string[] = [];
    for (const [i] of upstream.created.entries()) broken.push(...(await scene.run(await observes(scene, i))));
    return broken;
  };

const silentOn =
  (telling: 'asked' | 'started' | 'reminder:1'): Act =>
  async ({ slack }) => {
    slack.silentOn = telling;
    return [];
  };

const policiesAre =
  (version: string): Act =>
  async (scene) => {
    scene.governance = governanceAt(version);
    return [];
  };

const policiesChange: Act = async (scene) => {
  const { version } = scene.tape.freely((tape) => tape.pick(LATER_REGIMES));
  return policiesAre(version)(scene);
};

const { both, second, finance, beyond, plain } = PROPOSALS;

/** Runs begin in places that chance alone would seldom reach. While one begins nothing goes wrong. */
export const OPENINGS: readonly (readonly [label: string, acts: readonly Act[]])[] = [
  ['a quiet morning', []],
  ['G is held', [submitted(both)]],
  ['G is held and told, and has one vote of two', [submitted(both), followed(), voted('bo'), followed()]],
  [
    'F has one vote of two; a second, another and a no are about to be counted',
    [
      ...approved(finance, 'bo'),
      aboutToVote('fay', 'approve'),
      aboutToVote('fred', 'deny'),
      aboutToVote('ada', 'approve'),
    ],
  ],
  ['G is approved', approved(both, 'fay', 'pat')],
  ['G is approved, and there is no room for it', [submitted(plain), ...approved(both, 'bo', 'pat'), followed()]],
  [
    'G is approved, and waits for the room of P, which has just ended',
    [submitted(plain), ...approved(both, 'bo', 'pat'), followed(), passed(60), endsUpstream('job-p'), followed(2)],
  ],
  [
    'G is approved, and about to be started when its grant ends',
    [...approved(both, 'fay', 'pat'), passed(595), followed(1.5), passed(8)],
  ],
  ['Q goes beyond a limit, and is approved', approved(beyond, 'ben', 'pat')],
  ['H asks for what G has taken', [...approved(both, 'fay', 'pat'), followed(), submitted(second)]],
  [
    'H, which went beyond no limit when it was asked for, is approved after G has taken all',
    [submitted(second), voted('fay'), voted('pat'), ...approved(both, 'fay', 'bo'), followed()],
  ],
  [
    'Q is more than a day may take, is approved just before midnight, and would start after it',
    [passed(53_700), ...approved(beyond, 'ben', 'pat'), passed(400)],
  ],
  [
    'G is held, has a vote, and two are known by other addresses since',
    [submitted(both), voted('bo'), policiesAre('two-renamed')],
  ],
  ['G is approved by somebody who has left since', [...approved(both, 'fay', 'pat'), policiesAre('fay-has-left')]],
  ['G is approved, and the policies change', [...approved(both, 'fay', 'pat'), policiesChange, followed()]],
  [
    'G is approved, and asked about again, which two are about to answer',
    [
      ...approved(both, 'fay', 'pat'),
      policiesAre('asks-security'),
      followed(),
      aboutToVote('sue', 'approve'),
      aboutToVote('fred', 'deny'),
    ],
  ],
  [
    'G is told, but nobody heard so; then somebody votes',
    [submitted(both), silentOn('asked'), followed(), voted('fay'), passed(65)],
  ],
  [
    'people were reminded of G, but nobody heard so; it is approved, asked about again, and due to be reminded of again',
    [
      submitted(both),
      passed(905),
      silentOn('reminder:1'),
      followed(),
      voted('fay'),
      voted('pat'),
      passed(65),
      policiesAre('asks-security'),
      followed(),
      passed(905),
    ],
  ],
  [
    'G runs, which was told, but nobody heard so',
    [...approved(both, 'fay', 'pat'), silentOn('started'), followed(), passed(65)],
  ],
  [
    'G ran and has ended; that it had started was told, but nobody heard so',
    [...approved(both, 'fay', 'pat'), silentOn('started'), followed(), passed(65), endsUpstream('job-g')],
  ],
  ['G is held, and two are about to tell of it', [submitted(both), followed(3), followed(3)]],
  ['G is held, one tells of it and has said so, and another comes', [submitted(both), followed(4.5), followed(1)]],
  ['G is held, and whoever tells of it has said so and goes on later', [submitted(both), followed(4), passed(65)]],
  [
    'G is held, its time is over, and whoever reconciles has read it',
    [submitted(both), passed(1_801), lets(reconciles, 1)],
  ],
  [
    'G is held; a yes, a no and a withdrawal are about to be counted',
    [
      submitted(both),
      aboutToVote('pat', 'approve'),
      aboutToVote('fred', 'deny'),
      lets((scene) => stops(scene, 'job-g'), 2),
    ],
  ],
];
