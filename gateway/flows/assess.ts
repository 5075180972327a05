import type { Action } from '../actions/action.ts';
import { type PreparedRequest, prepare } from '../actions/prepare.ts';
import { BUILT_IN_POLICY, type Bundle } from '../bundle/open.ts';
import { reservationOf } from '../quota/reservation.ts';
import { evaluate, type FoundViolation, type RuleFault } from '../rules/evaluate.ts';
import type { AdmissionId } from '../shared/ids.ts';
import type { JsonObject } from '../shared/json.ts';
import { applyChanges, isWithin } from '../shared/json-patch.ts';
import type { Site, Team } from '../shared/organization.ts';
import type { Principal } from '../shared/principal.ts';
import { type Setting, settingsFor } from '../shared/settings.ts';

/** What judges: the organisation's policies, on one governed action, in the account and region that are served. */
export interface Governance {
  readonly action: Action;
  readonly bundle: Bundle;
  readonly site: Site;
}

/** All that it takes to say what the policies make of a request of one principal's. */
export interface Context extends Governance {
  readonly principal: Principal;
  readonly team: Team;
  readonly settings: readonly Setting[];
  readonly id: AdmissionId;
}

/** What the policies make of one request. */
export interface Assessment {
  readonly prepared: PreparedRequest;
  readonly found: readonly FoundViolation[];
  readonly faults: readonly RuleFault[];
  /** Settings of the organisation that its own rules refuse in this request: they were left out. */
  readonly withdrawn: readonly Setting[];
}

/** For one request of the principal; the id is that of the admission it may become. */
export function contextFor(governance: Governance, principal: Principal, id: AdmissionId): Context {
  const team = teamOf(governance.bundle, principal);
  return {
    ...governance,
    principal,
    team,
    settings: settingsFor(governance.bundle.organization, team, principal),
    id,
  };
}

/** INVARIANT: a bundle opens only if every person's team exists. */
function teamOf({ organization }: Bundle, principal: Principal): Team {
  const team = organization.teams.find(({ id }) => id === principal.team);
  if (!team) throw new Error(`the team of ${principal.person} is not in the bundle`);
  return team;
}

/**
 * Completes and evaluates a valid request. Pure.
 * INVARIANT: no violation is about what was completed. A setting that a rule objects to, whatever its enforcement, is
 * withdrawn, so the request is judged for what its caller left open.
 */
export function assess(context: Context, request: JsonObject): Assessment {
  let settings = context.settings;
  for (;;) {
    const assessment = evaluated(context, prepare(context.action, { request }, context.id, settings));
    const refused = refusedSettings(assessment);
    if (refused.length === 0) {
      const withdrawn = context.settings.filter((setting) => !settings.includes(setting));
      return { ...clamped(context, assessment), withdrawn };
    }
    settings = settings.filter((setting) => !refused.includes(setting));
  }
}

/** What a request reserves; nothing where it asks for compute that cannot be counted. */
export const linesOf = ({ bundle, principal }: Context, { unsupported, workload }: PreparedRequest) =>
  unsupported.length === 0 ? reservationOf(workload, principal, bundle.quotas) : [];

type Evaluated = Omit<Assessment, 'withdrawn'>;

function evaluated(context: Context, prepared: PreparedRequest): Evaluated {
  const { violations, faults } = evaluate(context.bundle.bindings, { ...context, workload: prepared.workload });
  return { prepared, found: [...ungoverned(prepared), ...violations], faults };
}

/** Compute that a workload cannot express could hide from every rule, so it is denied whatever the policies say. */
const ungoverned = ({ unsupported }: PreparedRequest): readonly FoundViolation[] =>
  unsupported.map((finding) => ({
    ...finding,
    policy: BUILT_IN_POLICY,
    rule: 'workload',
    enforcement: 'deny',
    link: null,
  }));

const refusedSettings = ({ prepared, found }: Evaluated): readonly Setting[] =>
  prepared.filled
    .filter((filled) => found.some(({ path }) => isWithin(path, filled.path)))
    .map(({ setting }) => setting);

/** Makes the fixes that policies have the gateway make, once, and judges again; what was fixed is a warning, told first. */
function clamped(context: Context, assessment: Evaluated): Evaluated {
  const clamps = assessment.found.filter(({ clamp, enforcement }) => clamp && enforcement === 'deny');
  if (clamps.length === 0) return assessment;
  const before = assessment.prepared;
  const { request, patches } = applyChanges(
    before.request,
    clamps.flatMap(({ fix = [] }) => fix),
  );
  const described = context.action.describe(request);
  const again = evaluated(context, { ...before, ...described, request, patches: [...before.patches, ...patches] });
  const warnings = clamps.map((clamp): FoundViolation => ({ ...clamp, enforcement: 'warn' }));
  return { ...again, found: [...warnings, ...again.found] };
}
