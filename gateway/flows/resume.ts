import { expiryMs, grantMs, nextLookAt } from '../approvals/terms.ts';
import { minuteText } from '../approvals/wording.ts';
import type { Bundle } from '../bundle/open.ts';
import { personAt, principalOfPerson } from '../identity/principal-of.ts';
import { assessQuota, type LedgerReading, neverFits } from '../quota/assess.ts';
import { approversBeyond } from '../quota/quotas.ts';
import type { LimitedLine } from '../quota/reservation.ts';
import { NOTHING_SETTLED } from '../quota/settlement.ts';
import { CURRENT, isOfBalance, placesOf } from '../shared/amount.ts';
import type { Approval, Vote } from '../shared/approval.ts';
import { canonicalHash } from '../shared/canonical.ts';
import type { EpochMs } from '../shared/clock.ts';
import { type Decision, type FoundViolation, holds, secretPathsOf } from '../shared/decision.ts';
import { type JobRecord, LONGEST_NOTE } from '../shared/job.ts';
import type { JsonObject } from '../shared/json.ts';
import { isMet, mergedRequirements, requirementsText } from '../shared/requirements.ts';
import { clipped } from '../shared/visible.ts';
import {
  type Assessment,
  assessAsIs,
  type Context,
  contextFor,
  estimateFor,
  type Governance,
  linesOf,
  meteredOf,
  purposeOf,
} from './assess.ts';
import { approvalsFor, decisionAsIs, report, waiversOf } from './decide.ts';
import { forward } from './forward.ts';
import type { Ports } from './ports.ts';
import { refusalText } from './refusal.ts';
import { ABSENCE_WAIT_MS, FORWARD_WINDOW_MS, TRY_AGAIN_MS } from './timing.ts';

/**
 * Carries on what people have approved: judged again as it is stored, reserved, and forwarded. Safe to run any number of
 * times at once: one of them gets to start it.
 * INVARIANT: hard rules, waivers and quota of this moment count, whatever was approved; and nothing of the request is
 * completed anew, so what runs is what people saw.
 */
export async function resume(
  ports: Ports,
  governance: Governance,
  record: JobRecord,
  usedUp: ReadonlySet<string> = new Set(),
): Promise<void> {
  const { approval } = record;
  if (record.state !== 'approved' || approval === null) return;
  const at = ports.clock.now();
  if (at >= approval.until) return expireGrant(ports, record, approval);
  const request = (await ports.store.load(record.admissionId))?.request;
  if (!request) throw new Error('the request of an approved record is missing');
  if (canonicalHash(request) !== record.completedHash) return refuseChanged(ports, record);
  const context = contextOf(governance, record, at, usedUp);
  if (typeof context === 'string') return denyNow(ports, record, context);
  const judged = judgedAgain(context, record, approval, request);
  report(record.admissionId, judged.assessment, ports.log);
  const { decision } = judged;
  if (decision.verdict === 'deny') return denyNow(ports, record, refusalText(decision));
  const votes = votesOfNow(governance.bundle, record, approval);
  if (!isMet(decision.approvals, votes)) return askAgain(ports, governance, record, { ...approval, votes }, judged);
  const gone = await start(ports, record, { ...judged, context, request });
  // Each time round there is at least one waiver less.
  if (gone.length > 0) return resume(ports, governance, record, new Set([...usedUp, ...gone]));
}

/** INVARIANT: what people approved is what was hashed when they were asked, or it does not start. */
async function refuseChanged(ports: Ports, record: JobRecord): Promise<void> {
  ports.log.count('RequestChanged', { admissionId: record.admissionId, name: record.name });
  await denyNow(ports, record, 'the request that is stored is not the one that people were asked about');
}

/**
 * With the groups of now. A vote of whoever has left a group, or the organisation, stays and counts for nothing; so does the
 * second of two who turn out to be one person, or to be who asked.
 */
function votesOfNow({ organization }: Bundle, { person: asking }: JobRecord, { votes }: Approval): readonly Vote[] {
  const counted = new Set([personAt(organization, asking)?.id]);
  return votes.map((vote) => {
    const person = personAt(organization, vote.person);
    if (!person || counted.has(person.id)) return { ...vote, groups: [] };
    counted.add(person.id);
    return { ...vote, groups: person.groups };
  });
}

/** Whose job it is, by the organisation of now; or why nobody may run it any more. */
function contextOf(governance: Governance, record: JobRecord, at: EpochMs, usedUp: ReadonlySet<string>) {
  const principal = principalOfPerson(governance.bundle.organization, record.person, record.principalArn);
  if (!principal.ok) return principal.error;
  if (principal.value.team !== record.team) return `\`${record.person}\` is not in team \`${record.team}\` any more`;
  return contextFor(governance, principal.value, record.admissionId, { at, usedUp });
}

/** What the policies make of the stored request now. */
function judgedAgain(context: Context, record: JobRecord, approval: Approval, request: JsonObject) {
  const { bundle } = context;
  const assessment = assessAsIs(context, request);
  const lines = linesOf(context, assessment.prepared).map(unlessOverridden(bundle, approval));
  const found = [...assessment.found, ...overriddenLimits(record)];
  const decision: Decision = {
    ...decisionAsIs(context, record.name, found),
    approvals: mergedRequirements([
      ...approvalsFor(assessment.found),
      ...approval.overrides.flatMap(({ scope }) => approversBeyond(bundle.quotas, scope) ?? []),
    ]),
    needs: lines.map(({ isLifted: _, ...line }) => ({ ...line, left: null })),
    estimate: estimateFor(context, assessment.prepared),
  };
  return { assessment, lines, decision };
}

