import type { PreparedRequest } from '../actions/prepare.ts';
import { contradictionOf, receive, type SubmittedRequest } from '../actions/receive.ts';
import type { Bundle } from '../bundle/open.ts';
import { assessQuota, type LedgerReading, neverFits } from '../quota/assess.ts';
import { approversBeyond } from '../quota/quotas.ts';
import type { LimitedLine } from '../quota/reservation.ts';
import { verdictOf } from '../rules/evaluate.ts';
import { concerns } from '../rules/match.ts';
import { placesOf } from '../shared/amount.ts';
import { type Decision, denies, type FoundViolation, holds, type Violation, waiversUsed } from '../shared/decision.ts';
import type { Refusal } from '../shared/errors.ts';
import type { AdmissionId } from '../shared/ids.ts';
import type { Principal } from '../shared/principal.ts';
import { mergedRequirements } from '../shared/requirements.ts';
import { err, ok, type Result } from '../shared/result.ts';
import {
  type Assessment,
  assess,
  type Context,
  contextFor,
  estimateFor,
  type Governance,
  linesOf,
  type Moment,
  purposeOf,
} from './assess.ts';
import { correct } from './correct.ts';
import type { JobStore, Log, WaiverUse } from './ports.ts';

/** A request as it reached the gateway, from a caller who is known. */
export interface Submission {
  readonly principal: Principal;
  readonly body: Uint8Array;
}

/** A request that was judged by the policies; the ledger has not been asked. */
export interface Judged {
  readonly context: Context;
  readonly submitted: SubmittedRequest;
  readonly prepared: PreparedRequest;
  readonly found: readonly FoundViolation[];
  readonly decision: Decision;
  readonly lines: readonly LimitedLine[];
}

/** Parses, completes, describes and evaluates. Pure but for the log of rules that failed. */
export function judge(
  governance: Governance,
  { principal, body }: Submission,
  id: AdmissionId,
  moment: Moment,
  log: Log,
): Result<Judged, Refusal> {
  const received = receive(governance.action, body);
  if (!received.ok) return err(received.error);
  const submitted = received.value;
  const context = contextFor(governance, principal, id, moment);
  const assessment = assess(context, submitted.request);
  const { prepared, found } = assessment;
  const contradiction = contradictionOf(governance.action, prepared.request);
  if (contradiction !== null) return err(contradiction);
  report(id, assessment, log);
  const lines = linesOf(context, prepared);
  const decision: Decision = {
    id,
    policyVersion: governance.bundle.version,
    ...concluded(context, context.action.resourceName(submitted.request), found),
    completed: prepared.patches,
    corrected: null,
    correction: [],
    needs: lines.map((line) => ({ ...line, left: null })),
    estimate: estimateFor(context, prepared),
  };
  return ok({ context, submitted, prepared, found, decision, lines });
}

/** What is concluded from what was found of the principal's job. */
const concluded = (context: Context, job: string, found: readonly FoundViolation[]) => ({
  verdict: verdictOf(found),
  violations: told(context, job, found),
  approvals: approvalsFor(found),
});

/** Who has to approve what was found. */
export const approvalsFor = (found: readonly Pick<FoundViolation, 'approvals'>[]) =>
  mergedRequirements(found.flatMap(({ approvals = [] }) => approvals));

/** The decision on a job that there is: nothing is completed or corrected. */
export const decisionAsIs = (context: Context, job: string, found: readonly FoundViolation[]): Decision => ({
  id: context.id,
  policyVersion: context.bundle.version,
  ...concluded(context, job, found),
  completed: [],
  corrected: null,
  correction: [],
  needs: [],
  estimate: null,
});

/** What is found of the principal's job, as its caller is told. */
const told = (context: Context, job: string, found: readonly FoundViolation[]): readonly Violation[] =>
  found.map(({ fix: _, clamp: __, byTeam: ___, secret: ____, waivable, ...violation }) => ({
    ...violation,
    waiverRequest: waivable && violation.waiver === null ? waiverRequest(context, job, violation) : null,
  }));

