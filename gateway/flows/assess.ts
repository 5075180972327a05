import type { Action } from '../actions/action.ts';
import { type PreparedRequest, prepare } from '../actions/prepare.ts';
import { BUILT_IN_POLICY, type Bundle } from '../bundle/open.ts';
import type { Purpose } from '../quota/assess.ts';
import { type Demand, type LimitedLine, type Owner, reservationOf } from '../quota/reservation.ts';
import { unknownAmounts } from '../quota/unknown-amounts.ts';
import { evaluate, type RuleFault } from '../rules/evaluate.ts';
import type { Subject } from '../rules/rule.ts';
import { type WaiverState, waiversAt, withUsedUp } from '../rules/waiver.ts';
import type { EpochMs } from '../shared/clock.ts';
import { denies, type FoundViolation, OWN_DENIAL } from '../shared/decision.ts';
import type { AdmissionId } from '../shared/ids.ts';
import type { JsonObject } from '../shared/json.ts';
import { applyChanges, isWithin } from '../shared/json-patch.ts';
import type { Site, Team } from '../shared/organization.ts';
import { type Estimate, estimateOf, meteredGroups } from '../shared/prices.ts';
import type { Principal } from '../shared/principal.ts';
import { type Setting, settingsFor } from '../shared/settings.ts';
import type { InstanceGroup, Workload } from '../shared/workload.ts';

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
  /** The moment for which the request is judged. */
  readonly at: EpochMs;
  readonly waivers: readonly WaiverState[];
}

/** The moment for which a request is judged. */
export interface Moment {
  readonly at: EpochMs;
  /** Ids of the waivers that are known to have no use left. */
  readonly usedUp?: ReadonlySet<string>;
}

/** A setting that was left out, and what it would have met. */
export interface Withdrawal {
  readonly setting: Setting;
  readonly by: FoundViolation;
}

/** What the policies make of one request. */
export interface Assessment {
  readonly prepared: PreparedRequest;
  readonly found: readonly FoundViolation[];
  readonly faults: readonly RuleFault[];
  /** Settings of the organisation that its own rules refuse in this request: they were left out. */
  readonly withdrawn: readonly Withdrawal[];
}

/** For one request of the principal; the id is that of the admission it may become. */
export function contextFor(
  governance: Governance,
  principal: Principal,
  id: AdmissionId,
  { at, usedUp = NONE_USED_UP }: Moment,
): Context {
  const team = teamOf(governance.bundle, principal);
  return {
    ...governance,
    principal,
    team,
    settings: settingsFor(governance.bundle.organization, team, principal),
    id,
    at,
    waivers: withUsedUp(waiversAt(governance.bundle.waivers, at), usedUp),
  };
}

const NONE_USED_UP: ReadonlySet<string> = new Set();

/** INVARIANT: a bundle opens only if every person's team exists. */
function teamOf({ organization }: Bundle, principal: Principal): Team {
  const team = organization.teams.find(({ id }) => id === principal.team);
  if (!team) throw new Error(`the team of ${principal.person} is not in the bundle`);
  return team;
}

/**
 * Completes and evaluates a valid request. Pure.
 * INVARIANT: nothing is refused for what was completed. A default that a rule objects to, under whatever enforcement, is
 * withdrawn, so that all enforcements see the same request; an override only where it would be refused, so that no
 * warning opens a way around it, and never where only a team's own policy refuses it. The request is then judged for
 * what its caller wrote or left open.
 */
export function assess(context: Context, request: JsonObject): Assessment {
  const withdrawn: Withdrawal[] = [];
  for (;;) {
    const settings = context.settings.filter((setting) => !withdrawn.some((each) => each.setting === setting));
    const assessment = evaluated(context, prepare(context.action, request, context.id, settings));
    const refused = withdrawalsAfter(assessment);
    if (refused.length === 0) return { ...clamped(context, assessment), withdrawn };
    withdrawn.push(...refused);
  }
}

/** Evaluates a request as it stands, on instances that it does not name as well. Nothing is completed or clamped. Pure. */
export function assessAsIs(context: Context, request: JsonObject, others: readonly InstanceGroup[] = []): Assessment {
  const { workload, unsupported } = context.action.describe(request);
  const whole = { ...workload, groups: [...workload.groups, ...others] };
  const prepared = { request, patches: [], filled: [], unsetTags: [], workload: whole, unsupported };
  return { ...evaluated(context, prepared), withdrawn: [] };
}

