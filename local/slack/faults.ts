import { createFaults, type Fault, type FaultDoor } from '../faults.ts';
import type { RecordLog } from '../sagemaker/record-log.ts';

/**
 * refuse, throttle, error: answered so, without effect. timeout: no effect and never answered. lose-answer: takes
 * effect, then the connection breaks.
 */
const KINDS = ['refuse', 'throttle', 'error', 'timeout', 'lose-answer'] as const;
export type SlackFault = (typeof KINDS)[number];

export interface SlackFaults extends FaultDoor {
  /** Uses up one of the oldest fault of the method; null: none is pending. */
  take(method: string): SlackFault | null;
}

const RECORD = 'faults';

/** Which kinds each method of the Web API knows. */
export const faultKinds = (methods: readonly string[]): ReadonlyMap<string, readonly SlackFault[]> =>
  new Map(methods.map((method) => [method, KINDS]));

/** The faults saved in `log` before, and a queue that saves there. */
export function openFaults(log: RecordLog, methods: readonly string[]): SlackFaults {
  // Only this module writes this record.
  const pending = (log.saved.get(RECORD) ?? []) as readonly Fault<SlackFault>[];
  return createFaults(faultKinds(methods), pending, (changed) => log.write(RECORD, changed));
}
