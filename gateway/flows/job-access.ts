import type { Refusal } from '../shared/errors.ts';
import { isWaiting, type JobRecord } from '../shared/job.ts';
import { isAuditor, type Principal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { lookAt } from './forward.ts';
import type { JobStore, Ports } from './ports.ts';

/** Whose jobs a principal may see: the own team's, an auditor everyone's. By our records, never by a job's tags. */
export const maySee = (principal: Principal, team: string): boolean => isAuditor(principal) || principal.team === team;

export const jobNotFound = (name: string): Refusal => ({
  code: 'job-not-found',
  detail: `no training job \`${name}\` of your team went through the gateway: list yours with GET /v1/training-jobs`,
});

/** What people are asked about stays as it is: any change would be another request. */
const jobWaits = (name: string): Refusal<'job-in-use'> => ({
  code: 'job-in-use',
  detail: `the training job \`${name}\` waits for approval: change it once it has started, or stop it and submit it anew`,
});

/** The job of this name as the principal may read it; one that was deleted is not there. */
export async function readableJob(
  store: JobStore,
  principal: Principal,
  name: string,
): Promise<Result<JobRecord, Refusal>> {
  const record = await store.findByName(name);
  return record && record.deletedAt === null && maySee(principal, record.team) ? ok(record) : err(jobNotFound(name));
}

/** The job of this name where it is the principal's own team's, so that it may be changed. */
export async function ownJob(store: JobStore, principal: Principal, name: string): Promise<Result<JobRecord, Refusal>> {
  const job = await readableJob(store, principal, name);
  return job.ok && job.value.team !== principal.team ? err(jobNotFound(name)) : job;
}

/**
 * The same, where SageMaker has the job.
 * INVARIANT: the job that stands at SageMaker under the name carries this admission's tag, so no change that is passed
 * on meets a stranger's job.
 */
export async function ownJobUpstream(
  ports: Pick<Ports, 'store' | 'training'>,
  principal: Principal,
  name: string,
): Promise<Result<JobRecord, Refusal | Refusal<'job-in-use'>>> {
  const job = await ownJob(ports.store, principal, name);
  if (!job.ok) return job;
  if (isWaiting(job.value.state)) return err(jobWaits(name));
  const look = await lookAt(ports, job.value);
  return look.kind === 'ours' ? job : err(jobNotFound(name));
}
