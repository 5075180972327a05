import type { LedgerReading } from '../quota/assess.ts';
import { type LargestJob, largestJob, scalableJob } from '../quota/largest.ts';
import { quotaOverview } from '../quota/overview.ts';
import { scopesOfJob } from '../quota/reservation.ts';
import type { Decision } from '../shared/decision.ts';
import type { Refusal } from '../shared/errors.ts';
import { ok, type Result } from '../shared/result.ts';
import type { Governance } from './assess.ts';
import { meteredOf, ownerOf } from './assess.ts';
import { type Judged, judge, readLedger, type Submission, usedUpWaivers, withQuota } from './decide.ts';
import type { Ports } from './ports.ts';

/** What is told of a request that nobody submits. */
export interface Checked {
  readonly decision: Decision;
  /** The largest job like it that fits now, by quotas alone; null where it has not one kind of instances that train. */
  readonly largest: AskedJob | null;
}

/** The largest job like one that was asked for. */
export interface AskedJob extends LargestJob {
  /** How many instances were asked for: `longestSeconds` is for so many. */
  readonly asked: number;
}

/** The whole decision on a request, reserving nothing and recording nothing. */
export async function check(
  ports: Pick<Ports, 'store' | 'ids' | 'clock' | 'log'>,
  governance: Governance,
  submission: Submission,
): Promise<Result<Checked, Refusal>> {
  const usedUp = await usedUpWaivers(ports.store, governance.bundle, submission.principal);
  const judged = judge(governance, submission, ports.ids.next(), { at: ports.clock.now(), usedUp }, ports.log);
  if (!judged.ok) return judged;
  const reading = await readLedger(ports.store, judged.value);
  return ok({ decision: withQuota(judged.value, reading), largest: largestLike(judged.value, reading) });
}

function largestLike({ context, prepared }: Judged, { balances }: LedgerReading): AskedJob | null {
  const { workload, unsupported } = prepared;
  const job = unsupported.length === 0 ? scalableJob(workload, meteredOf(context, prepared)) : null;
  if (job === null) return null;
  const { quotas } = context.bundle;
  const scopes = scopesOfJob(quotas, ownerOf(context), workload);
  const rooms = quotaOverview(scopes, quotas, balances, context.at);
  const asked = job.group.count;
  return { ...largestJob(rooms, job, asked), asked };
}
