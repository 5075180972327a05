import type { LedgerCell } from '../../../../gateway/shared/amount.ts';
import type { Requirement, Vote } from '../../../../gateway/shared/approval.ts';
import type { JsonObject } from '../../../../gateway/shared/json.ts';
import type { Person } from '../../../../gateway/shared/organization.ts';
import { REGIMES, type Regime } from './regimes.ts';

/** What the organisation said in a bundle. Everything here is worked out anew, with nothing of the gateway's. */
export function regimeAt(version: string): Regime {
  const regime = REGIMES.find((each) => each.version === version);
  if (!regime) throw new Error(`nobody said anything in \`${version}\``);
  return regime;
}

/** Who is known by an address. */
export const personAt = ({ people }: Regime, address: string): Person | undefined =>
  people.find(({ id, aliases = [] }) => id === address || aliases.includes(address));

/** Whether two addresses are, or were, of one person. */
export const isSamePerson = (one: string, other: string): boolean =>
  one === other ||
  REGIMES.some((regime) => personAt(regime, one) !== undefined && personAt(regime, one) === personAt(regime, other));

/** The request's only group of instances. */
export function instancesOf(request: JsonObject): { readonly type: string; readonly count: number } {
  const { InstanceType, InstanceCount } = request.ResourceConfig as JsonObject;
  return { type: String(InstanceType), count: Number(InstanceCount) };
}

export const isDenied = ({ denies }: Regime, type: string): boolean => denies.some((types) => type.startsWith(types));

/** Who has to approve a job of the type that goes beyond these limits: of each group the most that anything asks for. */
export function demandsOf(
  regime: Regime,
  type: string,
  beyond: readonly Pick<LedgerCell, 'scope'>[],
): readonly Requirement[] {
  const most = new Map<string, number>();
  const asked = [
    ...regime.holds.filter(({ types }) => type.startsWith(types)).flatMap(({ approvals }) => approvals),
    ...beyond.flatMap(({ scope }) => quotaOf(regime, scope)?.overLimit?.approvals ?? []),
  ];
  for (const { group, count } of asked) most.set(group, Math.max(count, most.get(group) ?? 0));
  return [...most].map(([group, count]) => ({ group, count })).sort((a, b) => a.group.localeCompare(b.group));
}

const quotaOf = ({ quotas }: Regime, scope: string) => quotas.find((each) => each.scope === scope);

/** Whether people may let a job beyond the limits of a scope. */
export const isLiftable = (regime: Regime, scope: string): boolean => quotaOf(regime, scope)?.overLimit !== undefined;

/** Of the periods of the calendar the scenario limits days. */
const isDay = (window: string): boolean => /^\d{4}-\d\d-\d\d$/.test(window);

/** null: not limited. */
export function limitAt(regime: Regime, { scope, dimension, window }: LedgerCell): number | null {
  const quota = quotaOf(regime, scope);
  if (window === 'current')
    return Object.entries(quota?.limits ?? {}).find(([name]) => name === dimension)?.[1] ?? null;
  const hours = quota?.budgets?.day?.instanceHours;
  return isDay(window) && dimension === 'instanceSeconds' && hours !== undefined ? hours * 3_600 : null;
}

/** Whether the people can be seated so that each stands for one group at most: by trying every way. */
export function canSeat(
  requirements: readonly Requirement[],
  voters: readonly Pick<Vote, 'person' | 'groups'>[],
): boolean {
  const [seat, ...seats] = requirements.flatMap(({ group, count }) => Array.from({ length: count }, () => group));
  if (seat === undefined) return true;
  const rest = seats.map((group) => ({ group, count: 1 }));
  return voters.some(
    ({ person, groups }) =>
      groups.includes(seat) &&
      canSeat(
        rest,
        voters.filter((other) => other.person !== person),
      ),
  );
}
