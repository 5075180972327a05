import { ruleOf } from '../rules/index.ts';
import type { Organization } from '../shared/organization.ts';
import type { Policy } from './document.ts';

/**
 * Keys of tags that no one may change once a job was judged: those that rules look at, that choose which bindings apply,
 * and that the organisation sets.
 */
export function protectedTags(organization: Organization, policies: readonly Policy[]): ReadonlySet<string> {
  const { defaults, overrides, teams } = organization;
  const settings = [defaults, overrides, ...teams.map((team) => team.defaults)];
  const bindings = policies.flatMap((policy) => policy.bindings);
  const tagged = [...settings, ...bindings.flatMap(({ match, except }) => [match, except])];
  const judged = bindings.flatMap(({ rule, params }) => ruleOf(rule).tagKeys(params));
  return new Set([...tagged.flatMap((each) => Object.keys(each?.tags ?? {})), ...judged]);
}
