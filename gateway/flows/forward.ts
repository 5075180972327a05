import { redactText } from '../audit/redact.ts';
import { Unavailable } from '../shared/errors.ts';
import { isTerminalStatus, type JobRecord, type UpstreamRefusal, type UpstreamStatus } from '../shared/job.ts';
import type { JsonObject } from '../shared/json.ts';
import type { Look, Ports } from './ports.ts';
import { CHECK_EVERY_MS } from './timing.ts';

/** `repeat` is reconcile's: an earlier attempt of the same record may have taken effect. */
type Attempt = 'first' | 'repeat';

/**
 * One attempt to hand an admitted request to SageMaker, and the one write that records what came of it. Returns the
 * record as it then is; still `forwarding` means that the outcome is not known and reconcile will find out.
 * INVARIANT: nothing is sent after the record's forwardDeadline, so whoever waits for the deadline plus
 * ABSENCE_WAIT_MS knows that no attempt is under way.
 */
export async function forward(
  ports: Ports,
  record: JobRecord,
  request: JsonObject,
  attempt: Attempt,
): Promise<JobRecord> {
  if (ports.clock.now() > record.forwardDeadline) return record;
  const outcome = await ports.training.create(request);
  switch (outcome.kind) {
    case 'accepted':
      return recordSubmitted(ports, record, by(attempt));
    case 'refused': {
      const refusal = { ...outcome.refusal, message: redactText(outcome.refusal.message, request) };
      return attempt === 'first'
        ? recordRefused(ports, record, refusal, by(attempt))
        : decideRefusedRepeat(ports, record, refusal);
    }
    case 'unknown':
      ports.log.error('the outcome of a forward is unknown', outcome.cause, { admissionId: record.admissionId });
      return record;
  }
}

const by = (attempt: Attempt): string => (attempt === 'first' ? 'admit' : 'reconcile');

/** Notes that the job exists; if a stop was asked for meanwhile, passes it on. */
export async function recordSubmitted(ports: Ports, record: JobRecord, by: string): Promise<JobRecord> {
  const now = ports.clock.now();
  const step = { at: now, by, note: 'SageMaker accepted the job' };
  const current = await ports.store.submitted(record.admissionId, step, now + CHECK_EVERY_MS);
  const isToStop = current.state === 'submitted' && current.stopRequestedAt !== null;
  return isToStop ? stopUpstream(ports, current, by) : current;
}

/** Notes that the job ended as SageMaker says, and gives its reservation back. */
export async function recordFinished(
  ports: Ports,
  record: JobRecord,
  status: UpstreamStatus,
  by: string,
): Promise<JobRecord> {
  const note = `SageMaker ended the job: ${status.trainingJobStatus}`;
  const upstream = await withoutSecrets(ports, record, status);
  return ports.store.end(record, { state: 'finished', at: ports.clock.now(), by, note, upstream });
}

/** The reason of a failure often is a command line, hyperparameters and all: records hold no secret. */
async function withoutSecrets(
  { store }: Ports,
  { admissionId }: JobRecord,
  status: UpstreamStatus,
): Promise<UpstreamStatus> {
  if (status.failureReason === null) return status;
  const stored = await store.load(admissionId);
  return { ...status, failureReason: redactText(status.failureReason, stored?.request ?? {}) };
}

function recordRefused(ports: Ports, record: JobRecord, refusal: UpstreamRefusal, by: string): Promise<JobRecord> {
  const note = `SageMaker refused the job: ${refusal.code}`;
  return ports.store.end(record, { state: 'refused', at: ports.clock.now(), by, note, refusal });
}

/**
 * A refused repeat says nothing of the attempts before it, so the admission tag decides. A name that is in use by
 * nobody visible may be ours a moment from now: that is left for the next round.
 */
async function decideRefusedRepeat(ports: Ports, record: JobRecord, refusal: UpstreamRefusal): Promise<JobRecord> {
  const look = await lookAt(ports, record);
  if (look.kind === 'ours') return recordSubmitted(ports, record, 'reconcile');
  if (look.kind === 'other') return recordRefused(ports, record, refusal, 'reconcile');
  if (look.kind === 'none' && refusal.code !== 'ResourceInUse') {
    return recordRefused(ports, record, refusal, 'reconcile');
  }
  return record;
}

/**
 * Stops the job upstream if it is ours. What cannot be stopped now is due at once, for reconcile to stop. Returns the
 * record: finished where the job had ended by itself.
 */
export async function stopUpstream(ports: Ports, record: JobRecord, by: string): Promise<JobRecord> {
  const look = await ports.training.look(record);
  if (look.kind === 'ours' && isTerminalStatus(look.status)) return recordFinished(ports, record, look.status, by);
  const outcome = look.kind === 'ours' ? await ports.training.stop(record.name) : look;
  if (outcome.kind === 'taken') return record;
  if (outcome.kind === 'unknown') {
    ports.log.error('a stop was not taken; reconcile tries again', outcome.cause, { admissionId: record.admissionId });
  }
  await ports.store.checkAgain(record, ports.clock.now());
  return record;
}

/** What stands upstream. Throws where SageMaker cannot be asked: the record is left as it is, and operators are told. */
export async function lookAt(
  ports: Pick<Ports, 'training'>,
  record: JobRecord,
): Promise<Exclude<Look, { kind: 'unknown' }>> {
  const look = await ports.training.look(record);
  if (look.kind === 'unknown')
    throw new Unavailable('SageMaker could not be asked about the job', { cause: look.cause });
  return look;
}
