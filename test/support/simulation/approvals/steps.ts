import { isDeepStrictEqual } from 'node:util';
import type { ReservationLine } from '../../../../gateway/shared/amount.ts';
import type { Approval } from '../../../../gateway/shared/approval.ts';
import type { JobRecord, JobState } from '../../../../gateway/shared/job.ts';
import {
  canSeat,
  demandsOf,
  instancesOf,
  isDenied,
  isLiftable,
  isSamePerson,
  limitAt,
  personAt,
  regimeAt,
} from './oracle.ts';
import type { Regime } from './regimes.ts';
import type { Snapshot } from './snapshot.ts';
import { brokenVotes, type Intent } from './votes.ts';

/** Who did what made the difference: which bundle a process had read when it began, and whose vote it brings. */
export interface Actor {
  readonly version: string;
  readonly intent: Intent | null;
}

/** One write to one record, as it was and is. */
interface Step {
  readonly before: JobRecord;
  readonly after: JobRecord;
  readonly actor: Actor;
  readonly now: Snapshot;
}

const NEXT: Readonly<Record<JobState, readonly JobState[]>> = {
  held: ['held', 'approved', 'denied', 'expired', 'withdrawn'],
  approved: ['approved', 'held', 'forwarding', 'denied', 'expired', 'withdrawn'],
  forwarding: ['submitted', 'finished', 'refused', 'withdrawn', 'retained'],
  submitted: ['finished', 'retained'],
  retained: ['finished'],
  finished: [],
  refused: [],
  withdrawn: [],
  denied: [],
  expired: [],
};

/** What is wrong with what one write made of the records. */
export function brokenSteps(before: Snapshot, now: Snapshot, actor: Actor): readonly string[] {
  return [...now.records.values()].flatMap((after) => {
    const old = before.records.get(after.admissionId);
    const broken = old ? brokenStep({ before: old, after, actor, now }) : brokenStart(after, actor, now);
    return broken.map((text) => `${text} (${after.admissionId}, ${after.name})`);
  });
}

function brokenStep(step: Step): readonly string[] {
  const { before, after } = step;
  const historyKept = isDeepStrictEqual(after.history.slice(0, before.history.length), before.history);
  return [
    ...(historyKept ? [] : ['history: what happened was changed afterwards']),
    ...(after.completedHash === before.completedHash
      ? []
      : ['changed: another request has taken the place of the old']),
    ...(after.version === before.version ? brokenStill(step) : brokenMove(step)),
  ];
}

/** Whatever moves an approval counts. */
const brokenStill = ({ before, after }: Step): readonly string[] =>
  before.state === after.state && isDeepStrictEqual(before.approval, after.approval)
    ? []
    : ['version: the record moved on and counts the same'];

function brokenMove(step: Step): readonly string[] {
  const { before, after, actor } = step;
  return [
    ...(after.version === before.version + 1 ? [] : [`version: ${after.version} after ${before.version}`]),
    ...(NEXT[before.state].includes(after.state) ? [] : [`path: ${after.state} after ${before.state}`]),
    ...(after.history.at(-1)?.state === after.state ? [] : ['history: it does not end in the state that there is']),
    ...(before.approval && after.approval
      ? [...brokenVotes(before, after, actor.intent), ...brokenRound(before.approval, after.approval, step)]
      : []),
    ...(after.state === 'forwarding' ? brokenForward(step) : []),
  ];
}

/** People are asked again only by what an approved job would need now; reminded once each time; and have as long as was said. */
function brokenRound(was: Approval, is: Approval, { before, after, actor, now }: Step): readonly string[] {
  if (is.round === was.round) {
    const isGrant = before.state === 'held' && after.state === 'approved';
    return [
      ...(isDeepStrictEqual(is.requirements, was.requirements) ? [] : ['asked: for others in the same round']),
      ...(isGrant || is.until === was.until ? [] : ['time: somebody got more of it']),
      ...(was.remindedAt === null || is.remindedAt === was.remindedAt ? [] : ['reminded twice in one round']),
    ];
  }
  const isAgain = is.round === was.round + 1 && before.state === 'approved' && after.state === 'held';
  return [
    ...(isAgain ? [] : [`round: ${is.round} after ${was.round}`]),
    ...(canSeat(is.requirements, is.votes) ? ['asked again: though it seems to have all that it takes'] : []),
    ...(after.rejudged?.policyVersion === actor.version ? [] : ['policies: asked by others than those of now']),
    ...brokenQuestion(after, after.rejudged, now),
  ];
}