/**
 * A limit that people let the job go beyond does not bind it, as long as it is theirs to lift. Where it was lowered since, or
 * another day or month has begun, it is another, and binds.
 */
const unlessOverridden =
  ({ quotas }: Bundle, { overrides }: Approval) =>
  (line: LimitedLine): LimitedLine => {
    const lifted = overrides.find((cell) => isOfBalance(cell, line));
    if (!lifted || approversBeyond(quotas, line.scope) === null) return line;
    if (line.limit !== null && line.limit < lifted.limit) return line;
    return { ...line, limit: null, isLifted: line.window !== CURRENT };
  };

/** Quota is not looked at again where it was lifted: what was told of it stays the reason. */
const overriddenLimits = ({ decision, approval }: JobRecord): readonly FoundViolation[] =>
  approval?.overrides.length === 0
    ? []
    : decision.violations
        .filter((violation) => violation.policy === 'quotas' && holds(violation))
        .map((violation) => ({ ...violation, waivable: false, byTeam: false }));

/** An approved job, judged again, that may start. */
interface Start {
  readonly context: Context;
  readonly assessment: Assessment;
  readonly lines: readonly LimitedLine[];
  readonly decision: Decision;
  readonly request: JsonObject;
}

/** Reserves and forwards it; where there is no room, it waits for that. Returns the waivers of which no use was left. */
async function start(ports: Ports, record: JobRecord, starting: Start): Promise<readonly string[]> {
  const { context, assessment, lines, decision, request } = starting;
  const hopeless = lines.filter(neverFits);
  if (hopeless.length > 0) {
    await waitForQuota(ports, record, starting, { places: placesOf(hopeless), balances: [] });
    return [];
  }
  const at = ports.clock.now();
  const forwardDeadline = at + FORWARD_WINDOW_MS;
  const outcome = await ports.store.resume(record, {
    lines,
    metered: meteredOf(context, assessment.prepared),
    rejudged: decision,
    waivers: waiversOf(context.bundle, decision),
    forwardDeadline,
    nextCheckAt: forwardDeadline + ABSENCE_WAIT_MS,
    step: { at, by: 'resume', note: `judged again, quota reserved${beyondText(lines, record)}` },
  });
  if (outcome.kind === 'waivers-used-up') return outcome.waivers;
  if (outcome.kind === 'over-quota') await waitForQuota(ports, record, starting, outcome.reading);
  if (outcome.kind === 'resumed') await forward(ports, outcome.record, request, 'first');
  return [];
}

const beyondText = (lines: readonly LimitedLine[], { approval }: JobRecord): string => {
  const lifted = lines
    .filter((line) => line.limit === null && approval?.overrides.some((cell) => isOfBalance(cell, line)))
    .map(({ scope, dimension }) => `${dimension} of ${scope}`);
  return lifted.length === 0 ? '' : `, beyond the limits that people lifted: ${lifted.join(', ')}`;
};

/** Why it does not start is told; whether it can is looked at again and again, by reconcile, until its grant ends. */
async function waitForQuota(ports: Ports, record: JobRecord, starting: Start, reading: LedgerReading): Promise<void> {
  const { store, clock } = ports;
  const { approval } = record;
  const at = clock.now();
  const nextCheckAt = at + TRY_AGAIN_MS;
  const { context, assessment, lines } = starting;
  const { violations } = assessQuota(lines, reading, purposeOf(context, assessment.prepared.workload));
  const waitingFor = clipped(violations.map(({ message }) => message).join('; '), LONGEST_NOTE);
  if (approval === null || approval.waitingFor === waitingFor) return store.checkAgain(record, nextCheckAt);
  const step = approval.waitingFor === null ? { at, by: 'resume', note: `waits for quota: ${waitingFor}` } : null;
  await store.changeApproval(record, { state: 'approved', approval: { ...approval, waitingFor }, nextCheckAt, step });
}

/**
 * Policies have changed, or people have left: the votes stay, and so does the request. There is no more time for it than a job
 * has that people are asked about once: its client waits no longer.
 */
async function askAgain(
  { store, clock }: Ports,
  { bundle: { organization } }: Governance,
  record: JobRecord,
  before: Approval,
  { decision: rejudged, assessment }: Pick<Start, 'decision' | 'assessment'>,
): Promise<void> {
  const at = clock.now();
  const expiry = expiryMs(organization.approvals);
  const approval = {
    ...before,
    round: before.round + 1,
    requirements: rejudged.approvals,
    askedAt: at,
    until: Math.min(at + expiry, record.createdAt + expiry + grantMs(organization.approvals)),
    remindedAt: null,
    secretPaths: [...new Set([...before.secretPaths, ...secretPathsOf(assessment.found)])],
    waitingFor: null,
  };
  const note = `policies have changed, asked again: ${requirementsText(rejudged.approvals)}`;
  const step = { at, by: 'resume', note };
  await store.changeApproval(record, { state: 'held', approval, rejudged, nextCheckAt: nextLookAt(approval), step });
}

async function denyNow({ store, clock }: Ports, record: JobRecord, why: string): Promise<void> {
  const note = clipped(`denied by the policies of now, whatever was approved: ${why}`, LONGEST_NOTE);
  await store.end(record, { state: 'denied', at: clock.now(), by: 'resume', note, settlement: NOTHING_SETTLED });
}

async function expireGrant({ store, clock }: Ports, record: JobRecord, approval: Approval): Promise<void> {
  const why = approval.waitingFor ?? 'nothing carried it on in time';
  const note = clipped(`approved, but not started by ${minuteText(approval.until)}: ${why}`, LONGEST_NOTE);
  await store.end(record, { state: 'expired', at: clock.now(), by: 'resume', note, settlement: NOTHING_SETTLED });
}
