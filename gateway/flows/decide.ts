import type { Action } from '../actions/action.ts';
import { type PreparedRequest, prepare } from '../actions/prepare.ts';
import { BUILT_IN_POLICY, type Bundle } from '../bundle/open.ts';
import { assessQuota, type LedgerReading, neverFits } from '../quota/assess.ts';
import { type LimitedLine, reservationOf, scopesOf } from '../quota/reservation.ts';
import { evaluate, verdictOf } from '../rules/evaluate.ts';
import type { Decision, Violation } from '../shared/decision.ts';
import type { Refusal } from '../shared/errors.ts';
import type { AdmissionId } from '../shared/ids.ts';
import type { Site, Team } from '../shared/organization.ts';
import type { Principal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { JobStore, Log, Ports } from './ports.ts';

/** A request as it reached the gateway, from a caller who is known. */
export interface Submission {
  readonly principal: Principal;
  readonly body: Uint8Array;
}

/** What judges: the organisation's policies, on one governed action, in the account and region that are served. */
export interface Governance {
  readonly action: Action;
  readonly bundle: Bundle;
  readonly site: Site;
}

/** A request that was judged by the policies; the ledger has not been asked. */
export interface Judged {
  readonly prepared: PreparedRequest;
  readonly decision: Decision;
  readonly lines: readonly LimitedLine[];
}

/** Parses, completes, describes and evaluates. Pure but for the log of rules that failed. */
export function judge(
  { action, bundle, site }: Governance,
  { principal, body }: Submission,
  id: AdmissionId,
  log: Log,
): Result<Judged, Refusal> {
  const preparation = prepare(action, body, id, site);
  if (!preparation.ok) return err(preparation.error);
  const prepared = preparation.value;
  const team = teamOf(bundle, principal);
  const { violations, faults } = evaluate(bundle.bindings, { workload: prepared.workload, principal, team, site });
  for (const { policy, rule, cause } of faults) {
    log.count('RuleFault', { policy, rule });
    log.error('a rule failed, so the request is denied', cause, { policy, rule });
  }
  const all = [...ungoverned(prepared), ...violations];
  const governed = prepared.unsupported.length === 0;
  const lines = governed ? reservationOf(prepared.workload, principal, bundle.quotas) : [];
  const needs = lines.map((line) => ({ ...line, left: null }));
  const decision: Decision = {
    id,
    verdict: verdictOf(all),
    policyVersion: bundle.version,
    violations: all,
    completed: prepared.patches,
    corrected: null,
    needs,
  };
  return ok({ prepared, decision, lines });
}

/** The decision once the ledger was read, wholly or in part: over quota is a denial. */
export function withQuota(judged: Judged, reading: LedgerReading): Decision {
  const { needs, violations } = assessQuota(judged.lines, reading);
  const all = [...judged.decision.violations, ...violations];
  return { ...judged.decision, verdict: verdictOf(all), violations: all, needs };
}

/** The whole decision on a request, reserving nothing and recording nothing. */
export async function check(
  ports: Pick<Ports, 'store' | 'ids' | 'log'>,
  governance: Governance,
  submission: Submission,
): Promise<Result<Decision, Refusal>> {
  const judged = judge(governance, submission, ports.ids.next(), ports.log);
  if (!judged.ok) return judged;
  return ok(withQuota(judged.value, await readLedger(ports.store, submission.principal)));
}

/** What the ledger says of the principal's scopes. */
export async function readLedger(store: JobStore, principal: Principal): Promise<LedgerReading> {
  const scopes = scopesOf(principal);
  return { scopes, balances: await store.balances(scopes) };
}

/** Whether some limit is smaller than what is asked for, so that no waiting helps. */
export const isHopeless = ({ lines }: Judged): boolean => lines.some(neverFits);

/** Compute that a workload cannot express could hide from every rule, so it is denied whatever the policies say. */
const ungoverned = ({ unsupported }: PreparedRequest): readonly Violation[] =>
  unsupported.map((finding) => ({
    ...finding,
    policy: BUILT_IN_POLICY,
    rule: 'workload',
    enforcement: 'deny' as const,
    link: null,
  }));

/** INVARIANT: a bundle opens only if every person's team exists. */
function teamOf({ organization }: Bundle, principal: Principal): Team {
  const team = organization.teams.find(({ id }) => id === principal.team);
  if (!team) throw new Error(`the team of ${principal.person} is not in the bundle`);
  return team;
}
