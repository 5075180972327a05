import type { AdmissionId } from '../shared/ids.ts';
import { isTerminalStatus, type JobRecord, type UpstreamStatus } from '../shared/job.ts';
import { recordFinished, recordSubmitted } from './forward.ts';
import type { Ports } from './ports.ts';

/** SageMaker's news of a job. Any of them may come never, twice, late or out of order. */
export interface StateChange {
  readonly arn: string;
  /** From the job's admission tag; null for a job that is not ours. */
  readonly admissionId: AdmissionId | null;
  readonly status: UpstreamStatus;
}

/** Applies one event to the record it belongs to, if it is ours. Safe to run any number of times. */
export async function observe(ports: Ports, change: StateChange): Promise<void> {
  if (change.admissionId === null) return;
  const record = await ports.store.find(change.admissionId);
  // A copied tag on another job must not settle ours.
  if (!record || record.arn !== change.arn) {
    ports.log.info('an event names an admission that is not its job', { arn: change.arn });
    return;
  }
  await applyStatus(ports, record, change.status, 'observe');
}

/** Brings the record up to what SageMaker says of its own job. */
export async function applyStatus(ports: Ports, record: JobRecord, status: UpstreamStatus, by: string): Promise<void> {
  if (isTerminalStatus(status)) {
    await recordFinished(ports, record, status, by);
    return;
  }
  if (record.state === 'forwarding') await recordSubmitted(ports, record, by);
  const known = record.upstream?.lastModifiedAt ?? 0;
  if (status.lastModifiedAt > known) await ports.store.noteUpstream(record, status);
}
