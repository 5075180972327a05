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

/** Why it is looked at: its record has changed, or its time has come. */
export type Occasion = 'changed' | 'due';

/**
 * Does what has to be done about a job that people were asked about, whatever that is now: remind or expire, start, tell.
 * Whoever sees its record change calls it, and reconcile calls it for what is due. Safe to run any number of times at once.
 */
export async function followUp(
  { ports, governance, notices, notifier }: FollowingUp,
  admissionId: AdmissionId,
  occasion: Occasion,
): Promise<void> {
  const record = await ports.store.find(admissionId);
  if (!record?.approval) return;
  await lookAtHeld(ports, record);
  // A job that waits for quota writes when it tries: by what was written it is not tried again.
  if (occasion === 'due' || record.approval.waitingFor === null) await resume(ports, governance, record);
  await tell({ ports, action: governance.action, notices, notifier }, admissionId);
}
