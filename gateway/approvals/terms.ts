import type { Approval } from '../shared/approval.ts';
import type { EpochMs } from '../shared/clock.ts';
import type { ApprovalTerms } from '../shared/organization.ts';

/** With the time to start below the time that clients of AWS wait for a job, 6 hours: boto3's waiter counts from the create. */
const EXPIRE_AFTER_MINUTES = 240;
const GRANT_MINUTES = 60;

/** How long people have to answer, in milliseconds. */
export const expiryMs = ({ expireAfterMinutes = EXPIRE_AFTER_MINUTES }: ApprovalTerms = {}): number =>
  60_000 * expireAfterMinutes;

/** Within which time an approved job has to start, in milliseconds. */
export const grantMs = ({ grantMinutes = GRANT_MINUTES }: ApprovalTerms = {}): number => 60_000 * grantMinutes;

/** When a job that is held is to be looked at next. */
export const nextLookAt = (approval: Approval): EpochMs =>
  approval.remindedAt === null ? reminderAt(approval) : approval.until;

/** When those are reminded who have not voted: once, half-way. */
export const reminderAt = ({ askedAt, until }: Pick<Approval, 'askedAt' | 'until'>): EpochMs =>
  askedAt + Math.floor((until - askedAt) / 2);
