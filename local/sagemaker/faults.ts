import { isJsonObject } from './json.ts';
import type { RecordLog } from './record-log.ts';

const KINDS = ['refuse', 'throttle', 'error', 'timeout', 'lose-answer', 'fail-job'] as const;

/**
 * refuse, throttle, error: answered so, without effect. timeout: no effect and never answered. lose-answer: takes
 * effect, then the connection breaks. fail-job: the job that is created fails during Training.
 */
export type FaultKind = (typeof KINDS)[number];

/** What shall go wrong with the next `count` calls of `operation`. */
export interface Fault {
  readonly operation: string;
  readonly kind: FaultKind;
  readonly count: number;
}

export type AddedFault =
  | { readonly ok: true; readonly value: Fault }
  | { readonly ok: false; readonly message: string };

export interface Faults {
  /** Checks and queues a fault; `count` is 1 where absent. Says what is allowed where it refuses. */
  add(fault: unknown): AddedFault;
  /** Uses up one of the oldest fault of the operation that befalls the call itself; null: none is pending. */
  takeForCall(operation: string): FaultKind | null;
  /** Uses up one fail-job; whether there was one. */
  takeForJob(): boolean;
}

const RECORD = 'faults';
const JOB_OPERATION = 'CreateTrainingJob';
const MAX_COUNT = 1_000_000;

/** The faults saved in `log` before, and a queue that saves there. */
export function openFaults(log: RecordLog, operations: readonly string[]): Faults {
  // Only this module writes this record.
  let pending = (log.saved.get(RECORD) ?? []) as readonly Fault[];
  const save = (faults: readonly Fault[]): void => {
    log.write(RECORD, faults);
    pending = faults;
  };
  const take = (isWanted: (fault: Fault) => boolean): FaultKind | null => {
    const taken = pending.find(isWanted);
    if (!taken) return null;
    const used = { ...taken, count: taken.count - 1 };
    save(pending.map((fault) => (fault === taken ? used : fault)).filter(({ count }) => count > 0));
    return taken.kind;
  };
  return {
    add: (input) => {
      const checked = checkFault(input, operations);
      if (checked.ok) save([...pending, checked.value]);
      return checked;
    },
    takeForCall: (operation) => take((fault) => fault.operation === operation && fault.kind !== 'fail-job'),
    takeForJob: () => take(({ kind }) => kind === 'fail-job') !== null,
  };
}

function checkFault(input: unknown, operations: readonly string[]): AddedFault {
  const { operation, kind, count = 1 } = isJsonObject(input) ? input : {};
  const known = KINDS.find((candidate) => candidate === kind);
  if (typeof operation !== 'string' || !operations.includes(operation)) {
    return { ok: false, message: `operation is \`${operation}\`; use one of ${operations.join(', ')}` };
  }
  if (known === undefined) return { ok: false, message: `kind is \`${kind}\`; use one of ${KINDS.join(', ')}` };
  if (known === 'fail-job' && operation !== JOB_OPERATION) {
    return { ok: false, message: `kind \`fail-job\` belongs to ${JOB_OPERATION}; \`${operation}\` creates no job` };
  }
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > MAX_COUNT) {
    return { ok: false, message: `count is \`${count}\`; use a whole number from 1 to ${MAX_COUNT}` };
  }
  return { ok: true, value: { operation, kind: known, count } };
}
