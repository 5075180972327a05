import { redactFound, redactRequest } from '../audit/redact.ts';
import { type LedgerReading, neverFits } from '../quota/assess.ts';
import { withUsedUp } from '../rules/waiver.ts';
import { placesOf } from '../shared/amount.ts';
import type { Approval, OnHold } from '../shared/approval.ts';
import { type Decision, waiversUsed } from '../shared/decision.ts';
import type { Refusal, RestErrorCode } from '../shared/errors.ts';
import { isRunning, isUpstream, isWaiting, type JobRecord, type JobState } from '../shared/job.ts';
import type { Principal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { admissionOf, heldAdmissionOf, nameOf } from './admission.ts';
import type { Governance } from './assess.ts';
import {
  isHopeless,
  type Judged,
  judge,
  readLedger,
  type Submission,
  usedUpWaivers,
  withKnownQuota,
  withQuota,
} from './decide.ts';
import { forward } from './forward.ts';
import type { AdmissionOutcome, Ports } from './ports.ts';
import { recordRefusal, refusalText } from './refusal.ts';
import { upstreamRefusal } from './upstream-refusal.ts';

/** A job that is admitted and, as far as is known, accepted; or that is held until people have decided. */
export interface Admitted {
  readonly arn: string;
  readonly state: JobState;
  readonly decision: Decision;
  /** What people are asked, and have said; null: nobody had to be asked. */
  readonly approval: Approval | null;
  /** The same request was admitted before and lives; nothing was done now. */
  readonly repeated: boolean;
}

/** A create as it reached the gateway. */
export interface Create extends Submission {
  /** What its caller wants where it needs approval; the team's setting where nothing is said. */
  readonly onHold?: OnHold | undefined;
}

/**
 * The story of a create: judge, reserve, forward, answer. A decision that refuses reserves nothing and leaves one audit
 * entry; an admission is recorded before anything is forwarded. What needs approval is recorded and reserves nothing: it
 * goes on in `resume` once people have approved.
 */
export async function admit(
  ports: Ports,
  governance: Governance,
  submission: Create,
  usedUp: ReadonlySet<string> = new Set(),
): Promise<Result<Admitted, Refusal>> {
  const judgement = judge(governance, submission, ports.ids.next(), { at: ports.clock.now(), usedUp }, ports.log);
  if (!judgement.ok) return judgement;
  const judged = judgement.value;
  if (judged.decision.verdict === 'deny') return refuseByPolicy(ports, submission, judged);
  if (isHopeless(judged)) return refuseHopeless(ports, submission, judged);
  // A line that never fits must not reach the store, which only compares what is used (DESIGN: a condition cannot add).
  const isToAsk = judged.decision.verdict === 'hold' || judged.lines.some(neverFits);
  if (isToAsk) return askOrRefuse(ports, governance, submission, judged, NOTHING_READ, hopelessReading(judged));
  const admission = admissionOf(ports, submission, judged);
  const outcome = await ports.store.admit(admission);
  // Each time round there is at least one waiver less.
  if (outcome.kind === 'waivers-used-up') {
    return admit(ports, governance, submission, new Set([...usedUp, ...outcome.waivers]));
  }
  if (outcome.kind !== 'admitted') return answerUnadmitted(ports, governance, submission, judged, outcome);
  return answer(await forward(ports, admission.record, admission.request, 'first'), false);
}

/**
 * Asks people: records the job as held, under its name, with nothing reserved. Where it turns out that nobody has to be
 * asked, or that it is refused all the same, that is the answer. Nobody is asked for what rests on a waiver that is used up.
 */
async function askOrRefuse(
  ports: Ports,
  governance: Governance,
  submission: Create,
  judged: Judged,
  known: LedgerReading,
  otherwise = known,
): Promise<Result<Admitted, Refusal>> {
  const read = await ledgerAndUses(ports, submission.principal, judged);
  if (waiversUsed(judged.decision).some((waiver) => read?.usedUp.has(waiver))) {
    return admit(ports, governance, submission, read?.usedUp);
  }
  const decision = withLedger(judged, read, known, otherwise);
  if (decision.verdict !== 'hold') return refuse(ports, submission, judged, 'quota-exceeded', decision);
  const wish = submission.onHold ?? judged.context.team.holds ?? 'wait';
  if (wish === 'refuse') return refuse(ports, submission, judged, 'approval-required', decision);
  // A corrected request holds what the submitted one does, secrets not masked: its caller alone gets it.
  const admission = heldAdmissionOf(ports, submission, { ...judged, decision: { ...decision, corrected: null } });
  const outcome = await ports.store.admit(admission);
  if (outcome.kind === 'admitted') return answer({ ...admission.record, decision }, false);
  if (outcome.kind === 'waivers-used-up') throw new Error('a held job takes no use of a waiver');
  return answerUnadmitted(ports, governance, submission, judged, outcome);
}

/** The caller's answer to what became of the record. */
function answer(record: JobRecord, repeated: boolean): Result<Admitted, Refusal> {
  const { arn, state, decision, approval, refusal } = record;
  const isKnown = isUpstream(state) || isWaiting(state) || record.waiting !== null;
  if (repeated || isKnown) return ok({ arn, state, decision, approval, repeated });
  if (refusal) return err(upstreamRefusal(refusal, decision));
  const detail = `\`${arn}\` may have started: its quota stays reserved until that is known; send the same request again, or look with GET /v1/training-jobs/${record.name}`;
  return err({ code: 'outcome-unknown', detail, decision });
}

const TOO_LARGE =
  'the request takes more than 399 KiB once it is compressed, which is more than can be kept: shorten hyperparameters or environment';

async function answerUnadmitted(
  ports: Ports,
  governance: Governance,
  submission: Create,
  judged: Judged,
  outcome: Exclude<AdmissionOutcome, { kind: 'admitted' | 'waivers-used-up' }>,
): Promise<Result<Admitted, Refusal>> {
  const { decision } = judged;
  switch (outcome.kind) {
    case 'repeat': {
      const record = await ports.store.find(outcome.admissionId);
      if (!record || record.state === 'finished' || record.state === 'retained')
        return refuse(ports, submission, judged, 'name-taken', decision);
      // It ended without a job since the transaction saw it: its name is free again.
      return isRunning(record.state) ? answer(record, true) : admit(ports, governance, submission);
    }
    case 'over-quota':
      return askOrRefuse(ports, governance, submission, judged, outcome.reading);
    case 'name-taken':
      return refuse(ports, submission, judged, 'name-taken', decision);
    case 'too-large':
      return err({ code: 'request-too-large', detail: TOO_LARGE });
  }
}

const NOTHING_READ: LedgerReading = { places: [], balances: [] };

/** More than a limit as such: no use waiting, whatever is in use. */
const hopelessReading = ({ lines }: Judged): LedgerReading => ({
  places: placesOf(lines.filter(neverFits)),
  balances: [],
});

/** Hopeless: what is read now completes the numbers, and tells what would fit. The refusal stands without it. */
async function refuseHopeless(ports: Ports, submission: Submission, judged: Judged): Promise<Result<never, Refusal>> {
  const read = await ledgerAndUses(ports, submission.principal, judged);
  const decision = withLedger(judged, read, NOTHING_READ, hopelessReading(judged));
  return refuse(ports, submission, judged, 'quota-exceeded', decision);
}

/** What the policies deny; the ledger is read to say all that stands in the way, and to offer what would pass. */
async function refuseByPolicy(ports: Ports, submission: Submission, judged: Judged): Promise<Result<never, Refusal>> {
  const read = await ledgerAndUses(ports, submission.principal, judged);
  const decision = withLedger(judged, read, NOTHING_READ, NOTHING_READ);
  return refuse(ports, submission, judged, 'policy-denied', decision);
}

/** The decision by what is known and what the ledger says of other scopes; `otherwise` where that cannot be read. */
function withLedger(
  judged: Judged,
  read: Awaited<ReturnType<typeof ledgerAndUses>>,
  known: LedgerReading,
  otherwise: LedgerReading,
): Decision {
  if (read === null) return withKnownQuota(judged, otherwise);
  const { reading, usedUp } = read;
  // What is offered may rely on no waiver that is used up.
  const context = { ...judged.context, waivers: withUsedUp(judged.context.waivers, usedUp) };
  // What the transaction saw goes before what was read since.
  const balances = [...known.balances, ...reading.balances];
  return withQuota({ ...judged, context }, { places: reading.places, balances });
}

/** What the store knows that bears on a principal's requests; null where it cannot be read. */
async function ledgerAndUses({ store, log }: Ports, principal: Principal, { context, decision, lines }: Judged) {
  try {
    const [reading, usedUp] = await Promise.all([
      readLedger(store, { lines }),
      usedUpWaivers(store, context.bundle, principal),
    ]);
    return { reading, usedUp };
  } catch (cause) {
    log.error('the ledger could not be read for a refusal', cause, { decisionId: decision.id });
    return null;
  }
}

/** Refuses with one audit entry. */
async function refuse(
  ports: Ports,
  { principal }: Submission,
  judged: Judged,
  code: RestErrorCode,
  decision: Decision,
): Promise<Result<never, Refusal>> {
  const name = nameOf(judged);
  const entry = {
    id: decision.id,
    at: ports.clock.now(),
    action: judged.context.action.name,
    name,
    principal,
    code,
    submittedHash: judged.submitted.hash,
    // A corrected request holds what the submitted one does, secrets not masked; its changes are kept.
    decision: { ...decision, corrected: null },
    request: redactFound(redactRequest(judged.submitted.request), judged.found),
  };
  await recordRefusal(ports, entry);
  return err({ code, detail: code === 'name-taken' ? nameTaken(name) : refusalText(decision), decision });
}

const nameTaken = (name: string): string =>
  `a training job named \`${name}\` already went through the gateway: names are unique in an account and region, so choose another`;
