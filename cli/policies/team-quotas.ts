import type { Bundle } from '../../gateway/bundle/open.ts';
import { type Limited, lastingLimit, type Quotas } from '../../gateway/quota/quotas.ts';
import { amountText } from '../../gateway/quota/units.ts';
import type { Team } from '../../gateway/shared/organization.ts';

/** The limits that a team's jobs count in, as a table; the people with limits of their own below everybody else's. */
export function quotasInWords({ quotas, organization }: Bundle, team: Team): readonly string[] {
  const own = organization.people
    .filter((person) => person.team === team.id)
    .map(({ id }) => ({ scope: `person:${id}`, name: `\`${id}\`` }))
    .filter(({ scope }) => quotas.limits.some((limit) => limit.scope === scope));
  const department = `department:${team.department}`;
  const scopes = [
    { scope: 'org', name: 'all teams together' },
    ...(isLimited(quotas, department) ? [{ scope: department, name: `department ${team.department}` }] : []),
    { scope: `team:${team.id}`, name: 'the team' },
    { scope: 'person:*', name: 'each person' },
    ...own,
  ];
  const columns = columnsOf(quotas).filter((column) =>
    scopes.some(({ scope }) => lastingLimit(quotas, { ...column, scope }) !== null),
  );
  if (columns.length === 0) return [];
  const rows = scopes.map(({ scope, name }) => [name, ...columns.map((column) => shown(quotas, { ...column, scope }))]);
  const headings = ['', ...columns.map(headingOf)];
  return [`| ${headings.join(' | ')} |\n|${'---|'.repeat(headings.length)}`, ...rows.map(row), ''];
}

type Column = Omit<Limited, 'scope'>;

const columnsOf = ({ limits }: Quotas): readonly Column[] => [
  ...new Map(
    limits.map(({ dimension, period }) => [`${dimension} ${period}`, { dimension, period }] as const),
  ).values(),
];

const isLimited = (quotas: Quotas, scope: string): boolean =>
  columnsOf(quotas).some((column) => lastingLimit(quotas, { ...column, scope }) !== null);

const headingOf = ({ dimension, period }: Column): string => (period === null ? dimension : `in a ${period}`);

function shown(quotas: Quotas, limited: Limited): string {
  const limit = lastingLimit(quotas, limited);
  if (limit === null) return 'any';
  return limited.period === null ? String(limit) : amountText(limited.dimension, limit, 'down');
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
