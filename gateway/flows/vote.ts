import { grantMs, nextLookAt } from '../approvals/terms.ts';
import { type Ballot, type Counted, count, LONGEST_REASON, type Voter } from '../approvals/vote.ts';
import type { VoteEntry } from '../audit/entry.ts';
import { addressesOf } from '../identity/principal-of.ts';
import { NOTHING_SETTLED } from '../quota/settlement.ts';
import type { Channel } from '../shared/approval.ts';
import type { ErrorCode, Refusal } from '../shared/errors.ts';
import type { AdmissionId } from '../shared/ids.ts';
import { type JobRecord, LONGEST_NOTE } from '../shared/job.ts';
import type { Principal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { clipped } from '../shared/visible.ts';
import { approvalNotFound, maySeeApproval } from './approval-access.ts';
import type { Governance } from './assess.ts';
import type { Ports } from './ports.ts';
import { recordRefusal } from './refusal.ts';

/** Who decides, by which way. */
export interface Deciding {
  readonly principal: Principal;
  readonly channel: Channel;
}

type VotePorts = Pick<Ports, 'store' | 'audit' | 'clock' | 'ids' | 'log'>;

/**
 * One person's yes or no, by whichever way it came. What it brings about is done by `followUp`, which whatever sees the
 * record change calls. Saying the same again changes nothing.
 * INVARIANT: it is counted on the record as it then is: a vote that meets another is counted anew.
 */
export async function vote(
  ports: VotePorts,
  governance: Governance,
  { principal, channel }: Deciding,
  admissionId: AdmissionId,
  ballot: Ballot,
): Promise<Result<JobRecord, Refusal>> {
  const record = await ports.store.find(admissionId);
  if (!record || !maySeeApproval(principal, record)) return err(approvalNotFound(admissionId));
  const { organization } = governance.bundle;
  const voter = voterOf(ports, governance, { principal, channel });
  const counted = count(record, voter, ballot, grantMs(organization.approvals));
  if (!counted.ok) {
    await recordRefusedVote(ports, principal, voter, { record, ballot, code: counted.error.code });
    return counted;
  }
  const entry = entryOf(ports, principal, voter, record, ballot);
  const written = await write(ports, record, voter, counted.value, entry);
  return written ? ok(written) : vote(ports, governance, { principal, channel }, admissionId, ballot);
}

/** Whoever decides, as the organisation knows him now. */
export function voterOf(
  { clock }: Pick<Ports, 'clock'>,
  { bundle }: Governance,
  { principal: { person, groups }, channel }: Deciding,
): Voter {
  const addresses = addressesOf(bundle.organization, person);
  return { person, addresses, groups, channel, policyVersion: bundle.version, at: clock.now() };
}

/** The record with the vote; null: it is another by now. */
async function write(
  { store }: VotePorts,
  record: JobRecord,
  { person: by, at, channel }: Voter,
  counted: Counted,
  entry: VoteEntry,
): Promise<JobRecord | null> {
  if (counted.kind === 'said-before') return record;
  const { approval } = counted;
  if (counted.kind === 'denied') {
    const note = clipped(`denied by ${by}: ${counted.denial.reason}`, LONGEST_NOTE);
    const end = { state: 'denied', at, by, note, settlement: NOTHING_SETTLED, denied: { approval, entry } } as const;
    const ended = await store.end(record, end);
    return ended.approval?.denial?.person === by ? ended : null;
  }
  const { isMet } = counted;
  const note = `approved by ${by} (${channel})${isMet ? ': all that it takes' : ''}`;
  return store.changeApproval(record, {
    state: isMet ? 'approved' : 'held',
    approval,
    // Once approved it is due at once, should nobody hear of it.
    nextCheckAt: isMet ? at : nextLookAt(approval),
    step: { at, by, note },
    entry,
  });
}

/** Somebody tried: the same entry by whichever way. */
export const recordRefusedVote = (
  ports: Pick<Ports, 'audit' | 'ids' | 'log'>,
  principal: Principal,
  voter: Voter,
  { record, ballot, code }: { readonly record: JobRecord; readonly ballot: Ballot; readonly code: ErrorCode },
): Promise<void> => recordRefusal(ports, { ...entryOf(ports, principal, voter, record, ballot), code });

function entryOf(
  { ids }: Pick<Ports, 'ids'>,
  principal: Principal,
  { at, channel, policyVersion }: Voter,
  { name, admissionId, completedHash, approval }: JobRecord,
  ballot: Ballot,
): VoteEntry {
  return {
    id: ids.next(),
    at,
    action: ballot.kind === 'approve' ? 'ApproveJob' : 'DenyJob',
    principal,
    name,
    admissionId,
    channel,
    completedHash,
    round: approval?.round ?? 0,
    policyVersion,
    ...(ballot.kind === 'deny' && { reason: ballot.reason.slice(0, LONGEST_REASON) }),
  };
}
