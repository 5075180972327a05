import type { QuotaPolicy, QuotaTerms } from '../quota/quota-policy.ts';
import type { Match } from '../rules/match.ts';
import type { Waiver } from '../rules/waiver.ts';
import type { Requirement } from '../shared/approval.ts';
import type { Enforcement } from '../shared/decision.ts';
import type { JsonObject } from '../shared/json.ts';
import type { Organization } from '../shared/organization.ts';
import type { Prices } from '../shared/prices.ts';

/** One file of policies, as it is written. */
export interface Policy {
  /** The policy's id: the file's name without `.yaml`. */
  readonly policy: string;
  /** One sentence that the people it is for understand. */
  readonly description: string;
  /** E-mail address of who answers for it. */
  readonly owner: string;
  /** Page that explains it; shown in refusals. */
  readonly link?: string;
  /** The team whose own policy it is: it binds that team alone. */
  readonly team?: string;
  readonly bindings: readonly PolicyBinding[];
}

/** A rule with the params it gets and whom it is for. */
export interface PolicyBinding {
  readonly rule: string;
  readonly enforcement: Enforcement;
  /** Who has to approve, where the enforcement is `hold`; absent elsewhere. */
  readonly approvals?: readonly Requirement[];
  readonly match?: Match;
  readonly except?: Match;
  /** By which a waiver may mean it alone. */
  readonly name?: string;
  /** Whether a waiver can lift it; it can where this is absent. */
  readonly waivable?: boolean;
  readonly params: JsonObject;
}

/** Bindings of a policy, each with whom it is for: a team's own policy is for nobody else. */
export const bindingsOf = ({ team, bindings }: Policy): readonly PolicyBinding[] =>
  team === undefined ? bindings : bindings.map((each) => ({ ...each, match: { ...each.match, teams: [team] } }));

/** All that judges, as plain JSON. */
export interface BundleContent {
  readonly organization: Organization;
  /** By id. */
  readonly policies: readonly Policy[];
  readonly quotas: readonly QuotaPolicy[];
  /** What quotas.yaml says beside them; absent where it says nothing. */
  readonly quotaTerms?: QuotaTerms;
  readonly prices?: Prices;
  readonly waivers?: readonly Waiver[];
}

/** A compiled bundle as it is packaged. Compiled means: every file and every reference in it was checked. */
export interface BundleDocument {
  /** SHA-256 of the canonical JSON of the content, lower-case hex: the policy version of every decision. */
  readonly version: string;
  readonly content: BundleContent;
}
