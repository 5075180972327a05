import { NOTHING_SETTLED } from '../quota/settlement.ts';
import type { Refusal } from '../shared/errors.ts';
import { isRunning, isWaiting, type JobRecord } from '../shared/job.ts';
import type { Principal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { stopUpstream } from './forward.ts';
import { jobNotFound } from './job-access.ts';
import type { Ports } from './ports.ts';

/**
 * Stops a job of the principal's own team, at whatever stage it is. The wish is recorded first, so it is carried out
 * even if this process ends here. Asking again changes nothing.
 */
export async function stop(ports: Ports, principal: Principal, name: string): Promise<Result<JobRecord, Refusal>> {
  const record = await ports.store.findByName(name);
  if (!record || record.team !== principal.team) return err(jobNotFound(name));
  if (isWaiting(record.state)) return withdraw(ports, principal, record);
  if (!isRunning(record.state)) return ok(record);
  const step = { at: ports.clock.now(), by: principal.person, note: 'asked to stop' };
  const asked = await ports.store.requestStop(record, step);
  return ok(asked.state === 'submitted' ? await stopUpstream(ports, asked, 'stop') : asked);
}

/** People need not decide any more: nothing was reserved, and SageMaker knows of nothing. */
async function withdraw(ports: Ports, principal: Principal, record: JobRecord): Promise<Result<JobRecord, Refusal>> {
  const step = { at: ports.clock.now(), by: principal.person, note: 'withdrawn before it started' };
  const current = await ports.store.end(record, { state: 'withdrawn', ...step, settlement: NOTHING_SETTLED });
  // Somebody voted, or it started, at this moment.
  return isRunning(current.state) ? stop(ports, principal, record.name) : ok(current);
}
