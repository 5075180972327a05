import type { Quotas } from '../quota/quotas.ts';
import { NOTHING_SETTLED, settledInFull } from '../quota/settlement.ts';
import { canonicalHash } from '../shared/canonical.ts';
import type { AdmissionId } from '../shared/ids.ts';
import { isTerminalStatus, isWaiting, type JobRecord, type UpstreamStatus } from '../shared/job.ts';
import type { Occasion } from './follow-up.ts';
import { endAs, forward, lookAt, recordFinished, recordSubmitted, SagemakerBusy } from './forward.ts';
import { applyStatus } from './observe.ts';
import type { Due, Ports } from './ports.ts';
import { ABSENCE_WAIT_MS, CHECK_EVERY_MS, FORWARD_WINDOW_MS, KEPT_CHECK_EVERY_MS, nextCheckOf } from './timing.ts';
import { alertBudgets, budgetsOf, overrunOfJob, tellAlert } from './watch-budgets.ts';

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
  /** Does what has to be done about a job that people were asked about. */
  readonly followUp: (admissionId: AdmissionId, occasion: Occasion) => Promise<void>;
}

/**
 * Finds out what became of every record whose check is due: unknown outcomes, lost events, stops not yet carried out.
 * Safe to run any number of times at once. `quotas`: null where they are not known; then budgets are left for a later round.
 */
