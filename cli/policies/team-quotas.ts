import type { Bundle } from '../../gateway/bundle/open.ts';
import { PERIODS, type Period } from '../../gateway/quota/calendar.ts';
import { approversBeyond, type Limit, type Limited, lastingLimit, type Quotas } from '../../gateway/quota/quotas.ts';
import { amountText } from '../../gateway/quota/units.ts';
import type { Dimension, Scope } from '../../gateway/shared/amount.ts';
import type { EpochMs } from '../../gateway/shared/clock.ts';
import type { Team } from '../../gateway/shared/organization.ts';
import { requirementsText } from '../../gateway/shared/requirements.ts';

/** Whose limits stand in a row. */
interface Scoped {
  /** A scope, or everyone of its kind (`person:*`). */
  readonly scope: string;
  readonly name: string;
}

/** What stands in a column: one thing that is held, or all that is used up in a period. */
interface Column {
  readonly heading: string;
  readonly period: Period | null;
  readonly dimensions: readonly Dimension[];
}

/**
 * The limits that a team's jobs count in, as a table; the people with limits of their own below everybody else's. Below it
 * who may let a job go beyond them, and raises that have not ended at the moment.
 */
export function quotasInWords(bundle: Bundle, team: Team, at: EpochMs): readonly string[] {
  const { quotas } = bundle;
  const scopes = scopesOf(bundle, team);
  const columns = columnsOf(quotas).filter((column) => scopes.some(({ scope }) => amountsIn(quotas, scope, column)));
  if (columns.length === 0) return [];
  const headings = ['', ...columns.map(({ heading }) => heading)];
  const rows = scopes.map(({ scope, name }) => [
    name,
    ...columns.map((column) => amountsIn(quotas, scope, column) ?? 'any'),
  ]);
  return [
    `| ${headings.join(' | ')} |\n|${'---|'.repeat(headings.length)}`,
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
    '',
    ...approvalsInWords(quotas, scopes, columns),
    ...raisesInWords(quotas, scopes, at),
  ];
}

/** The organisation, the team and its people always; what else the jobs may count in where it is limited. */
function scopesOf({ quotas, organization }: Bundle, team: Team): readonly Scoped[] {
  const isNamed = ({ scope }: Scoped): boolean => quotas.limits.some((limit) => limit.scope === scope);
  const isLimited = ({ scope }: Scoped): boolean =>
    columnsOf(quotas).some((column) => amountsIn(quotas, scope, column));
  const department = { scope: `department:${team.department}`, name: `department ${team.department}` };
  const people = organization.people.filter((person) => person.team === team.id);
  return [
    { scope: 'org', name: 'all teams together' },
    ...[department].filter(isLimited),
    { scope: `team:${team.id}`, name: 'the team' },
    { scope: 'person:*', name: 'each person' },
    ...people.map(({ id }) => ({ scope: `person:${id}`, name: `\`${id}\`` })).filter(isNamed),
    ...tagsIn(quotas),
  ];
}

/** Jobs of any team may have the tags. */
const tagsIn = ({ limits }: Quotas): readonly Scoped[] =>
  [...new Set(limits.map(({ scope }) => scope))].flatMap((scope) => {
    const [, key, value] = /^tag:([^=]*)=(.*)$/s.exec(scope) ?? [];
    if (key === undefined || value === undefined) return [];
    return [{ scope, name: value === '*' ? `each value of the tag \`${key}\`` : `tag \`${key}\`: \`${value}\`` }];
  });

/** What is held as the files name it first, then the periods from short to long. */
function columnsOf({ limits }: Quotas): readonly Column[] {
  const limited = (period: Period | null) => [
    ...new Set(limits.filter((limit) => limit.period === period).map(({ dimension }) => dimension)),
  ];
  return [
    ...limited(null).map((dimension) => ({ heading: dimension, period: null, dimensions: [dimension] })),
    ...PERIODS.map((period) => ({ heading: `in a ${period}`, period, dimensions: limited(period) })),
  ];
}

/** undefined: any. */
function amountsIn(quotas: Quotas, scope: string, { period, dimensions }: Column): string | undefined {
  const amounts = dimensions.flatMap((dimension) => {
    const most = lastingLimit(quotas, { scope, dimension, period });
    return most === null ? [] : [shown({ dimension, period }, most)];
  });
  return amounts.length === 0 ? undefined : amounts.join(', ');
}

/** The heading says what is held. */
const shown = ({ dimension, period }: Pick<Limited, 'dimension' | 'period'>, most: number): string =>
  period === null ? String(most) : amountText(dimension, most, 'down');

/** What is beyond a limit that nobody is named for here is refused. */
function approvalsInWords(quotas: Quotas, scopes: readonly Scoped[], columns: readonly Column[]): readonly string[] {
  const limited = scopes.filter(({ scope }) => columns.some((column) => amountsIn(quotas, scope, column)));
  const beyond = limited.flatMap(({ scope, name }) => {
    // Everyone of a kind is asked for as a scope is, hence the cast.
    const approvers = approversBeyond(quotas, scope as Scope);
    return approvers ? [`- ${name}: beyond a limit, a job needs the approval of ${requirementsText(approvers)}`] : [];
  });
  const unpriced = quotas.unpriced
    ? [`- a job whose price is not known needs the approval of ${requirementsText(quotas.unpriced)}`]
    : [];
  const lines = [...beyond, ...unpriced];
  return lines.length === 0 ? [] : [...lines, ''];
}

function raisesInWords({ limits }: Quotas, scopes: readonly Scoped[], at: EpochMs): readonly string[] {
  const lines = limits.flatMap((limit) => {
    const whose = scopes.find(({ scope }) => scope === limit.scope);
    return whose ? raiseInWords(limit, whose, at) : [];
  });
  return lines.length === 0 ? [] : [...lines, ''];
}

function raiseInWords({ dimension, period, most, raise }: Limit, { name }: Scoped, at: EpochMs): readonly string[] {
  if (raise === null || raise.until <= at) return [];
  const from = raise.from > at ? `from ${moment(raise.from)} ` : '';
  const over = period === null ? '' : ` in a ${period}`;
  return [
    `- ${name}, ${from}until ${moment(raise.until)}: ${amountText(dimension, most, 'down')}${over} (${raise.reason})`,
  ];
}

const moment = (at: EpochMs): string => new Date(at).toISOString().replace('.000Z', 'Z');