/** What is new: held with the right question, or at once on its way. */
function brokenStart(record: JobRecord, actor: Actor, now: Snapshot): readonly string[] {
  const { decision, state, lines } = record;
  return [
    ...(decision.policyVersion === actor.version ? [] : ['policies: judged by others than those of now']),
    ...(state === 'held' || state === 'forwarding' ? [] : [`path: it began as ${state}`]),
    ...(record.history.length === 1 && record.history[0]?.state === state ? [] : ['history: it begins elsewhere']),
    ...(state === 'held' && lines.length > 0 ? ['held: with a reservation'] : []),
    ...brokenQuestion(record, decision, now),
    ...(state === 'forwarding' ? brokenReservation(record, decision.policyVersion, now) : []),
  ];
}

/** People are asked for all that the policies demand of the request, and for no more. */
function brokenQuestion(record: JobRecord, judged: JobRecord['rejudged'], now: Snapshot): readonly string[] {
  const { approval, admissionId } = record;
  const regime = regimeAt(judged?.policyVersion ?? '');
  const { type } = instancesOf(now.requests.get(admissionId) ?? {});
  const due = demandsOf(regime, type, approval?.overrides ?? []);
  const asked = approval?.requirements ?? [];
  return [
    ...(isDeepStrictEqual(asked, due) ? [] : [`asked: ${JSON.stringify(asked)}, due was ${JSON.stringify(due)}`]),
    ...(isDenied(regime, type) ? ['denied: the policies deny it'] : []),
  ];
}

/** INVARIANT: the heart of it. Votes, time, the policies of now, quota. */
function brokenForward({ before, after, actor, now }: Step): readonly string[] {
  const { approval, rejudged, admissionId } = after;
  if (before.state !== 'approved' || !approval || !rejudged) return ['forwarded: with no approval'];
  const regime = regimeAt(rejudged.policyVersion);
  const { type } = instancesOf(now.requests.get(admissionId) ?? {});
  const demands = demandsOf(regime, type, approval.overrides);
  const voters = votersAt(regime, approval);
  const isMet = [rejudged.approvals, demands].every((each) => canSeat(each, voters));
  const person = personAt(regime, after.person);
  return [
    ...(isMet ? [] : [`votes: ${approval.votes.map((vote) => vote.person).join(' and ')} are not enough`]),
    ...(approval.denial ? ['denied: and forwarded all the same'] : []),
    ...(rejudged.policyVersion === actor.version ? [] : ['policies: judged again by others than those of now']),
    ...(isDenied(regime, type) ? ['denied: by the policies of now, and forwarded all the same'] : []),
    ...(person?.team === after.team ? [] : ['left: whoever asked for it is not in the team any more']),
    ...((after.history.at(-1)?.at ?? 0) < approval.until ? [] : ['expired: its grant was over']),
    ...brokenReservation(after, rejudged.policyVersion, now),
  ];
}

/** Whoever has voted and is still there, in the groups of now. */
const votersAt = ({ people }: Regime, { votes }: Approval) =>
  people
    .filter(({ id }) => votes.some((vote) => isSamePerson(vote.person, id)))
    .map(({ id: person, groups }) => ({ person, groups }));

/** All that it takes is reserved, and no limit of its own decision is passed but those that people lifted. */
function brokenReservation(record: JobRecord, version: string, now: Snapshot): readonly string[] {
  const { count } = instancesOf(now.requests.get(record.admissionId) ?? {});
  const isCounted = ['org', 'team:vision'].every((scope) =>
    record.lines.some((line) => line.scope === scope && line.dimension === 'instances' && line.amount === count),
  );
  const passed = record.lines.filter((line) => isPassed(line, record, version, now));
  return [
    ...(isCounted ? [] : ['reserved: less than it takes']),
    ...passed.map(
      ({ scope, dimension, window }) => `limit: of ${scope} on ${dimension} in ${window}, lifted by nobody`,
    ),
  ];
}

function isPassed(line: ReservationLine, { approval }: JobRecord, version: string, { store }: Snapshot): boolean {
  const { scope, dimension, window } = line;
  const regime = regimeAt(version);
  const isAsked = approval?.overrides.some(
    (cell) =>
      cell.scope === scope &&
      cell.dimension === dimension &&
      cell.window === window &&
      cell.limit <= (limitAt(regime, line) ?? cell.limit),
  );
  if (isAsked && isLiftable(regime, scope)) return false;
  const balance = store.balances.find(
    (each) => each.scope === scope && each.dimension === dimension && each.window === window,
  );
  return (balance?.used ?? 0) > (limitAt(regime, line) ?? Number.POSITIVE_INFINITY);
}
