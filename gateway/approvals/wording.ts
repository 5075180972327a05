import type { Approval } from '../shared/approval.ts';
import type { EpochMs } from '../shared/clock.ts';
import type { JobRecord } from '../shared/job.ts';
import { fulfilmentOf } from '../shared/requirements.ts';

/** `2026-11-27 17:00 UTC` */
export const minuteText = (at: EpochMs): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Where a job stands that waits for people, or for its start: one line, whatever client shows it. */
export function waitingText({ state, approval }: Pick<JobRecord, 'state' | 'approval'>): string {
  if (approval === null) return '';
  return state === 'held' ? heldText(approval) : `${approvedText(approval)}${startText(approval)}`;
}

function heldText({ requirements, votes, until }: Approval): string {
  const fulfilled = fulfilmentOf(requirements, votes);
  const needed = requirements.reduce((sum, { count }) => sum + count, 0);
  const given = fulfilled.reduce((sum, { approvedBy }) => sum + approvedBy.length, 0);
  const groups = fulfilled
    .map(({ group, count, approvedBy }) => `${group} ${approvedBy.length} of ${count}`)
    .join(', ');
  return `Waiting for approval ${given} of ${needed} (${groups}), expires ${minuteText(until)}`;
}

/** By whom. */
export const approvedText = ({ votes }: Approval): string =>
  `Approved by ${votes.map(({ person }) => person).join(' and ')}`;

const startText = ({ waitingFor, until }: Approval): string =>
  waitingFor === null ? ', starting' : `, waiting for quota until ${minuteText(until)}: ${waitingFor}`;
