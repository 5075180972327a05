import type { ChangeEntry } from '../audit/entry.ts';
import type { JobRecord } from '../shared/job.ts';
import type { Principal } from '../shared/principal.ts';
import type { Ports, Relay } from './ports.ts';

/** What changes of a job that exists take beside the ports of every flow. */
export interface Changing {
  readonly ports: Ports;
  readonly relay: Relay;
}

/** One audit entry, written before the change is passed on; where it cannot be written nothing is changed. */
export function recordChange(
  { audit, ids, clock }: Ports,
  principal: Principal,
  { name, admissionId }: JobRecord,
  change: Pick<ChangeEntry, 'action' | 'touches' | 'decision'>,
): Promise<void> {
  const id = change.decision?.id ?? ids.next();
  return audit.append({ id, at: clock.now(), principal, name, admissionId, ...change });
}
