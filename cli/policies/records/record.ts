import type { RefusalEntry } from '../../../gateway/audit/entry.ts';
import { type Decision, denies, type Verdict, waiversUsed } from '../../../gateway/shared/decision.ts';
import { ADMISSION_TAG } from '../../../gateway/shared/ids.ts';
import type { JobRecord } from '../../../gateway/shared/job.ts';
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
  /** What became of it, whoever refused: quotas and taken names refuse too. */
  readonly verdict: Verdict;
  readonly policyVersion: string;
  /** Ids of the policies by which it was refused; `quotas` among them where there was no quota left. */
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

/** The record of a job that was admitted; the request is the completed one. */
export function admittedRecord(job: JobRecord, completed: JsonObject | null): DecisionRecord {
  const { admissionId, name, person, team, createdAt, decision } = job;
  const request = completed && withoutAdmissionTag(completed);
  return { ...factsOf(decision, createdAt), id: admissionId, name, person, team, verdict: 'allow', request };
}

/** The record of a create that was refused. */
export function refusedRecord({ id, at, name, principal, decision, request }: RefusalEntry): DecisionRecord {
  const { person, team } = principal;
  return { ...factsOf(decision, at), id, name, person, team, verdict: 'deny', request: request ?? null };
}

/** Ids of the policies that refuse, in the order of what they found. */
export const refusingPolicies = ({ violations }: Decision): readonly string[] => [
  ...new Set(violations.filter(denies).map(({ policy }) => policy)),
];

function factsOf(decision: Decision, at: number) {
  const { policyVersion, violations } = decision;
  return {
    at: new Date(at).toISOString(),
    policyVersion,
    policies: refusingPolicies(decision),
    waivers: waiversUsed(decision),
    waived: violations.flatMap(({ waiver, policy, rule }) => (waiver === null ? [] : [{ waiver, policy, rule }])),
  };
}

/** The gateway refuses requests that have a tag of its own, so the one that it added goes. */
export function withoutAdmissionTag(completed: JsonObject): JsonObject {
  const { Tags: tags, ...others } = completed;
  if (!isJsonList(tags)) return completed;
  const kept = tags.filter((tag: Json) => objectIn(tag).Key !== ADMISSION_TAG);
  return kept.length === 0 ? others : { ...others, Tags: kept };
}
