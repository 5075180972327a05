import { concerns } from '../../../gateway/rules/match.ts';
import { listed } from '../../../gateway/rules/rule.ts';
import { INSTANCE_TYPES } from '../../../gateway/shared/instance-types.ts';
import type { Organization } from '../../../gateway/shared/organization.ts';
import { NO_PRICES, usdPerHourOf } from '../../../gateway/shared/prices.ts';
import type { Principal } from '../../../gateway/shared/principal.ts';
import { DAY_MS } from '../../duration.ts';
import { boundsOn, common, ofTeams, shortened, type TeamFinding, trainingTeamOf, WHOM } from './bounds.ts';
import { type Finding, type Linted, type LintedBinding, PRICES_FILE } from './linted.ts';

/** Prices change about so often. */
const OLD_AFTER_DAYS = 90;

/** Prices that were looked up long ago. */
export function oldPrices({ content: { prices }, at, finding }: Linted): readonly Finding[] {
  const date = prices?.date ?? null;
  if (date === null) return [];
  const days = Math.floor((at - Date.parse(date)) / DAY_MS);
  if (days <= OLD_AFTER_DAYS) return [];
  return [finding(PRICES_FILE, ['date'], `the prices are ${days} days old: look them up again, and set the date`)];
}

/** Regions in which jobs run and volumes have no price, so that no job with a volume has one. */
export function unpricedVolumes({ content: { prices, organization }, finding }: Linted): readonly Finding[] {
  if (prices === undefined) return [];
  const regions = regionsOf(organization).filter((region) => !Object.hasOwn(prices.usdPerGbMonth, region));
  if (regions.length === 0) return [];
  const message = `jobs run in ${listed(regions)}, where prices.yaml has no price of volumes, so what a job with one costs is not known: add it, 0 where you pay none`;
  return [finding(PRICES_FILE, ['usdPerGbMonth'], message, 'key')];
}

const regionsOf = ({ accounts }: Organization): readonly string[] => [
  ...new Set(accounts.flatMap((account) => account.regions)),
];

const COST_RULE = 'cost-ceiling';
/** What `choices` of a rule call the types of instances. */
const TYPES_THING = 'instance types';

/** Types that a team may use and whose cost a binding cannot hold to its ceiling. */
export function unpricedTypes(all: Linted): readonly Finding[] {
  const found = all.bindings
    .filter(({ rule }) => rule === COST_RULE)
    .flatMap((binding) =>
      all.people.filter((person) => concerns(binding, person)).flatMap((person) => unpricedFor(all, binding, person)),
    );
  return ofTeams(found);
}

function unpricedFor(all: Linted, { file, steps }: LintedBinding, person: Principal): readonly TeamFinding[] {
  const { content, finding } = all;
  const team = trainingTeamOf(all, person);
  if (team === undefined) return [];
  const bounds = boundsOn(all, person, team).get(TYPES_THING);
  const types = bounds === undefined ? INSTANCE_TYPES : common(bounds).filter((type) => INSTANCE_TYPES.includes(type));
  const isPriced = (region: string) => (type: string) =>
    usdPerHourOf(content.prices ?? NO_PRICES, region, type) !== undefined;
  const unpriced = regionsOf(content.organization).map((region) => ({
    region,
    types: types.filter((type) => !isPriced(region)(type)),
  }));
  const alike = Map.groupBy(
    unpriced.filter((each) => each.types.length > 0),
    (each) => each.types.join(),
  );
  return [...alike.values()].map((each) => {
    const where = listed(each.map(({ region }) => region));
    const message = `${WHOM} may use ${shortened(each[0]?.types ?? [])}, for which prices.yaml has no price in ${where}: add it, or each job on it breaks the ceiling`;
    return { team: team.id, finding: finding(file, [...steps, 'rule'], message) };
  });
}
