import { openQuotas, type Quotas } from '../quota/quotas.ts';
import type { Binding } from '../rules/evaluate.ts';
import { ruleOf } from '../rules/index.ts';
import type { OpenWaiver, Waiver } from '../rules/waiver.ts';
import type { Organization } from '../shared/organization.ts';
import { NO_PRICES, type Prices } from '../shared/prices.ts';
import { type BundleContent, type BundleDocument, bindingsOf, type Policy, type PolicyBinding } from './document.ts';
import { type ProtectedTags, protectedTags } from './protected-tags.ts';
import { unlessNamed } from './unless-named.ts';
import { verified } from './verified.ts';

/** The organisation's files, ready to judge. Immutable. */
export interface Bundle {
  /** SHA-256 of the content, lower-case hex. */
  readonly version: string;
  readonly organization: Organization;
  /** What applies, the built-in policy included. */
  readonly policies: readonly Policy[];
  /** Those of all policies, in the order of the policies and of their files. */
  readonly bindings: readonly Binding[];
  readonly quotas: Quotas;
  readonly prices: Prices;
  readonly waivers: readonly OpenWaiver[];
  /** Keys of tags that are not to change once a job was judged. */
  readonly protectedTags: ProtectedTags;
}

/**
 * Makes a compiled document ready to judge. Throws where it was changed since it was compiled, names a rule that this
 * gateway does not have, or one that is not loaded.
 */
export const openBundle = (document: BundleDocument): Bundle => opened(verified(document));

/** The same, with the rules loaded first that the bundle uses. */
export async function loadBundle(document: BundleDocument): Promise<Bundle> {
  const { content } = verified(document);
  await Promise.all(rulesIn(content).map((rule) => ruleOf(rule).load()));
  return opened(document);
}

/** Ids of the rules that bindings and waivers use. */
function rulesIn({ policies, waivers = [] }: BundleContent): readonly string[] {
  const uses = [...policies.flatMap(({ bindings }) => bindings), ...waivers.flatMap(({ within }) => within)];
  return [...new Set(uses.map(({ rule }) => rule))];
}

function opened({ version, content }: BundleDocument): Bundle {
  const { organization, quotas, quotaTerms, prices = NO_PRICES, waivers = [] } = content;
  const policies = content.policies.some(bindsRolesForAll) ? content.policies : [BUILT_IN, ...content.policies];
  return {
    version,
    organization,
    policies,
    bindings: [...builtInBindings(policies), ...policies.flatMap(openPolicy)],
    quotas: openQuotas(quotas, quotaTerms),
    prices,
    waivers: waivers.map(openWaiver),
    protectedTags: protectedTags({ ...content, policies }),
  };
}

const builtInBindings = (policies: readonly Policy[]): readonly Binding[] => {
  // A team cannot give itself what nobody gave it.
  const bindings = policies.filter(({ team }) => team === undefined).flatMap((policy) => policy.bindings);
  const applicable = bindings.map(({ match = null, except = null, params, enforcement }) => {
    return { match, except, params, enforcement };
  });
  return unlessNamed(applicable, BUILT_IN_POLICY);
};

/** Name of the policy that is there without a file. */
export const BUILT_IN_POLICY = 'built-in';

/**
 * INVARIANT: execution-role binds everyone. The gateway's own role may pass every training role, so without it a
 * person who names a role is that role.
 */
const BUILT_IN: Policy = {
  policy: BUILT_IN_POLICY,
  description: 'A job runs only as one of the training roles of its team.',
  owner: 'traingate',
  bindings: [{ rule: 'execution-role', enforcement: 'deny', params: {} }],
};

const bindsRolesForAll = ({ team, bindings }: Policy): boolean =>
  team === undefined &&
  bindings.some(({ rule, enforcement, match, except }) => {
    return rule === 'execution-role' && enforcement === 'deny' && !match && !except;
  });

/** Whether a waiver can lift a binding. */
export const isWaivable = ({ rule, waivable = true }: PolicyBinding): boolean => waivable && ruleOf(rule).waivable;

/** The bindings of a policy, ready to judge. */
export const openPolicy = (of: Policy): readonly Binding[] =>
  bindingsOf(of).map((binding) => ({
    policy: of.policy,
    rule: binding.rule,
    check: ruleOf(binding.rule).check(binding.params),
    enforcement: binding.enforcement,
    approvals: binding.approvals,
    match: binding.match ?? null,
    except: binding.except ?? null,
    waivable: isWaivable(binding),
    name: binding.name,
    byTeam: of.team !== undefined,
    link: of.link ?? null,
    owner: of.policy === BUILT_IN_POLICY ? null : of.owner,
  }));

const openWaiver = (waiver: Waiver): OpenWaiver => ({
  ...waiver,
  checks: waiver.within.map(({ rule, params }) => ruleOf(rule).check(params)),
});
