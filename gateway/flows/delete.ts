import type { Refusal } from '../shared/errors.ts';
import { IMPLIED_STATUS, isLive, isRunning, isUpstream, isWaiting, type JobRecord } from '../shared/job.ts';
import type { Principal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type Changing, recordChange } from './change.ts';
import { lookAt } from './forward.ts';
import { jobNotFound, ownJob } from './job-access.ts';
import { passedOn } from './passed-on.ts';
import { ABSENCE_WAIT_MS } from './timing.ts';

/**
 * Deletes a finished job of the principal's own team and frees its name. Asking again after a crash goes on where it was.
 * INVARIANT: nothing is deleted before W has passed since the job finished, so that no create of this record can still
 * take effect under a name that is free again; and the name is freed after the job is gone, never before.
 */
export async function deleteJob(
  { ports, relay }: Changing,
  principal: Principal,
  name: string,
): Promise<Result<null, Refusal<'job-in-use'> | Refusal>> {
  const job = await ownJob(ports.store, principal, name);
  if (!job.ok) return job;
  const record = job.value;
  // It ended before SageMaker had it: there is nothing to delete, and its name is free.
  if (!isRunning(record.state) && !isUpstream(record.state)) return err(jobNotFound(name));
  const refusal = tooEarly(record, ports.clock.now());
  if (refusal) return err(refusal);
  const look = await lookAt(ports, record);
  if (look.kind === 'ours') {
    await recordChange(ports, principal, record, { action: 'DeleteTrainingJob', touches: [] });
    const passed = await passedOn(relay, 'DeleteTrainingJob', { TrainingJobName: record.name });
    if (!passed.ok) return passed;
  }
  const note = look.kind === 'ours' ? 'deleted' : 'was to be deleted, and is gone at SageMaker';
  await ports.store.deleted(record, { at: ports.clock.now(), by: principal.person, note });
  return ok(null);
}

function tooEarly({ name, state, history }: JobRecord, now: number): Refusal<'job-in-use'> | null {
  if (isWaiting(state) || isLive(state)) {
    const detail =
      state === 'retained'
        ? `a warm pool keeps the instances of the training job \`${name}\`: end it with UpdateTrainingJob, or wait for its end, before you delete the job`
        : `the training job \`${name}\` is ${IMPLIED_STATUS[state]}: stop it, or wait for its end, before you delete it`;
    return { code: 'job-in-use', detail };
  }
  const from = (history.findLast((entry) => entry.state === 'finished')?.at ?? now) + ABSENCE_WAIT_MS;
  if (now > from) return null;
  const detail = `the training job \`${name}\` ended a moment ago: it can be deleted from ${new Date(from).toISOString()} on`;
  return { code: 'job-in-use', detail };
}
