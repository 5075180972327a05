import { isDeepStrictEqual } from 'node:util';
import { canonicalHash } from '../../../../gateway/shared/canonical.ts';
import { ADMISSION_TAG } from '../../../../gateway/shared/ids.ts';
import type { HistoryEntry, JobState } from '../../../../gateway/shared/job.ts';
import type { JsonObject } from '../../../../gateway/shared/json.ts';
import { brokenWhereAsked } from '../invariants.ts';
import type { World } from '../world.ts';
import type { Slack } from './slack.ts';
import type { Snapshot } from './snapshot.ts';
import { brokenEntries, type Heard } from './votes.ts';

/** What is wrong with how things stand, whatever led there. */
export const brokenStanding = (
  world: World,
  slack: Slack,
  now: Snapshot,
  heard: readonly Heard[],
): readonly string[] => [
  ...brokenWhereAsked(world, now.store),
  ...brokenEntries(now, heard),
  ...sentUnapproved(world, now),
  ...sentAsStored(world, now),
  ...namesHaveOneHolder(now),
  ...waitingIsListed(now),
  ...nothingIsForgotten(now),
  ...toldOnce(slack, now),
];

const NEVER_SENT: readonly JobState[] = ['held', 'approved', 'denied', 'expired'];
const ASKED: readonly JobState[] = ['held', 'approved'];
const RUNNING: readonly JobState[] = [...ASKED, 'forwarding', 'submitted', 'retained'];
const FREE: readonly JobState[] = ['refused', 'denied', 'expired', 'withdrawn'];

const idIn = (request: JsonObject): string =>
  (request.Tags as readonly { Key: string; Value: string }[]).find(({ Key }) => Key === ADMISSION_TAG)?.Value ?? '';

/** Whatever is sent was let go once; what was withdrawn may have been sent, and never became a job. */
function sentUnapproved({ upstream }: World, { records }: Snapshot): readonly string[] {
  const sent = upstream.sent.map(idIn).filter((id) => isNeverSent(records.get(id)?.state));
  const created = upstream.created.filter(({ admissionId }) => {
    const state = records.get(admissionId ?? '')?.state;
    return isNeverSent(state) || state === 'withdrawn';
  });
  const twice = [...records.values()].filter(({ history }) => history.filter(isStart).length > 1);
  return [
    ...sent.map((id) => `sent: ${id} is ${records.get(id)?.state}`),
    ...created.map(({ admissionId }) => `created: ${admissionId} is ${records.get(admissionId ?? '')?.state}`),
    ...twice.map(({ admissionId }) => `twice: ${admissionId} was let go`),
  ];
}

/** A wish to stop is noted in the state that there is. */
const isStart = ({ state }: HistoryEntry, i: number, history: readonly HistoryEntry[]): boolean =>
  state === 'forwarding' && history[i - 1]?.state !== 'forwarding';

const isNeverSent = (state: JobState | undefined): boolean => state === undefined || NEVER_SENT.includes(state);

/** To the letter what was shown to people, and judged. */
const sentAsStored = ({ upstream }: World, { records, requests }: Snapshot): readonly string[] => [
  ...upstream.sent
    .filter((request) => !isDeepStrictEqual(request, requests.get(idIn(request))))
    .map((request) => `altered: ${idIn(request)} was sent as it was not stored`),
  ...[...records.values()]
    .filter(({ admissionId, completedHash }) => canonicalHash(requests.get(admissionId) ?? {}) !== completedHash)
    .map(({ admissionId }) => `altered: ${admissionId} is stored as it was not judged`),
];

function namesHaveOneHolder({ records, names }: Snapshot): readonly string[] {
  const running = [...records.values()].filter(({ state }) => RUNNING.includes(state)).map(({ name }) => name);
  const twins = running.filter((name, i) => running.indexOf(name) !== i);
  const wrong = names.filter(({ admissionId, state }) => {
    const held = records.get(admissionId)?.state ?? 'finished';
    return RUNNING.includes(held) ? state !== 'live' : state !== held && state !== 'deleted';
  });
  return [
    ...twins.map((name) => `twins: ${name} is of two`),
    ...wrong.map(({ admissionId, state }) => `name: of ${admissionId} it is ${state}`),
  ];
}

/** Whoever waits is on the list, and holds no quota. */
function waitingIsListed({ records, waiting }: Snapshot): readonly string[] {
  const asked = [...records.values()].filter(({ state }) => ASKED.includes(state));
  const isListed = isDeepStrictEqual(asked.map(({ admissionId }) => admissionId).toSorted(), waiting.toSorted());
  return [
    ...(isListed ? [] : [`list: ${waiting.join(', ')} for ${asked.map(({ admissionId }) => admissionId).join(', ')}`]),
    ...asked.filter(({ lines }) => lines.length > 0).map(({ admissionId }) => `held: ${admissionId} has a reservation`),
  ];
}

/** Whatever has not ended is looked at again, and so is what people were told of it. */
const nothingIsForgotten = ({ records, dueRecords, dueNotices }: Snapshot): readonly string[] =>
  [...records.values()]
    .filter(({ state }) => RUNNING.includes(state))
    .flatMap(({ admissionId, approval }) => [
      ...(dueRecords.has(admissionId) ? [] : [`forgotten: ${admissionId}`]),
      ...(approval === null || dueNotices.has(admissionId) ? [] : [`forgotten: to tell of ${admissionId}`]),
    ]);

/** One message, one reply of each kind, in each round, nothing that is not so, and never older than before. */
function toldOnce(slack: Slack, { records }: Snapshot): readonly string[] {
  return [
    ...slack.backward.map((text) => `told: ${text}`),
    ...[...records.values()].flatMap(({ admissionId, version }) => {
      const messages = slack.shown(admissionId);
      const keys = messages.flatMap(({ replies }) => replies.map(({ key }) => key));
      return [
        ...(messages.length > 1 ? [`told: ${messages.length} messages of ${admissionId}`] : []),
        ...keys.filter((key, i) => keys.indexOf(key) !== i).map((key) => `told: ${key} of ${admissionId} twice`),
        ...(messages.some((message) => message.version > version)
          ? [`told: what is not so yet of ${admissionId}`]
          : []),
      ];
    }),
  ];
}

/** Names that are free again for anybody. */
export const isFree = (state: JobState): boolean => FREE.includes(state);
export const isStillRunning = (state: JobState): boolean => RUNNING.includes(state);
export const isStillAsked = (state: JobState): boolean => ASKED.includes(state);
