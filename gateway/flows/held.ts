import { reminderAt } from '../approvals/terms.ts';
import { minuteText } from '../approvals/wording.ts';
import { NOTHING_SETTLED } from '../quota/settlement.ts';
import type { JobRecord } from '../shared/job.ts';
import { requirementsText } from '../shared/requirements.ts';
import type { Ports } from './ports.ts';

/** Expires what nobody has decided in time, and has people reminded once. Safe to run any number of times at once. */
export async function lookAtHeld({ store, clock }: Pick<Ports, 'store' | 'clock'>, record: JobRecord): Promise<void> {
  const { approval, state } = record;
  if (state !== 'held' || approval === null) return;
  const at = clock.now();
  if (at >= approval.until) {
    const note = `expired at ${minuteText(approval.until)}: it took the approval of ${requirementsText(approval.requirements)}, and had that of ${votersText(record)}`;
    await store.end(record, { state: 'expired', at, by: 'expire', note, settlement: NOTHING_SETTLED });
  } else if (approval.remindedAt === null && at >= reminderAt(approval)) {
    const reminded = { ...approval, remindedAt: at };
    await store.changeApproval(record, { state: 'held', approval: reminded, nextCheckAt: approval.until, step: null });
  }
}

const votersText = ({ approval }: JobRecord): string =>
  approval?.votes.map(({ person }) => person).join(' and ') || 'nobody';
