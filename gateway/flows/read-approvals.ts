import type { Refusal } from '../shared/errors.ts';
import type { AdmissionId } from '../shared/ids.ts';
import type { JobRecord } from '../shared/job.ts';
import type { Principal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { approvalNotFound, maySeeApproval } from './approval-access.ts';
import type { JobPage, JobStore, StoredJob } from './ports.ts';

export interface ApprovalQuery {
  readonly limit: number;
  /** From the approval after this list key; null: from the first. */
  readonly after: string | null;
}

/** What waits and concerns the principal, oldest first. A page may hold fewer than its limit and still not be the last. */
export async function listApprovals(
  store: Pick<JobStore, 'waiting'>,
  principal: Principal,
  { limit, after }: ApprovalQuery,
): Promise<JobPage> {
  const { records, next } = await store.waiting({ after, limit });
  return { records: records.filter((record) => maySeeApproval(principal, record)), next };
}

/** All that waits and concerns the principal, oldest first, up to so many. */
export async function approvalsUpTo(
  store: Pick<JobStore, 'waiting'>,
  principal: Principal,
  most: number,
): Promise<readonly JobRecord[]> {
  const found: JobRecord[] = [];
  for (let after: string | null = null; ; ) {
    const page = await listApprovals(store, principal, { limit: PAGE, after });
    found.push(...page.records);
    if (page.next === null || found.length >= most) return found.slice(0, most);
    after = page.next;
  }
}

const PAGE = 50;

/** One approval, whatever became of it, as the principal may see it. */
export async function readApproval(
  store: Pick<JobStore, 'load'>,
  principal: Principal,
  admissionId: AdmissionId,
): Promise<Result<StoredJob, Refusal>> {
  const stored = await store.load(admissionId);
  return stored && maySeeApproval(principal, stored.record) ? ok(stored) : err(approvalNotFound(admissionId));
}
