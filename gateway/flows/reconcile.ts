import type { AdmissionId } from '../shared/ids.ts';
import { isTerminalStatus, type JobRecord, type UpstreamStatus } from '../shared/job.ts';
import { forward, lookAt, recordSubmitted } from './forward.ts';
import { applyStatus } from './observe.ts';
import type { Ports } from './ports.ts';
import { ABSENCE_WAIT_MS, CHECK_EVERY_MS, FORWARD_WINDOW_MS } from './timing.ts';

/** How many records a round looked at, and how many of those failed and stay due. */
export interface ReconcileReport {
  readonly checked: number;
  readonly failed: number;
}

export interface Round {
  /** Asked before each record; false ends the round, and what is left stays due. */
  readonly mayGoOn: () => boolean;
  /** How many records are looked at at a time: most of the work is waiting for SageMaker and DynamoDB. */
  readonly atOnce: number;
}

/**
 * Finds out what became of every record whose check is due: unknown outcomes, lost events, stops not yet carried out.
 * Safe to run any number of times at once.
 */
export async function reconcile(ports: Ports, { mayGoOn, atOnce }: Round): Promise<ReconcileReport> {
  const report = { checked: 0, failed: 0 };
  const due = (await ports.store.due(ports.clock.now())).values();
  const work = async () => {
    for (const admissionId of due) {
      if (!mayGoOn()) return;
      report.checked += 1;
      await reconcileOne(ports, admissionId).catch((cause: unknown) => {
        report.failed += 1;
        ports.log.count('ReconcileFailed', { admissionId });
        ports.log.error('a record could not be reconciled', cause, { admissionId });
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return report;
}

/** One record, whatever its state. */
export async function reconcileOne(ports: Ports, admissionId: AdmissionId): Promise<void> {
  const record = await ports.store.find(admissionId);
  if (record?.state === 'forwarding') await reconcileForwarding(ports, record);
  if (record?.state === 'submitted') await reconcileSubmitted(ports, record);
}

/** Whether the absence of a job means that there will be none: no attempt is under way or can still take effect. */
const isQuiet = (ports: Ports, record: JobRecord): boolean =>
  ports.clock.now() > record.forwardDeadline + ABSENCE_WAIT_MS;

/** The outcome of the forward is unknown. Takes the record up by moving its deadline, then looks or sends again. */
async function reconcileForwarding(ports: Ports, record: JobRecord): Promise<void> {
  if (!isQuiet(ports, record)) return;
  const forwardDeadline = ports.clock.now() + FORWARD_WINDOW_MS;
  // INVARIANT: of all who saw the old deadline one moves it, so attempts of one record never overlap.
  if (!(await ports.store.lease(record, forwardDeadline, forwardDeadline + ABSENCE_WAIT_MS))) return;
  const leased = { ...record, forwardDeadline };
  if (record.stopRequestedAt !== null) return withdrawOrStop(ports, leased);
  const stored = await ports.store.load(record.admissionId);
  if (!stored?.request) throw new Error('the request of a forwarding record is missing');
  await forward(ports, leased, stored.request, 'repeat');
}

/** A stop was asked for before the outcome was known: nothing is started any more. */
async function withdrawOrStop(ports: Ports, record: JobRecord): Promise<void> {
  const look = await lookAt(ports, record);
  if (look.kind === 'ours') await recordSubmitted(ports, record, 'reconcile');
  else {
    const note = 'stopped before SageMaker had the job';
    await ports.store.end(record, { state: 'withdrawn', at: ports.clock.now(), by: 'reconcile', note });
  }
}

async function reconcileSubmitted(ports: Ports, record: JobRecord): Promise<void> {
  const asked = ports.clock.now();
  const look = await lookAt(ports, record);
  if (look.kind === 'ours') return reconcileRunning(ports, record, look.status);
  if (asked > record.forwardDeadline + ABSENCE_WAIT_MS) return recordGone(ports, record);
  await ports.store.checkAgain(record, asked + CHECK_EVERY_MS);
}

/** The job stands there: its status is noted, and a stop that was asked for is passed on until it is taken. */
async function reconcileRunning(ports: Ports, record: JobRecord, status: UpstreamStatus): Promise<void> {
  await applyStatus(ports, record, status, 'reconcile');
  if (isTerminalStatus(status)) return;
  if (record.stopRequestedAt !== null) await passStopOn(ports, record);
  await ports.store.checkAgain(record, ports.clock.now() + CHECK_EVERY_MS);
}

/** Throws where SageMaker did not take it: the record stays due, and operators are told. */
async function passStopOn(ports: Ports, record: JobRecord): Promise<void> {
  const outcome = await ports.training.stop(record.name);
  if (outcome.kind === 'unknown') throw new Error('SageMaker did not take a stop', { cause: outcome.cause });
}

/** Somebody deleted the job past the gateway: settled at what was reserved, and operators are told. */
async function recordGone(ports: Ports, record: JobRecord): Promise<void> {
  ports.log.count('JobGoneUpstream', { admissionId: record.admissionId, name: record.name });
  const note = 'the job is gone at SageMaker; settled at what was reserved';
  await ports.store.end(record, { state: 'finished', at: ports.clock.now(), by: 'reconcile', note, freesName: true });
}
