import type { Bundle } from '../../../gateway/bundle/open.ts';
import type { EpochMs } from '../../../gateway/shared/clock.ts';
import { type Decision, denies, holds, type Verdict } from '../../../gateway/shared/decision.ts';
import type { JsonObject } from '../../../gateway/shared/json.ts';
import type { Team } from '../../../gateway/shared/organization.ts';
import { judgeOffline, offlineGovernance, principalNamed, withCorrection } from '../judging.ts';
import { objectingPolicies } from '../records/record.ts';
import { unique } from './pool.ts';
import { ruleKey } from './text-change.ts';

/** What a bundle makes of a request. */
export interface Opinion {
  readonly verdict: Verdict;
  readonly denied: Objections;
  readonly held: Objections;
}

/** What has a request refused, or people asked about it. */
export interface Objections {
  /** Ids of the policies, in order. */
  readonly policies: readonly string[];
  /** Rule by rule, as `ruleKey` names it. */
  readonly rules: readonly string[];
  readonly count: number;
}

/** A bundle as one person meets it. */
export interface Judge {
  /** The person's. */
  readonly team: Team;
  /** null: the request is not valid. */
  opinionOn(request: JsonObject, at?: EpochMs): Opinion | null;
  /** The request that would be allowed; null: none is known. */
  corrected(request: JsonObject): JsonObject | null;
}

/** Judges for one person as the gateway would while nothing runs; null: the organisation does not know the person. */
export function judgeFor(bundle: Bundle, person: string, moment: EpochMs): Judge | null {
  const { people, teams } = bundle.organization;
  const known = people.find(({ id }) => id === person);
  const team = teams.find(({ id }) => id === known?.team);
  if (!team) return null;
  const governance = offlineGovernance(bundle);
  const principal = principalNamed(bundle, person);
  const judged = (request: JsonObject, at: EpochMs) => {
    const result = judgeOffline(governance, principal, ENCODER.encode(JSON.stringify(request)), { at });
    return result.ok ? result.value : null;
  };
  return {
    team,
    opinionOn: (request, at = moment) => {
      const judgement = judged(request, at);
      return judgement && opinionIn(judgement.decision);
    },
    corrected: (request) => {
      const judgement = judged(request, moment);
      return judgement && withCorrection(judgement).corrected;
    },
  };
}

const ENCODER = new TextEncoder();

const opinionIn = (decision: Decision): Opinion => ({
  verdict: decision.verdict,
  denied: objectionsIn(decision, 'deny'),
  held: objectionsIn(decision, 'hold'),
});

function objectionsIn(decision: Decision, verdict: 'deny' | 'hold'): Objections {
  const found = decision.violations.filter(verdict === 'deny' ? denies : holds);
  return {
    policies: objectingPolicies(verdict, decision).toSorted(),
    rules: unique(found.map(({ policy, rule }) => ruleKey(policy, rule))),
    count: found.length,
  };
}

/** Whether a request may run at all, be it once people have approved it. */
export const mayPass = (opinion: Opinion | null): boolean => opinion !== null && opinion.verdict !== 'deny';

/** Whether less is wrong with one than with the other; what refuses counts before what has people asked. */
export const isBetter = (one: Opinion, other: Opinion): boolean =>
  one.denied.count === other.denied.count ? one.held.count < other.held.count : one.denied.count < other.denied.count;
