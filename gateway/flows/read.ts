import { redactAt, redactRequest } from '../audit/redact.ts';
import type { Policy } from '../bundle/document.ts';
import type { Bundle } from '../bundle/open.ts';
import { concerns } from '../rules/match.ts';
import type { Refusal } from '../shared/errors.ts';
import type { JobState } from '../shared/job.ts';
import { isAuditor, type Principal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { jobNotFound, maySee } from './job-access.ts';
import { type JobPage, type JobStore, listKeyOf, type StoredJob } from './ports.ts';

export interface JobQuery {
  readonly state: JobState | null;
  /** null: every team the principal may see. */
  readonly team: string | null;
  readonly limit: number;
  readonly before: string | null;
}

/** A job that the principal may see, newest admission of the name, secrets masked. */
export async function readJob(
  store: JobStore,
  principal: Principal,
  name: string,
): Promise<Result<StoredJob, Refusal>> {
  const job = await store.loadByName(name);
  if (!job || !maySee(principal, job.record.team)) return err(jobNotFound(name));
  const { record, request } = job;
  return ok({ record, request: request && redactAt(redactRequest(request), record.approval?.secretPaths ?? []) });
}

/** The records that the principal may see, newest first over all of those teams. */
export async function listJobs(
  store: JobStore,
  { organization }: Pick<Bundle, 'organization'>,
  principal: Principal,
  query: JobQuery,
): Promise<JobPage> {
  const seen = organization.teams.map(({ id }) => id).filter((team) => maySee(principal, team));
  const teams = query.team === null ? seen : seen.filter((team) => team === query.team);
  const pages = await Promise.all(teams.map((team) => store.list({ ...query, team })));
  return firstPage(pages, query.limit);
}

/** The policies with the bindings that can apply to the principal; an auditor sees all. */
export function readPolicies({ policies }: Pick<Bundle, 'policies'>, principal: Principal): readonly Policy[] {
  if (isAuditor(principal)) return policies;
  return policies
    .map((policy) => ({ ...policy, bindings: policy.bindings.filter((binding) => concerns(binding, principal)) }))
    .filter(({ bindings }) => bindings.length > 0);
}

/**
 * Merges pages that each hold the newest jobs of one team. A team whose page stopped short hides what is older, so
 * nothing older than that is given yet.
 */
function firstPage(pages: readonly JobPage[], limit: number): JobPage {
  const horizon = pages.map(({ next }) => next ?? '').reduce((a, b) => (a > b ? a : b), '');
  const known = pages.flatMap((page) => page.records).filter((record) => listKeyOf(record) >= horizon);
  const records = known.sort((a, b) => (listKeyOf(a) < listKeyOf(b) ? 1 : -1)).slice(0, limit);
  const last = records.at(-1);
  const next = known.length > limit && last ? listKeyOf(last) : horizon;
  return { records, next: next === '' ? null : next };
}
