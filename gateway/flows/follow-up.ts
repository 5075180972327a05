import type { AdmissionId } from '../shared/ids.ts';
import type { Governance } from './assess.ts';
import { lookAtHeld } from './held.ts';
import type { NoticeStore, Notifier, Ports } from './ports.ts';
import { resume } from './resume.ts';
import { tell } from './tell.ts';

/** What following up on approvals takes. */
export interface FollowingUp {
  readonly ports: Ports;
  readonly governance: Governance;
  readonly notices: NoticeStore;
  readonly notifier: Notifier | null;
}

/**
 * Does what has to be done about a job that people were asked about, whatever that is now: remind or expire, start, tell.
 * Whoever sees its record change calls it, and reconcile calls it for what is due. Safe to run any number of times at once.
 */
export async function followUp(
  { ports, governance, notices, notifier }: FollowingUp,
  admissionId: AdmissionId,
): Promise<void> {
  const record = await ports.store.find(admissionId);
  if (!record?.approval) return;
  await lookAtHeld(ports, record);
  await resume(ports, governance, record);
  await tell({ ports, action: governance.action, notices, notifier }, admissionId);
}
