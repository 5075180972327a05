import { redactText } from '../audit/redact.ts';
import { NOTHING_SETTLED, settledBy, settledInFull } from '../quota/settlement.ts';
import { Unavailable } from '../shared/errors.ts';
import {
  ENDS_FROM,
  isTerminalStatus,
  type JobRecord,
  type UpstreamRefusal,
  type UpstreamStatus,
} from '../shared/job.ts';
import type { JsonObject } from '../shared/json.ts';
import type { End, Look, Ports } from './ports.ts';
import { ABSENCE_WAIT_MS, BUSY_PATIENCE_MS, KEPT_CHECK_EVERY_MS, nextCheckOf, TRY_AGAIN_MS } from './timing.ts';

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
    case 'busy':
      return waitForSagemaker(ports, record, outcome.refusal, attempt);
    case 'unknown':
      ports.log.error('the outcome of a forward is unknown', outcome.cause, { admissionId: record.admissionId });
      return record;
  }
}

/**
 * SageMaker gets more calls than it takes, which is no fault of the caller's: the record waits, and reconcile sends it again
 * in a while. Only a job that has waited too long is refused.
 */
function waitForSagemaker(
  ports: Ports,
  record: JobRecord,
  refusal: UpstreamRefusal,
  attempt: Attempt,
): Promise<JobRecord> {
  const now = ports.clock.now();
  const waiting = { since: now, ...refusal };
  if (now > (record.waiting?.since ?? now) + BUSY_PATIENCE_MS) return decideRefusedRepeat(ports, record, refusal);
  ports.log.info('SageMaker is busy; a job waits', { admissionId: record.admissionId, attempt });
  // This attempt is over, and any before it was over when the record was taken up.
  const quietSince = now - ABSENCE_WAIT_MS - 1;
  return ports.store.postpone(record, { waiting, quietSince, nextCheckAt: now + TRY_AGAIN_MS });
}

const by = (attempt: Attempt): string => (attempt === 'first' ? 'admit' : 'reconcile');

/** Notes that the job exists; if a stop was asked for meanwhile, passes it on. */
export async function recordSubmitted(ports: Ports, record: JobRecord, by: string): Promise<JobRecord> {
  const now = ports.clock.now();
  const step = { at: now, by, note: 'SageMaker accepted the job' };
  const current = await ports.store.submitted(record.admissionId, step, nextCheckOf(record, now, now));
  const isToStop = current.state === 'submitted' && current.stopRequestedAt !== null;
  return isToStop ? stopUpstream(ports, current, by) : current;
}

/**
 * Takes in that the job ended, as SageMaker says; the reservation is settled by what it bills. An event names no bill, so
 * SageMaker is asked; where it does not say yet, reconcile asks again.
 */
export async function recordFinished(
  ports: Ports,
  record: JobRecord,
  status: UpstreamStatus,
  by: string,
): Promise<JobRecord> {
  if (record.settlement !== null) return record;
  const known = status.bill ? status : await billedStatus(ports, record, status);
  if (known === null) return leaveToReconcile(ports, record, by);
  const upstream = await withoutSecrets(ports, record, known);
  const at = ports.clock.now();
  if (known.isPoolKept) {
    const note = 'SageMaker ended the job; its warm pool is kept';
    return ports.store.retained(
      record.admissionId,
      { at, by, note },
      { upstream, nextCheckAt: at + KEPT_CHECK_EVERY_MS },
    );
  }
  const note = `SageMaker ended the job: ${status.trainingJobStatus}`;
  const { bill } = known;
  return endAs(ports, record, (current) => ({
    state: 'finished',
    at,
    by,
    note,
    upstream,
    settlement: bill ? settledBy(current, bill) : settledInFull(current),
  }));
}

/**
 * What SageMaker says of a job that has ended; of one that was deleted since, what is known of its times. null: it does not say
 * yet, or cannot be asked.
 */
async function billedStatus(ports: Ports, record: JobRecord, told: UpstreamStatus): Promise<UpstreamStatus | null> {
  const look = await ports.training.look(record);
  if (look.kind === 'ours') return isTerminalStatus(look.status) ? look.status : null;
  // Reads lag behind: before W is over nothing is concluded from a job that is not there.
  const isQuiet = ports.clock.now() > record.forwardDeadline + ABSENCE_WAIT_MS;
  return look.kind !== 'unknown' && isQuiet ? { ...told, ...billByTimes(told) } : null;
}

/** The job has ended, and what it is billed is not known yet: the next round asks. */
async function leaveToReconcile(ports: Ports, record: JobRecord, by: string): Promise<JobRecord> {
  ports.log.info('a job has ended whose bill is not known yet', { admissionId: record.admissionId });
  const known = record.state === 'forwarding' ? await recordSubmitted(ports, record, by) : record;
  await ports.store.checkAgain(known, ports.clock.now());
  return known;
}

/** What was paid for between start and end, spot or not. */
function billByTimes({ trainingStartedAt, trainingEndedAt }: UpstreamStatus): Pick<UpstreamStatus, 'bill'> {
  if (trainingStartedAt === undefined || trainingEndedAt === undefined) return {};
  const seconds = Math.max(0, Math.ceil((trainingEndedAt - trainingStartedAt) / 1000));
  return { bill: { trainingSeconds: seconds, billableSeconds: seconds, keptSeconds: 0, selected: null } };
}

/** Ends the record with the reservation that it has then: an update may have changed it meanwhile. */
export async function endAs(ports: Ports, record: JobRecord, endOf: (record: JobRecord) => End): Promise<JobRecord> {
  const end = endOf(record);
  const current = await ports.store.end(record, end);
  const isOpen = current.settlement === null && ENDS_FROM[end.state].includes(current.state);
  const isAnother = current.reservationVersion !== record.reservationVersion;
  return isOpen && isAnother ? endAs(ports, current, endOf) : current;
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
  const end = { state: 'refused', at: ports.clock.now(), by, note, refusal, settlement: NOTHING_SETTLED } as const;
  return ports.store.end(record, end);
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
  if (look.kind !== 'unknown') return look;
  const Kind = look.isBusy ? SagemakerBusy : Unavailable;
  throw new Kind('SageMaker could not be asked about the job', { cause: look.cause });
}

/** A fault: SageMaker gets more calls than it takes. */
export class SagemakerBusy extends Unavailable {}
