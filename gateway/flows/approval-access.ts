import type { Refusal } from '../shared/errors.ts';
import type { JobRecord } from '../shared/job.ts';
import type { Principal } from '../shared/principal.ts';
import { isAsked } from '../shared/requirements.ts';
import { maySee } from './job-access.ts';

/** Whoever is asked, the team whose job it is, and auditors. */
export const maySeeApproval = (principal: Principal, { approval, team }: JobRecord): boolean =>
  approval !== null && (maySee(principal, team) || isAsked(approval.requirements, principal.groups));

export const approvalNotFound = (admissionId: string): Refusal => ({
  code: 'approval-not-found',
  detail: `there is no approval \`${admissionId}\` that concerns you: list those that wait with GET /v1/approvals`,
});