export async function reconcile(
  ports: Ports,
  quotas: Quotas | null,
  { mayGoOn, atOnce, followUp }: Round,
): Promise<ReconcileReport> {
  const report = { checked: 0, failed: 0 };
  const all = await ports.store.due(ports.clock.now());
  // What people are told comes after what jobs wait for, however slow that is.
  const due = [...all.filter(({ kind }) => kind !== 'notice'), ...all.filter(({ kind }) => kind === 'notice')].values();
  let isBusy = false;
  const lookAtDue = (kind: Due['kind'], id: string): Promise<void> => {
    if (kind === 'alert') return tellOverdueAlert(ports, id);
    return kind === 'notice' ? followUp(id, 'changed') : reconcileOne(ports, quotas, id, followUp);
  };
  const work = async () => {
    for (const { kind, id } of due) {
      if (!mayGoOn() || isBusy) return;
      report.checked += 1;
      await lookAtDue(kind, id).catch((cause: unknown) => {
        report.failed += 1;
        if (cause instanceof SagemakerBusy) {
          // What is left stays due, and the next round goes on.
          isBusy = true;
          ports.log.info('SageMaker is busy, so the round ends', { id });
          return;
        }
        ports.log.count('ReconcileFailed', { id });
        ports.log.error(`a ${kind} could not be reconciled`, cause, { id });
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return report;
}

/** One record, whatever its state. */
export async function reconcileOne(
  ports: Ports,
  quotas: Quotas | null,
  admissionId: AdmissionId,
  followUp: Round['followUp'],
): Promise<void> {
  const record = await ports.store.find(admissionId);
  if (record && isWaiting(record.state)) await followUp(admissionId, 'due');
  if (record?.state === 'forwarding') await reconcileForwarding(ports, record);
  if (record?.state === 'submitted') await reconcileSubmitted(ports, quotas, record);
  if (record?.state === 'retained') await reconcileRetained(ports, record);
  if (record?.state === 'finished') await reconcileFinished(ports, quotas, record);
}

/** Whoever raised the alert could not tell of it. */
async function tellOverdueAlert(ports: Ports, id: string): Promise<void> {
  const alert = await ports.store.findAlert(id);
  if (alert) await tellAlert(ports, alert);
}

/** What a job used up may be news for its budgets: looked at once after its end. */
async function reconcileFinished(ports: Ports, quotas: Quotas | null, record: JobRecord): Promise<void> {
  if (quotas === null) return ports.store.checkAgain(record, ports.clock.now() + CHECK_EVERY_MS);
  await alertBudgets(ports, quotas, await budgetsOf(ports, quotas, record));
  await ports.store.checkedForGood(record.admissionId);
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
  // INVARIANT: what is sent again is what was judged.
  if (canonicalHash(stored.request) !== record.completedHash)
    throw new Error('the stored request is not what was judged');
  const after = await forward(ports, leased, stored.request, 'repeat');
  if (after.state === 'forwarding' && after.waiting) throw new SagemakerBusy('SageMaker was too busy for a create');
}

/** A stop was asked for before the outcome was known: nothing is started any more. */
async function withdrawOrStop(ports: Ports, record: JobRecord): Promise<void> {
  const look = await lookAt(ports, record);
  if (look.kind === 'ours') await recordSubmitted(ports, record, 'reconcile');
  else {
    const note = 'stopped before SageMaker had the job';
    const end = { state: 'withdrawn', at: ports.clock.now(), by: 'reconcile', note } as const;
    await ports.store.end(record, { ...end, settlement: NOTHING_SETTLED });
  }
}

async function reconcileSubmitted(ports: Ports, quotas: Quotas | null, record: JobRecord): Promise<void> {
  const asked = ports.clock.now();
  const look = await lookAt(ports, record);
  if (look.kind === 'ours') return reconcileRunning(ports, quotas, record, look.status);
  if (asked > record.forwardDeadline + ABSENCE_WAIT_MS) return recordGone(ports, record);
  await ports.store.checkAgain(record, asked + CHECK_EVERY_MS);
}

/** The job stands there: its status is noted, and a stop that was asked for is passed on until it is taken. */
async function reconcileRunning(
  ports: Ports,
  quotas: Quotas | null,
  record: JobRecord,
  status: UpstreamStatus,
): Promise<void> {
  await applyStatus(ports, record, status, 'reconcile');
  if (isTerminalStatus(status)) return;
  const isToStop = quotas !== null && (await watchCost(ports, quotas, record, status));
  if (record.stopRequestedAt !== null || isToStop) await passStopOn(ports, record);
  const now = ports.clock.now();
  await ports.store.checkAgain(record, nextCheckOf(record, status.trainingStartedAt ?? now, now));
}

/** Alerts budgets, and tells of a job that costs too much; true where it is to be stopped. */
async function watchCost(ports: Ports, quotas: Quotas, record: JobRecord, status: UpstreamStatus): Promise<boolean> {
  const budgets = await budgetsOf(ports, quotas, record);
  await alertBudgets(ports, quotas, budgets);
  const overran = overrunOfJob(quotas, { record, status, budgets, now: ports.clock.now() });
  return overran !== null && noteOverrun(ports, record, overran);
}

/** Tells people once, and records the wish to stop where the policy says so; true where the job is to be stopped. */
async function noteOverrun(
  ports: Ports,
  record: JobRecord,
  { why, isToStop }: { readonly why: string; readonly isToStop: boolean },
): Promise<boolean> {
  const step = { at: ports.clock.now(), by: 'reconcile' };
  if (record.overranAt === null) {
    const { admissionId, name, team } = record;
    if (await ports.store.noteOverrun(record, { ...step, note: `costs more than it should: ${why}` })) {
      ports.log.count('JobOverran', { admissionId, name, team, isToStop });
    }
  }
  if (isToStop) await ports.store.requestStop(record, { ...step, note: `stopped by the policy on overruns: ${why}` });
  return isToStop;
}

/** The job has ended, and its warm pool was kept. */
async function reconcileRetained(ports: Ports, record: JobRecord): Promise<void> {
  const asked = ports.clock.now();
  const look = await lookAt(ports, record);
  if (look.kind !== 'ours') return recordGone(ports, record);
  if (look.status.isPoolKept) return ports.store.checkAgain(record, asked + KEPT_CHECK_EVERY_MS);
  await recordFinished(ports, record, look.status, 'reconcile');
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
  const end = { state: 'finished', at: ports.clock.now(), by: 'reconcile', note, freesName: true } as const;
  await endAs(ports, record, (current) => ({ ...end, settlement: settledInFull(current) }));
}
