import type { Bundle } from '../../../gateway/bundle/open.ts';
import type { EpochMs } from '../../../gateway/shared/clock.ts';
import { denies } from '../../../gateway/shared/decision.ts';
import type { JsonObject } from '../../../gateway/shared/json.ts';
import type { Team } from '../../../gateway/shared/organization.ts';
import { judgeOffline, offlineGovernance, principalNamed, withCorrection } from '../judging.ts';
import { refusingPolicies } from '../records/record.ts';
import { unique } from './pool.ts';
import { ruleKey } from './text-change.ts';

/** What a bundle makes of a request. */
export interface Opinion {
  /** Ids of the policies that refuse it, in order; none: it is allowed. */
  readonly deniedBy: readonly string[];
  /** What refuses it, rule by rule, as `ruleKey` names it. */
  readonly rules: readonly string[];
  /** How much is wrong with it. */
  readonly denials: number;
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
      if (!judgement) return null;
      const denials = judgement.decision.violations.filter(denies);
      return {
        deniedBy: refusingPolicies(judgement.decision).toSorted(),
        rules: unique(denials.map(({ policy, rule }) => ruleKey(policy, rule))),
        denials: denials.length,
      };
    },
    corrected: (request) => {
      const judgement = judged(request, moment);
      return judgement && withCorrection(judgement).corrected;
    },
  };
}

const ENCODER = new TextEncoder();

export const allows = (opinion: Opinion | null): boolean => opinion?.denials === 0;
