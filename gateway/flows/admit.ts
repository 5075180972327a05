import type { Decision } from '../shared/decision.ts';
import type { ErrorCode, Refusal } from '../shared/errors.ts';
import { isLive, type JobRecord, type JobState } from '../shared/job.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type Governance, isHopeless, type Judged, judge, readLedger, type Submission, withQuota } from './decide.ts';
import { forward } from './forward.ts';
import type { Admission, AdmissionOutcome, Ports } from './ports.ts';
import { ABSENCE_WAIT_MS, FORWARD_WINDOW_MS } from './timing.ts';
import { upstreamRefusal } from './upstream-refusal.ts';

/** A job that is admitted and, as far as is known, accepted. */
export interface Admitted {
  readonly arn: string;
  readonly state: JobState;
  readonly decision: Decision;
  /** The same request was admitted before and lives; nothing was done now. */
  readonly repeated: boolean;
}

/**
 * The story of a create: judge, reserve, forward, answer. A decision that refuses reserves nothing and leaves one audit
 * entry; an admission is recorded before anything is forwarded.
 */
export async function admit(
  ports: Ports,
  governance: Governance,
  submission: Submission,
): Promise<Result<Admitted, Refusal>> {
  const judgement = judge(governance, submission, ports.ids.next(), ports.log);
  if (!judgement.ok) return judgement;
  const judged = judgement.value;
  if (judged.decision.verdict === 'deny') return refuse(ports, submission, judged, 'policy-denied', judged.decision);
  if (isHopeless(judged)) return refuseOverQuota(ports, submission, judged);
  const admission = admissionOf(ports, submission, judged);
  const outcome = await ports.store.admit(admission);
  if (outcome.kind !== 'admitted') return answerUnadmitted(ports, governance, submission, judged, outcome);
  return answer(await forward(ports, admission.record, admission.request, 'first'), false);
}

function admissionOf({ clock }: Ports, { principal }: Submission, { prepared, decision, lines }: Judged): Admission {
  const createdAt = clock.now();
  const forwardDeadline = createdAt + FORWARD_WINDOW_MS;
  const record: JobRecord = {
    admissionId: decision.id,
    action: prepared.action,
    name: prepared.name,
    arn: prepared.arn,
    principalArn: principal.arn,
    person: principal.person,
    team: principal.team,
    state: 'forwarding',
    version: 1,
    submittedHash: prepared.submittedHash,
    completedHash: prepared.completedHash,
    decision,
    lines: lines.map(({ scope, dimension, window, amount }) => ({ scope, dimension, window, amount })),
    createdAt,
    forwardDeadline,
    stopRequestedAt: null,
    upstream: null,
    refusal: null,
    history: [{ at: createdAt, state: 'forwarding', by: principal.person, note: 'admitted, quota reserved' }],
  };
  return { record, request: prepared.request, lines, nextCheckAt: forwardDeadline + ABSENCE_WAIT_MS };
}

/** The caller's answer to what became of the record. */
function answer(record: JobRecord, repeated: boolean): Result<Admitted, Refusal> {
  const { arn, state, decision, refusal } = record;
  if (repeated || state === 'submitted' || state === 'finished') return ok({ arn, state, decision, repeated });
  if (refusal) return err(upstreamRefusal(refusal, decision));
  const detail = `\`${arn}\` may have started: its quota stays reserved until that is known; send the same request again, or look with GET /v1/training-jobs/${record.name}`;
  return err({ code: 'outcome-unknown', detail, decision });
}

const TOO_LARGE =
  'the request takes more than 399 KiB once it is compressed, which is more than can be kept: shorten hyperparameters or environment';

async function answerUnadmitted(
  ports: Ports,
  governance: Governance,
  submission: Submission,
  judged: Judged,
  outcome: Exclude<AdmissionOutcome, { kind: 'admitted' }>,
): Promise<Result<Admitted, Refusal>> {
  const { decision } = judged;
  switch (outcome.kind) {
    case 'repeat': {
      const record = await ports.store.find(outcome.admissionId);
      if (!record || record.state === 'finished') return refuse(ports, submission, judged, 'name-taken', decision);
      // It ended without a job since the transaction saw it: its name is free again.
      return isLive(record.state) ? answer(record, true) : admit(ports, governance, submission);
    }
    case 'over-quota':
      return refuse(ports, submission, judged, 'quota-exceeded', withQuota(judged, outcome.reading));
    case 'name-taken':
      return refuse(ports, submission, judged, 'name-taken', decision);
    case 'too-large':
      return err({ code: 'request-too-large', detail: TOO_LARGE });
  }
}

/** More than a limit as such: no use waiting, so the ledger is read for the numbers only. */
async function refuseOverQuota(ports: Ports, submission: Submission, judged: Judged): Promise<Result<never, Refusal>> {
  const reading = await readLedger(ports.store, submission.principal);
  return refuse(ports, submission, judged, 'quota-exceeded', withQuota(judged, reading));
}

/** Refuses with one audit entry. The refusal stands even where the entry cannot be written. */
async function refuse(
  ports: Ports,
  { principal }: Submission,
  { prepared }: Judged,
  code: ErrorCode,
  decision: Decision,
): Promise<Result<never, Refusal>> {
  const { action, name, submittedHash } = prepared;
  const entry = {
    id: decision.id,
    at: ports.clock.now(),
    action,
    name,
    principal,
    code,
    submittedHash,
    decision,
  };
  try {
    await ports.audit.append(entry);
  } catch (cause) {
    ports.log.count('AuditWriteFailed', { decisionId: decision.id });
    ports.log.error('a refusal could not be recorded', cause, { decisionId: decision.id });
  }
  return err({ code, detail: detailOf(code, name, decision), decision });
}

function detailOf(code: ErrorCode, name: string, decision: Decision): string {
  if (code === 'name-taken') {
    return `a training job named \`${name}\` already went through the gateway: names are unique in an account and region, so choose another`;
  }
  const denials = decision.violations.filter(({ enforcement }) => enforcement === 'deny');
  return denials.map(({ policy, message, remedy }) => `${policy}: ${message}; ${remedy}`).join('\n');
}
