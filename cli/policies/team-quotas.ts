import type { Bundle } from '../../gateway/bundle/open.ts';
import type { QuotaPolicy } from '../../gateway/quota/quota-policy.ts';
import { limitOf } from '../../gateway/quota/reservation.ts';
import type { Dimension, Scope } from '../../gateway/shared/amount.ts';
import type { Team } from '../../gateway/shared/organization.ts';

/** The limits that a team's jobs count in, as a table; the people with limits of their own below everybody else's. */
export function quotasInWords({ quotas, organization }: Bundle, team: Team): readonly string[] {
  const own = organization.people
    .filter((person) => person.team === team.id)
    .map(({ id }) => ({ scope: `person:${id}` as const, name: `\`${id}\`` }))
    .filter(({ scope }) => quotas.some((quota) => quota.scope === scope));
  const scopes: readonly { readonly scope: Scope; readonly name: string }[] = [
    { scope: 'org', name: 'all teams together' },
    { scope: `team:${team.id}`, name: 'the team' },
    { scope: 'person:*', name: 'each person' },
    ...own,
  ];
  const dimensions = dimensionsOf(
    quotas,
    scopes.map(({ scope }) => scope),
  );
  if (dimensions.length === 0) return [];
  const rows = scopes.map(({ scope, name }) => [
    name,
    ...dimensions.map((dimension) => shown(quotas, scope, dimension)),
  ]);
  return [`| ${['', ...dimensions].join(' | ')} |\n|${'---|'.repeat(dimensions.length + 1)}`, ...rows.map(row), ''];
}

function dimensionsOf(quotas: readonly QuotaPolicy[], scopes: readonly Scope[]): readonly Dimension[] {
  const named = [...new Set(quotas.flatMap(({ limits }) => Object.keys(limits) as Dimension[]))];
  return named.filter((dimension) => scopes.some((scope) => limitOf(quotas, scope, dimension) !== null));
}

const shown = (quotas: readonly QuotaPolicy[], scope: Scope, dimension: Dimension): string =>
  String(limitOf(quotas, scope, dimension) ?? 'any');

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
