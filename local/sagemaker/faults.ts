import { createFaults, type Fault, type FaultDoor, type Faults } from '../faults.ts';
import type { RecordLog } from './record-log.ts';

/**
 * refuse, throttle, error: answered so, without effect. timeout: no effect and never answered. lose-answer: takes
 * effect, then the connection breaks.
 */
const CALL_KINDS = ['refuse', 'throttle', 'error', 'timeout', 'lose-answer'] as const;
export type CallFault = (typeof CALL_KINDS)[number];

/** fail-job: the job that is created fails during Training. no-capacity: it fails because no instances are to be had. */
const JOB_KINDS = ['fail-job', 'no-capacity'] as const;
export type JobFault = (typeof JOB_KINDS)[number];

export interface SagemakerFaults extends FaultDoor {
  /** Uses up one of the oldest fault of the operation that befalls the call itself; null: none is pending. */
  takeForCall(operation: string): CallFault | null;
  /** Uses up one fault of a job that is being created; null: it has none. */
  takeForJob(): JobFault | null;
}

const RECORD = 'faults';
const JOB_OPERATION = 'CreateTrainingJob';

/** Which kinds each operation knows. */
export const faultKinds = (operations: readonly string[]): ReadonlyMap<string, readonly (CallFault | JobFault)[]> =>
  new Map(operations.map((name) => [name, name === JOB_OPERATION ? [...CALL_KINDS, ...JOB_KINDS] : CALL_KINDS]));

/** The faults saved in `log` before, and a queue that saves there. */
export function openFaults(log: RecordLog, operations: readonly string[]): SagemakerFaults {
  // Only this module writes this record.
  const pending = (log.saved.get(RECORD) ?? []) as readonly Fault<CallFault | JobFault>[];
  const faults: Faults<CallFault | JobFault> = createFaults(faultKinds(operations), pending, (changed) =>
    log.write(RECORD, changed),
  );
  const callKind = (kind: string | null): CallFault | null => CALL_KINDS.find((known) => known === kind) ?? null;
  const jobKind = (kind: string | null): JobFault | null => JOB_KINDS.find((known) => known === kind) ?? null;
  return {
    ...faults,
    takeForCall: (operation) => callKind(faults.take(operation, (kind) => callKind(kind) !== null)),
    takeForJob: () => jobKind(faults.take(JOB_OPERATION, (kind) => jobKind(kind) !== null)),
  };
}
