import { isDeepStrictEqual } from 'node:util';
import type { Approval, Vote } from '../../../../gateway/shared/approval.ts';
import type { JobRecord } from '../../../../gateway/shared/job.ts';
import { canSeat, isSamePerson, personAt, regimeAt } from './oracle.ts';
import { EXPIRE_AFTER_MINUTES, GRANT_MINUTES } from './regimes.ts';
import type { Snapshot } from './snapshot.ts';

/** The vote that a process was started to bring. */
export interface Intent {
  readonly address: string;
  readonly admissionId: string;
  readonly kind: 'approve' | 'deny';
  readonly round: number | null;
}

/** A vote that its caller was told is counted. */
export interface Heard {
  readonly person: string;
  readonly admissionId: string;
  readonly kind: Intent['kind'];
}

/** What is wrong with the votes that one write left. */
export function brokenVotes(before: JobRecord, after: JobRecord, intent: Intent | null): readonly string[] {
  const [was, is] = [before.approval, after.approval];
  if (was === null || is === null) return ['asked: nobody ever was'];
  const added = is.votes.filter((vote) => !isAmong(was.votes, vote));
  const gone = was.votes.filter((vote) => !isAmong(is.votes, vote));
  const lost = gone.filter((vote) => !added.some((other) => isAnew(vote, other)));
  const denial = isDeepStrictEqual(was.denial, is.denial) ? null : is.denial;
  return [
    ...lost.map(({ person }) => `votes: what ${person} said was lost`),
    ...(added.length > 1 ? ['votes: several at once'] : []),
    ...(was.denial && denial ? ['denied: twice'] : []),
    ...added.flatMap((vote) => brokenVote(before, was, vote, intent, 'approve')),
    ...(denial ? brokenVote(before, was, denial, intent, 'deny') : []),
    ...brokenOutcome(before, after, is, added),
  ];
}

/** Groups are those of whenever people were last asked. */
const isAmong = (votes: readonly Vote[], { person, at }: Vote): boolean =>
  votes.some((other) => other.person === person && other.at === at);

/** Whoever has other groups by now may say it again. */
const isAnew = (vote: Vote, now: Vote): boolean =>
  isSamePerson(vote.person, now.person) && !isDeepStrictEqual(vote.groups, now.groups);

type Said = Omit<Vote, 'groups'> & Partial<Pick<Vote, 'groups'>>;

/** Somebody who is asked, in time, in that round, about somebody else's job, and once. */
function brokenVote(before: JobRecord, was: Approval, said: Said, intent: Intent | null, kind: Intent['kind']) {
  const { person, at, policyVersion, groups } = said;
  const known = personAt(regimeAt(policyVersion), person);
  const isOwn = intent !== null && intent.kind === kind && intent.admissionId === before.admissionId;
  const isThem = known !== undefined && [known.id, ...(known.aliases ?? [])].includes(intent?.address ?? '');
  return [
    ...(isOwn && isThem ? [] : [`vote: nobody brought that of ${person}`]),
    ...(isSamePerson(person, before.person) ? ['vote: of whoever asked for the job'] : []),
    ...(known && was.requirements.some(({ group }) => known.groups.includes(group))
      ? []
      : [`vote: of ${person}, a stranger`]),
    ...(groups === undefined || isDeepStrictEqual(groups, known?.groups) ? [] : ['vote: with groups that nobody gave']),
    ...(at < was.until ? [] : [`vote: of ${person}, too late`]),
    ...(intent?.round === null || intent?.round === was.round ? [] : [`vote: of ${person}, on what was asked before`]),
    ...(kind === 'approve' &&
    was.votes.some((vote) => isSamePerson(vote.person, person) && isDeepStrictEqual(vote.groups, groups))
      ? [`vote: ${person} voted twice`]
      : []),
  ];
}

/** Approved is what has all that it takes, and from then on its own time counts. */
function brokenOutcome(before: JobRecord, after: JobRecord, approval: Approval, added: readonly Vote[]) {
  const isGrant = before.state === 'held' && after.state === 'approved';
  const isMet = canSeat(approval.requirements, approval.votes);
  const [last] = added;
  return [
    ...(isGrant && (!isMet || !last) ? ['approved: by too few'] : []),
    ...(isGrant && last && approval.until !== last.at + 60_000 * GRANT_MINUTES ? ['grant: for another time'] : []),
    ...(after.state === 'held' && last && isMet ? ['held: though it has all that it takes'] : []),
    ...(approval.until > approval.askedAt + 60_000 * (EXPIRE_AFTER_MINUTES + GRANT_MINUTES) ? ['time: too much'] : []),
  ];
}

/** Each vote that counts has one entry, of the same request and person; and what somebody heard is counted is there. */
export function brokenEntries(now: Snapshot, heard: readonly Heard[]): readonly string[] {
  return [...now.records.values()].flatMap((record) => [
    ...unequal(record, now),
    ...heard.filter(({ admissionId }) => admissionId === record.admissionId).flatMap((each) => lost(record, each)),
  ]);
}

function unequal({ admissionId, completedHash, approval }: JobRecord, { votes }: Snapshot): readonly string[] {
  const entries = votes.filter((entry) => entry.admissionId === admissionId && entry.code === undefined);
  const said = [
    ...(approval?.votes ?? []).map(({ person, at }) => `ApproveJob ${person} ${at} ${completedHash}`),
    ...(approval?.denial ? [`DenyJob ${approval.denial.person} ${approval.denial.at} ${completedHash}`] : []),
  ];
  const noted = entries.map(
    ({ action, principal, at, completedHash: hash }) => `${action} ${principal.person} ${at} ${hash}`,
  );
  const isEqual = isDeepStrictEqual(said.toSorted(), noted.filter((each) => said.includes(each)).toSorted());
  const strangers = entries.filter(({ principal }) => !isSaidBy(approval, principal.person));
  const isOfRound = entries.every(({ round }) => round >= 1 && round <= (approval?.round ?? 0));
  return [
    ...strangers.map(({ principal }) => `audit: ${principal.person} has said nothing`),
    ...(isEqual ? [] : [`audit: ${noted.join(', ')} for ${said.join(', ')}`]),
    ...(isOfRound ? [] : ['audit: an entry of a round that there was not']),
  ];
}

const isSaidBy = (approval: Approval | null, person: string): boolean =>
  [...(approval?.votes ?? []), ...[approval?.denial ?? []].flat()].some((said) => isSamePerson(said.person, person));

function lost({ approval, name }: JobRecord, { person, kind }: Heard): readonly string[] {
  const said = kind === 'deny' ? [approval?.denial ?? []].flat() : (approval?.votes ?? []);
  const isThere = said.some((each) => isSamePerson(each.person, person));
  return isThere ? [] : [`lost: ${person} was told that a vote on ${name} counts`];
}
