import type { Refusal } from '../shared/errors.ts';
import { isRunning, type JobRecord } from '../shared/job.ts';
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
  if (!isRunning(record.state)) return ok(record);
  const step = { at: ports.clock.now(), by: principal.person, note: 'asked to stop' };
  const asked = await ports.store.requestStop(record, step);
  return ok(asked.state === 'submitted' ? await stopUpstream(ports, asked, 'stop') : asked);
}
