import type { Bundle } from '../../../gateway/bundle/open.ts';
import type { Json } from '../../../gateway/shared/json.ts';
import type { Person } from '../../../gateway/shared/organization.ts';
import { bindingChanges } from './binding-changes.ts';
import { quotaChanges } from './quota-changes.ts';
import { ANYTHING, comings, type TextChange, teamKey } from './text-change.ts';
import { byName, valueChanges } from './value-changes.ts';
import { waiverChanges } from './waiver-changes.ts';

/** What the files themselves say otherwise, whatever is submitted. */
export const textChanges = (before: Bundle, after: Bundle): readonly TextChange[] => [
  ...comings('policy', policyIds(before), policyIds(after)).map(told(null)),
  ...bindingChanges(before.policies, after.policies),
  ...waiverChanges(before.waivers, after.waivers),
  ...quotaChanges(before.quotas, after.quotas),
  ...priceChanges(before, after).map(told(ANYTHING)),
  ...comings('person', personIds(before), personIds(after)).map(told(null)),
  ...personChanges(before.organization.people, after.organization.people),
  ...valueChanges('organization', organizationOf(before), organizationOf(after)).map(told(ANYTHING)),
];

const told =
  (shownBy: string | null) =>
  (text: string): TextChange => ({ text, effect: 'none', shownBy });

const policyIds = ({ policies }: Bundle): readonly string[] => policies.map(({ policy }) => policy);

const personIds = ({ organization }: Bundle): readonly string[] => organization.people.map(({ id }) => id);

/** There are hundreds of prices, so the day says it; or, where that is the same, which lists of them are others. */
function priceChanges({ prices: before }: Bundle, { prices: after }: Bundle): readonly string[] {
  const basis = valueChanges('prices.basis', before.basis ?? 'list', after.basis ?? 'list');
  const dates = valueChanges('prices.date', before.date, after.date);
  const others = PRICE_LISTS.filter((list) => valueChanges('', before[list] ?? {}, after[list] ?? {}).length > 0);
  return [...basis, ...(dates.length > 0 ? dates : others.map((list) => `prices.${list} is another`))];
}

const PRICE_LISTS = ['usdPerHour', 'usdPerGbMonth', 'warmPoolUsdPerHour', 'spotUsdPerHour'] as const;

const personChanges = (before: readonly Person[], after: readonly Person[]): readonly TextChange[] =>
  after.flatMap((now) => {
    const old = before.find(({ id }) => id === now.id);
    // Plain data of a file, whose interfaces are no JsonObject to the compiler.
    const changes = old ? valueChanges('', old as unknown as Json, now as unknown as Json) : [];
    return changes.map((text) => told(teamKey(now.team))(`person \`${now.id}\`: ${text}`));
  });

/** All but people, what has a name by it. */
function organizationOf({ organization }: Bundle): Json {
  const { people: _, accounts, teams, principals, ...others } = organization;
  const named = {
    accounts: byName(accounts, ({ id }) => id),
    teams: byName(teams, ({ id }) => id),
    principals: byName(principals, ({ arn }) => arn),
  };
  // Plain data of a file, whose interfaces are no JsonObject to the compiler.
  return { ...others, ...named } as unknown as Json;
}
