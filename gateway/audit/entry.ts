import type { EpochMs } from '../shared/clock.ts';
import type { Decision } from '../shared/decision.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { AdmissionId } from '../shared/ids.ts';
import type { Principal } from '../shared/principal.ts';

interface Entry {
  readonly id: string;
  readonly at: EpochMs;
  /** The operation, as SageMaker calls it. */
  readonly action: string;
  readonly name: string;
  readonly principal: Principal;
}

/** A decision that refused, as it is kept. */
export interface AuditEntry extends Entry {
  /** Why it was refused. */
  readonly code: ErrorCode;
  readonly submittedHash: string;
  readonly decision: Decision;
}

/** A change of a job that is about to be passed on. */
export interface ChangeEntry extends Entry {
  readonly admissionId: AdmissionId;
  /** What it touches, without values: members of the job, or keys of tags. */
  readonly touches: readonly string[];
}
