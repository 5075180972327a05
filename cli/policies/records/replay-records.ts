import type { Bundle } from '../../../gateway/bundle/open.ts';
import type { Verdict } from '../../../gateway/shared/decision.ts';
import { worstCaseUsdMicros } from '../../../gateway/shared/prices.ts';
import { judgeOffline, offlineGovernance, principalNamed } from '../judging.ts';
import { type DecisionRecord, objectingPolicies, QUOTAS } from './record.ts';

/** A job that other policies decide otherwise. */
export interface ChangedDecision extends Pick<DecisionRecord, 'id' | 'name' | 'person' | 'team' | 'at'> {
  /** Those that refuse or hold it now; of what would be admitted, those that refused or held it then. */
  readonly policies: readonly string[];
  /** USD at list prices, if it runs as long as it may; null where a price is not known. */
  readonly worstCostUsd: number | null;
}

/** What other policies would have made of recorded decisions. */
export interface Replay {
  /** Of the policies that judged now. */
  readonly policyVersion: string;
  /** How many were judged, by what became of them then. */
  readonly judged: { readonly admitted: number; readonly held: number; readonly refused: number };
  /** By date. */
  readonly wouldRefuse: readonly ChangedDecision[];
  readonly wouldHold: readonly ChangedDecision[];
  readonly wouldAdmit: readonly ChangedDecision[];
  readonly notJudged: NotJudged;
}

/** How many were passed over, by why. */
export interface NotJudged {
  /** The organisation does not know who asked. */
  readonly unknownPeople: number;
  /** Refused or held for a quota, or refused for a name that was taken, which say nothing of policies. */
  readonly notByPolicies: number;
  /** The request was not kept. */
  readonly withoutRequest: number;
  /** The gateway of today cannot read it. */
  readonly invalid: number;
}

type Outcome =
  | { readonly kind: keyof NotJudged }
  | { readonly kind: 'judged'; readonly then: Verdict; readonly now: Verdict; readonly changed: ChangedDecision };

/**
 * Judges each recorded request again, by these policies, at the moment when it was decided. Quotas are left out, and every waiver
 * has uses left.
 */
export async function replay(
  bundle: Bundle,
  records: AsyncIterable<DecisionRecord>,
  onRecord: (count: number) => void = () => undefined,
): Promise<Replay> {
  const again = judgeAgain(bundle);
  const judged = { admitted: 0, held: 0, refused: 0 };
  const notJudged = { unknownPeople: 0, notByPolicies: 0, withoutRequest: 0, invalid: 0 };
  const changes: Record<Verdict, ChangedDecision[]> = { allow: [], hold: [], deny: [] };
  let count = 0;
  for await (const record of records) {
    count += 1;
    onRecord(count);
    const outcome = again(record);
    if (outcome.kind !== 'judged') {
      notJudged[outcome.kind] += 1;
      continue;
    }
    judged[COUNTED_AS[outcome.then]] += 1;
    if (outcome.then !== outcome.now) changes[outcome.now].push(outcome.changed);
  }
  const { deny, hold, allow } = changes;
  const would = { wouldRefuse: byDate(deny), wouldHold: byDate(hold), wouldAdmit: byDate(allow) };
  return { policyVersion: bundle.version, judged, ...would, notJudged };
}

const COUNTED_AS = { allow: 'admitted', hold: 'held', deny: 'refused' } as const;

const byDate = (changes: readonly ChangedDecision[]): readonly ChangedDecision[] =>
  changes.toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));

function judgeAgain(bundle: Bundle): (record: DecisionRecord) => Outcome {
  const people = new Set(bundle.organization.people.map(({ id }) => id));
  const governance = offlineGovernance(bundle);
  const encoder = new TextEncoder();
  return (record) => {
    const { request, person, at, verdict: then } = record;
    const objected = record.policies.filter((policy) => policy !== QUOTAS);
    if (!people.has(person)) return { kind: 'unknownPeople' };
    if (then !== 'allow' && objected.length === 0) return { kind: 'notByPolicies' };
    if (request === null) return { kind: 'withoutRequest' };
    const body = encoder.encode(JSON.stringify(request));
    const result = judgeOffline(governance, principalNamed(bundle, person), body, { at: Date.parse(at) });
    if (!result.ok) return { kind: 'invalid' };
    const { decision, prepared } = result.value.judged;
    const { id, name, team } = record;
    const { verdict: now } = decision;
    const policies = now === 'allow' ? objected : objectingPolicies(now, decision);
    const micros = worstCaseUsdMicros(bundle.prices, governance.site.region, prepared.workload);
    const changed = { id, name, person, team, at, policies, worstCostUsd: micros === undefined ? null : micros / 1e6 };
    return { kind: 'judged', then, now, changed };
  };
}