/** What the rules judge of a prepared request. */
export const subjectOf = (
  { bundle, principal, team, site }: Context,
  { workload, request }: PreparedRequest,
): Subject => ({
  workload,
  request,
  principal,
  team,
  site,
  prices: bundle.prices,
});

/** In whose balances a principal's jobs count. */
export const ownerOf = ({ principal: { person, team }, team: { department } }: Context): Owner => ({
  person,
  team,
  department,
});

const demandOf = (context: Context, workload: Workload): Demand => ({
  workload,
  metered: meteredGroups(context.bundle.prices, context.site.region, workload),
  owner: ownerOf(context),
  at: context.at,
});

/** What a reservation is for, as its assessment asks. */
export const purposeOf = (context: Context, workload: Workload): Purpose => ({
  ...demandOf(context, workload),
  quotas: context.bundle.quotas,
});

/** What a request reserves; nothing where it asks for compute that cannot be counted. */
export const linesOf = (context: Context, { unsupported, workload }: PreparedRequest): readonly LimitedLine[] =>
  unsupported.length === 0 ? reservationOf(demandOf(context, workload), context.bundle.quotas) : [];

/** What a request may cost at most; null where a price is not known, or it asks for compute that cannot be counted. */
export const estimateFor = (context: Context, { unsupported, workload }: PreparedRequest): Estimate | null =>
  unsupported.length === 0 ? estimateOf(context.bundle.prices, context.site.region, workload) : null;

/** The groups of a request with the prices of the moment. */
export const meteredOf = (context: Context, { workload }: PreparedRequest) => demandOf(context, workload).metered;

type Evaluated = Omit<Assessment, 'withdrawn'>;

function evaluated(context: Context, prepared: PreparedRequest): Evaluated {
  const { violations, faults } = evaluate(context.bundle.bindings, subjectOf(context, prepared), context.waivers);
  const unknown = unknownAmounts(demandOf(context, prepared.workload), context.bundle.quotas);
  return { prepared, found: [...ungoverned(prepared), ...withoutRoom(prepared), ...unknown, ...violations], faults };
}

/** Compute that a workload cannot express could hide from every rule, so it is denied whatever the policies say. */
const ungoverned = ({ unsupported }: PreparedRequest): readonly FoundViolation[] =>
  unsupported.map((finding) => ({ ...finding, ...builtIn('workload') }));

const builtIn = (rule: string) => ({ ...OWN_DENIAL, policy: BUILT_IN_POLICY, rule });

/** An override that does not get in would be none. */
const withoutRoom = ({ unsetTags, workload }: PreparedRequest): readonly FoundViolation[] =>
  unsetTags.map((key) => ({
    ...builtIn('override'),
    path: workload.tags.path,
    message: `the organisation sets the tag \`${key}\` in every request, and ${workload.tags.value.length} tags leave no room for it`,
    observed: workload.tags.value.length,
    limit: workload.tags.value.length - 1,
    remedy: 'take a tag out',
  }));

const withdrawalsAfter = ({ prepared, found }: Evaluated): readonly Withdrawal[] =>
  prepared.filled.flatMap(({ setting, path }) => {
    const by = found.find((finding) => isWithin(finding.path, path) && objects(finding, setting));
    return by ? [{ setting, by }] : [];
  });

/** What is clamped is mended in its place. */
const objects = (found: FoundViolation, { wins }: Setting): boolean =>
  !found.clamp && (!wins || (denies(found) && !found.byTeam));

/** Makes the fixes that policies have the gateway make, one after another, each judged again; told first, as warnings. */
function clamped(context: Context, assessment: Evaluated): Evaluated {
  const clamp = assessment.found.find((each) => each.clamp && denies(each));
  const before = assessment.prepared;
  const { request, patches } = applyChanges(before.request, clamp?.fix ?? []);
  if (clamp === undefined || patches.length === 0) return assessment;
  const described = context.action.describe(request);
  const again = evaluated(context, { ...before, ...described, request, patches: [...before.patches, ...patches] });
  const after = clamped(context, again);
  return { ...after, found: [{ ...clamp, enforcement: 'warn', remedy: CLAMPED }, ...after.found] };
}

const CLAMPED = 'nothing to do: the gateway has changed it, as `completed` says';
