import { createTrainingJob } from '../../gateway/actions/create-training-job/action.ts';
import type { Bundle } from '../../gateway/bundle/open.ts';
import { FIXED_WORDS } from '../../gateway/bundle/vocabulary.ts';
import { assessAsIs, contextFor, type Governance, type Moment } from '../../gateway/flows/assess.ts';
import { decisionAsIs, type Judged, judge, report, withKnownQuota, withQuota } from '../../gateway/flows/decide.ts';
import type { Log } from '../../gateway/flows/ports.ts';
import { neverFits } from '../../gateway/quota/assess.ts';
import { notAmong } from '../../gateway/rules/rule.ts';
import { placesOf } from '../../gateway/shared/amount.ts';
import type { Decision } from '../../gateway/shared/decision.ts';
import type { Refusal } from '../../gateway/shared/errors.ts';
import type { JsonObject } from '../../gateway/shared/json.ts';
import type { Site } from '../../gateway/shared/organization.ts';
import type { Principal } from '../../gateway/shared/principal.ts';
import { ok, type Result } from '../../gateway/shared/result.ts';
import { Failure } from '../terminal.ts';

/**
 * What judges with no gateway at hand: for the first account and region of the organisation, or for the first account
 * with a region that is named. Throws a Failure that names the nearest one where there is no such region.
 */
export function offlineGovernance(bundle: Bundle, region?: string): Governance {
  const sites = sitesOf(bundle);
  const site = region === undefined ? sites[0] : sites.find((each) => each.region === region);
  if (site) return { action: createTrainingJob, bundle, site };
  const regions = [...new Set(sites.map((each) => each.region))];
  throw new Failure(notAmong(region ?? '', 'a region of organization.yaml', regions));
}

const sitesOf = ({ organization }: Bundle): readonly Site[] =>
  organization.accounts.flatMap(({ id, regions }) => regions.map((region) => ({ accountId: id, region })));

/** For which of several sites was judged, for a person; none where there is one. */
export const siteText = ({ bundle, site }: Governance): string =>
  sitesOf(bundle).length > 1 ? `judged for ${site.region} of ${site.accountId}` : '';

/** A person of the organisation as a caller. Throws a Failure that names the nearest one where there is no such person. */
export function principalNamed({ organization }: Bundle, id: string): Principal {
  const person = organization.people.find((known) => known.id === id);
  if (!person) {
    const ids = organization.people.map((known) => known.id);
    throw new Failure(notAmong(id, 'a person of organization.yaml', ids));
  }
  const { team, roles, groups } = person;
  return { arn: `urn:traingate:offline:${id}`, person: id, team, roles, groups };
}

/** The moment that an option names; now where it is left out. Throws a Failure where it names none. */
export function momentOf(at: string | undefined): Moment {
  if (at === undefined) return { at: Date.now() };
  const { time } = FIXED_WORDS;
  if (time && !time.is(at)) throw new Failure(`--at: ${time.problemOf(at)}`, 2);
  return { at: Date.parse(at) };
}

/** What the policies make of a body, and of the quotas what no waiting helps: nothing is known of what runs. */
export interface OfflineJudgement {
  readonly judged: Judged;
  /** Without the request that would pass: `withCorrection` looks for it. */
  readonly decision: Decision;
}

/** The decision's id where nothing is admitted. */
const NO_ADMISSION = '00000000-0000-4000-8000-000000000000';

/** Judges as the gateway does, by the same code. A refusal is of a body that cannot be judged. */
export function judgeOffline(
  governance: Governance,
  principal: Principal,
  body: Uint8Array,
  moment: Moment,
  log: Log = SILENT,
): Result<OfflineJudgement, Refusal> {
  const result = judge(governance, { principal, body }, NO_ADMISSION, moment, log);
  if (!result.ok) return result;
  const judged = result.value;
  const places = placesOf(judged.lines.filter(neverFits));
  return ok({ judged, decision: withKnownQuota(judged, { places, balances: [] }) });
}

const SILENT: Log = { info: () => {}, error: () => {}, count: () => {} };

/** The whole decision as the gateway would give it while nothing runs; what is left of quotas is not known. */
export function withCorrection({ judged }: OfflineJudgement): Decision {
  const decision = withQuota(judged, { places: placesOf(judged.lines), balances: [] });
  return { ...decision, needs: decision.needs.map((need) => ({ ...need, left: null })) };
}

/** What the policies make of a job that runs. */
export function judgeRunning(
  governance: Governance,
  principal: Principal,
  job: { readonly name: string; readonly admissionId: string; readonly request: JsonObject },
  moment: Moment,
  log: Log = SILENT,
): Decision {
  const context = contextFor(governance, principal, job.admissionId, moment);
  const assessment = assessAsIs(context, job.request);
  report(job.admissionId, assessment, log);
  return decisionAsIs(context, job.name, assessment.found);
}