function waiverRequest(
  { bundle, principal }: Context,
  job: string,
  violation: Pick<FoundViolation, 'policy' | 'rule' | 'path'>,
) {
  const { policy, rule, path } = violation;
  const { person, team } = principal;
  const facts: Readonly<Record<string, string>> = { policy, rule, path, person, team, job };
  const template = bundle.organization.waiverRequest;
  return (
    template?.replace(/\{(\w+)\}/g, (_, fact: string) => encodeURIComponent((facts[fact] ?? '').toWellFormed())) ?? null
  );
}

/** Tells operators of rules that failed and of settings that were left out. */
export function report(decisionId: AdmissionId, { faults, withdrawn }: Assessment, log: Log): void {
  for (const { policy, rule, cause } of faults) {
    log.count('RuleFault', { policy, rule });
    log.error('a rule failed, so the request is denied', cause, { policy, rule });
  }
  for (const { setting, by } of withdrawn) {
    const thing = setting.kind === 'tag' ? `tag ${setting.key}` : setting.kind;
    log.count('SettingRefused', { setting: thing, policy: by.policy, rule: by.rule, decisionId });
  }
}

/** The decision once the ledger was read: over quota is a denial, and a refusal is corrected where that is known. */
export function withQuota(judged: Judged, reading: LedgerReading): Decision {
  const { decision, found } = quotaFound(judged, reading);
  return decision.verdict === 'allow' ? decision : { ...decision, ...correct(judged, found, reading) };
}

/** The same where only a part of the ledger is known: too little to say what would pass. */
export const withKnownQuota = (judged: Judged, reading: LedgerReading): Decision =>
  quotaFound(judged, reading).decision;

function quotaFound(judged: Judged, reading: LedgerReading) {
  const purpose = purposeOf(judged.context, judged.prepared.workload);
  const { needs, violations } = assessQuota(judged.lines, reading, purpose);
  // Who has to wait for people anyway waits for quota, too: a limit that is full now may not be so then.
  const isHeld = verdictOf([...judged.found, ...violations.filter(holds)]) === 'hold' && !isHopeless(judged);
  const found = [...judged.found, ...(isHeld ? violations.map(laterIfDenied) : violations)];
  const { context, submitted } = judged;
  const decision: Decision = {
    ...judged.decision,
    ...concluded(context, context.action.resourceName(submitted.request), found),
    needs,
  };
  return { decision, found };
}

const laterIfDenied = (violation: FoundViolation): FoundViolation =>
  denies(violation) ? { ...violation, enforcement: 'warn', remedy: WAITS_FOR_QUOTA } : violation;

const WAITS_FOR_QUOTA = 'nothing to do: once people have approved it, the job waits until there is room for it';

/** What the ledger says where the request counts. */
export async function readLedger(store: JobStore, { lines }: Pick<Judged, 'lines'>): Promise<LedgerReading> {
  const places = placesOf(lines);
  return { places, balances: places.length === 0 ? [] : await store.balances(places) };
}

/** The waivers by which the request is allowed, as an admission counts them. */
export const waiversOf = ({ waivers }: Bundle, decision: Decision): readonly WaiverUse[] =>
  waiversUsed(decision).flatMap((id) => waivers.filter(({ waiver }) => waiver === id));

/** Ids of the principal's waivers of which no use is left. Who has none costs no call. */
export async function usedUpWaivers(
  store: JobStore,
  { waivers }: Bundle,
  principal: Principal,
): Promise<ReadonlySet<string>> {
  const own = waivers.filter((waiver) => concerns({ match: waiver.for }, principal));
  if (own.length === 0) return new Set();
  const counts = await store.waiverUses(own.map(({ waiver }) => waiver));
  const used = own.filter(({ waiver, maxUses }) => (counts.get(waiver) ?? 0) >= maxUses);
  return new Set(used.map(({ waiver }) => waiver));
}

/** Whether some limit is smaller than what is asked for and nobody may let the job beyond it, so that no waiting helps. */
export const isHopeless = ({ context: { bundle }, lines }: Judged): boolean =>
  lines.some((line) => neverFits(line) && approversBeyond(bundle.quotas, line.scope) === null);
