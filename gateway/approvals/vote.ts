import { isDeepStrictEqual } from 'node:util';
import type { Approval, Channel, Denial, Vote } from '../shared/approval.ts';
import type { EpochMs } from '../shared/clock.ts';
import type { Refusal } from '../shared/errors.ts';
import { isWaiting, type JobRecord } from '../shared/job.ts';
import { isAsked, isMet, requirementsText } from '../shared/requirements.ts';
import { err, ok, type Result } from '../shared/result.ts';

/** Who decides, when, by which way and by which policies. */
export interface Voter {
  readonly person: string;
  /** All by which the person is known, the id included: records may know him by another than the organisation does now. */
  readonly addresses: readonly string[];
  readonly groups: readonly string[];
  readonly channel: Channel;
  readonly policyVersion: string;
  readonly at: EpochMs;
}

/** What somebody decides. `round`: the one that was looked at; null: whichever it is. */
export type Ballot = { readonly round: number | null } & (
  | { readonly kind: 'approve' }
  | { readonly kind: 'deny'; readonly reason: string }
);

/** What comes of a ballot: to be written, if the record still is what it was counted on. */
export type Counted =
  /** The same person has said so before: there is nothing to write. */
  | { readonly kind: 'said-before' }
  | { readonly kind: 'voted'; readonly approval: Approval; readonly isMet: boolean }
  | { readonly kind: 'denied'; readonly approval: Approval; readonly denial: Denial };

/** Reasons are for people to read: longer ones are refused. */
export const LONGEST_REASON = 1_000;

/**
 * Counts one ballot on a record as it was read. Pure.
 * INVARIANT: no vote of the person who asked, of somebody who is not asked, or after the end; and one a person.
 */
export function count(record: JobRecord, voter: Voter, ballot: Ballot, grantMs: number): Result<Counted, Refusal> {
  const { approval } = record;
  if (approval === null) return err(nobodyAsked(record));
  if (hasSaid(record, approval, voter, ballot.kind)) return ok({ kind: 'said-before' });
  const refusal = refusalOf(record, voter, ballot);
  if (refusal !== null) return err(refusal);
  const { person, groups, at, channel, policyVersion } = voter;
  if (ballot.kind === 'deny') {
    const denial = { person, at, channel, policyVersion, reason: ballot.reason.trim() };
    return ok({ kind: 'denied', approval: { ...approval, denial }, denial });
  }
  const others = approval.votes.filter((vote) => !isOf(voter, vote));
  const votes: readonly Vote[] = [...others, { person, groups, at, channel, policyVersion }];
  const met = isMet(approval.requirements, votes);
  const until = met ? at + grantMs : approval.until;
  return ok({ kind: 'voted', approval: { ...approval, votes, until }, isMet: met });
}

const isOf = ({ addresses }: Voter, { person }: Pick<Vote, 'person'>): boolean => addresses.includes(person);

/** Whether saying it changes nothing. Whoever is in other groups by now may say yes again: the new vote takes the old one's place. */
function hasSaid({ state }: JobRecord, { votes, denial }: Approval, voter: Voter, kind: Ballot['kind']): boolean {
  if (kind === 'deny') return denial !== null && isOf(voter, denial);
  const said = votes.find((vote) => isOf(voter, vote));
  return said !== undefined && (state !== 'held' || isDeepStrictEqual(new Set(said.groups), new Set(voter.groups)));
}

const nobodyAsked = ({ name }: JobRecord): Refusal => ({
  code: 'approval-not-found',
  detail: `nobody was asked about \`${name}\``,
});

/** Why a ballot does not count; null: it does. Asked, too, before somebody is offered to decide. */
export function refusalOf(record: JobRecord, voter: Voter, ballot: Ballot): Refusal | null {
  const { approval } = record;
  if (approval === null) return nobodyAsked(record);
  if (voter.addresses.includes(record.person)) return { code: 'self-approval', detail: SELF };
  if (!isAsked(approval.requirements, voter.groups)) {
    const detail = `you are in none of the groups that are asked: it takes ${requirementsText(approval.requirements)}`;
    return { code: 'not-an-approver', detail };
  }
  return closedTo(record, approval, voter, ballot) ?? flawOf(ballot);
}

const SELF =
  'you asked for this job yourself, by whatever account: somebody else has to decide; to take it back, stop the job';

/** What is approved may still be denied, until it starts. */
function closedTo(record: JobRecord, approval: Approval, { at }: Voter, { kind, round }: Ballot): Refusal | null {
  const decided = (detail: string): Refusal => ({ code: 'approval-decided', detail });
  const { state, name } = record;
  if (!isWaiting(state)) return decided(`\`${name}\` is ${state}: ${record.history.at(-1)?.note ?? 'it is over'}`);
  if (at >= approval.until) return decided(`\`${name}\` has expired: it has to be submitted again`);
  if (round !== null && round !== approval.round) {
    return decided('policies have changed, and people are asked anew: look at the request again before you decide');
  }
  if (kind === 'approve' && state === 'approved') {
    return decided(`\`${name}\` is approved already, by ${approval.votes.map(({ person }) => person).join(' and ')}`);
  }
  return null;
}

function flawOf(ballot: Ballot): Refusal | null {
  if (ballot.kind === 'approve') return null;
  const length = ballot.reason.trim().length;
  if (length > 0 && length <= LONGEST_REASON) return null;
  const seen = length === 0 ? 'there is no reason' : `the reason is ${length} characters long`;
  return { code: 'invalid-vote', detail: `${seen}: say why in at most ${LONGEST_REASON} characters` };
}
