import type { AdmissionId } from '../shared/ids.ts';
import { isTerminalStatus, type JobRecord } from '../shared/job.ts';
import { forward, recordSubmitted } from './forward.ts';
import { applyStatus } from './observe.ts';
import type { Ports } from './ports.ts';
import { CHECK_EVERY_MS, FORWARD_WINDOW_MS, SETTLE_WAIT_MS } from './timing.ts';

/** How many records a round looked at, and how many of those failed and stay due. */
export interface ReconcileReport {
  readonly checked: number;
  readonly failed: number;
}

/**
 * Finds out what became of every record whose check is due: unknown outcomes, lost events, stops not yet carried out.
 * Safe to run any number of times at once. `mayGoOn` ends a round early; what is left stays due.
 */
export async function reconcile(ports: Ports, mayGoOn: () => boolean = () => true): Promise<ReconcileReport> {
  const report = { checked: 0, failed: 0 };
  for await (const admissionId of ports.store.due(ports.clock.now())) {
    if (!mayGoOn()) break;
    report.checked += 1;
    try {
      await reconcileOne(ports, admissionId);
    } catch (cause) {
      report.failed += 1;
      ports.log.error('a record could not be reconciled', cause, { admissionId });
    }
  }
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
  ports.clock.now() > record.forwardDeadline + SETTLE_WAIT_MS;

/** The outcome of the forward is unknown. Takes the record up by moving its deadline, then looks or sends again. */
async function reconcileForwarding(ports: Ports, record: JobRecord): Promise<void> {
  if (!isQuiet(ports, record)) return;
  const forwardDeadline = ports.clock.now() + FORWARD_WINDOW_MS;
  // INVARIANT: of all who saw the old deadline one moves it, so attempts of one record never overlap.
  if (!(await ports.store.lease(record, forwardDeadline, forwardDeadline + SETTLE_WAIT_MS))) return;
  const leased = { ...record, forwardDeadline };
  if (record.stopRequestedAt !== null) return withdrawOrStop(ports, leased);
  const stored = await ports.store.load(record.admissionId);
  if (!stored?.request) throw new Error('the request of a forwarding record is missing');
  await forward(ports, leased, stored.request, 'repeat');
}

/** A stop was asked for before the outcome was known: nothing is started any more. */
async function withdrawOrStop(ports: Ports, record: JobRecord): Promise<void> {
  const look = await ports.training.look(record);
  if (look.kind === 'ours') await recordSubmitted(ports, record, 'reconcile');
  if (look.kind === 'none' || look.kind === 'other') {
    const note = 'stopped before SageMaker had the job';
    await ports.store.end(record, { state: 'withdrawn', at: ports.clock.now(), by: 'reconcile', note });
  }
}

async function reconcileSubmitted(ports: Ports, record: JobRecord): Promise<void> {
  const asked = ports.clock.now();
  const look = await ports.training.look(record);
  const gone = look.kind === 'none' || look.kind === 'other';
  if (gone && asked > record.forwardDeadline + SETTLE_WAIT_MS) return recordGone(ports, record);
  if (look.kind === 'ours') {
    await applyStatus(ports, record, look.status, 'reconcile');
    if (isTerminalStatus(look.status)) return;
    if (record.stopRequestedAt !== null) await ports.training.stop(record.name);
  }
  await ports.store.checkAgain(record, ports.clock.now() + CHECK_EVERY_MS);
}

/** Somebody deleted the job past the gateway: settled at what was reserved, and operators are told. */
async function recordGone(ports: Ports, record: JobRecord): Promise<void> {
  ports.log.count('JobGoneUpstream', { admissionId: record.admissionId, name: record.name });
  const note = 'the job is gone at SageMaker; settled at what was reserved';
  await ports.store.end(record, { state: 'finished', at: ports.clock.now(), by: 'reconcile', note, freesName: true });
}
