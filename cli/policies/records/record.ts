import type { RefusalEntry } from '../../../gateway/audit/entry.ts';
import { type Decision, denies, holds, type Verdict, waiversUsed } from '../../../gateway/shared/decision.ts';
import { ADMISSION_TAG } from '../../../gateway/shared/ids.ts';
import { type JobRecord, lastDecision } from '../../../gateway/shared/job.ts';
import { isJsonList, type Json, type JsonObject, objectIn } from '../../../gateway/shared/json.ts';

/** A decision on one job as the gateway recorded it: one line of what `traingate policies export` writes. */
export interface DecisionRecord {
  /** When it was decided, ISO 8601. */
  readonly at: string;
  readonly id: string;
  /** The job's name. */
  readonly name: string;
  readonly person: string;
  readonly team: string;
  /**
   * What became of it, whoever refused: quotas and taken names refuse too. `hold`: people were asked, whatever they said, or
   * would have been if its caller had waited.
   */
  readonly verdict: Verdict;
  readonly policyVersion: string;
  /** Ids of the policies by which it was refused, or held; `quotas` among them where there was no quota left. */
  readonly policies: readonly string[];
  /** Ids of the waivers by which it was admitted. */
  readonly waivers: readonly string[];
  /** What those waivers let pass. */
  readonly waived: readonly Waived[];
  /** As its caller sent it, but for what the gateway completed, where it was admitted. null: it was not kept. */
  readonly request: JsonObject | null;
}

/** A violation that a waiver lifted. */
export interface Waived {
  readonly waiver: string;
  readonly policy: string;
  readonly rule: string;
}

/** Where violations of quotas come from. */
export const QUOTAS = 'quotas';

/** The record of a job that was admitted, or held; the request is the completed one. */
export function admittedRecord(job: JobRecord, completed: JsonObject | null): DecisionRecord {
  const { admissionId, name, person, team, createdAt, decision, approval } = job;
  const request = completed && withoutAdmissionTag(completed);
  const facts = factsOf(decision, createdAt, approval === null ? 'allow' : 'hold');
  return { ...facts, ...waiversIn(job), id: admissionId, name, person, team, request };
}

/** The record of a create that was refused. */
export function refusedRecord({ id, at, name, principal, code, decision, request }: RefusalEntry): DecisionRecord {
  const { person, team } = principal;
  const facts = factsOf(decision, at, code === 'approval-required' ? 'hold' : 'deny');
  return { ...facts, ...waiversOf(decision), id, name, person, team, request: request ?? null };
}

/** Ids of the policies by which a verdict is what it is, in the order of what they found; none of what is allowed. */
export function objectingPolicies(verdict: Verdict, { violations }: Pick<Decision, 'violations'>): readonly string[] {
  if (verdict === 'allow') return [];
  const objections = violations.filter(verdict === 'deny' ? denies : holds);
  return [...new Set(objections.map(({ policy }) => policy))];
}

const factsOf = (decision: Decision, at: number, verdict: Verdict) => ({
  at: new Date(at).toISOString(),
  verdict,
  policyVersion: decision.policyVersion,
  policies: objectingPolicies(verdict, decision),
});

/** Of a job that people were asked about they count once it has started, by the decision of then. */
function waiversIn(job: JobRecord): Pick<DecisionRecord, 'waivers' | 'waived'> {
  const hasStarted = job.approval === null || job.history.some(({ state }) => state === 'forwarding');
  return hasStarted ? waiversOf(lastDecision(job)) : { waivers: [], waived: [] };
}

const waiversOf = (decision: Decision): Pick<DecisionRecord, 'waivers' | 'waived'> => ({
  waivers: waiversUsed(decision),
  waived: decision.violations.flatMap(({ waiver, policy, rule }) =>
    waiver === null ? [] : [{ waiver, policy, rule }],
  ),
});

/** The gateway refuses requests that have a tag of its own, so the one that it added goes. */
export function withoutAdmissionTag(completed: JsonObject): JsonObject {
  const { Tags: tags, ...others } = completed;
  if (!isJsonList(tags)) return completed;
  const kept = tags.filter((tag: Json) => objectIn(tag).Key !== ADMISSION_TAG);
  return kept.length === 0 ? others : { ...others, Tags: kept };
}
