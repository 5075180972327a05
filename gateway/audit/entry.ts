import type { EpochMs } from '../shared/clock.ts';
import type { Decision } from '../shared/decision.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { Principal } from '../shared/principal.ts';

/** A decision that refused, as it is kept. */
export interface AuditEntry {
  readonly id: string;
  readonly at: EpochMs;
  readonly action: string;
  readonly name: string;
  readonly principal: Principal;
  /** Why it was refused. */
  readonly code: ErrorCode;
  readonly submittedHash: string;
  readonly decision: Decision;
}
