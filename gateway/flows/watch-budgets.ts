import type { AlertEntry } from '../audit/entry.ts';
import { CURRENT } from '../quota/calendar.ts';
import { consumedAmounts } from '../quota/dimensions/index.ts';
import { limitOf, overrunOf, type Quotas } from '../quota/quotas.ts';
import { amountText } from '../quota/units.ts';
import { type Balance, placesOf, type ReservationLine } from '../shared/amount.ts';
import type { JobRecord, UpstreamStatus } from '../shared/job.ts';
import type { Ports } from './ports.ts';

/** A budget that a job counts in, with what the ledger says of it. */
interface WatchedBudget {
  readonly line: ReservationLine;
  readonly limit: number;
  readonly balance: Balance;
}

/** The job's budgets that have a limit now. One call, and none where nothing is limited. */
export async function budgetsOf(ports: Ports, quotas: Quotas, record: JobRecord): Promise<readonly WatchedBudget[]> {
  const at = ports.clock.now();
  const limited = record.lines.flatMap((line) => {
    const limit = line.window === CURRENT ? null : limitOf(quotas, line, at);
    return limit === null ? [] : [{ line, limit }];
  });
  if (limited.length === 0) return [];
  const balances = await ports.store.balances(placesOf(limited.map(({ line }) => line)));
  return limited.flatMap((budget) => {
    const balance = balances.find((each) => isOf(each, budget.line));
    return balance ? [{ ...budget, balance }] : [];
  });
}

const isOf = (balance: Balance, { scope, window, dimension }: ReservationLine): boolean =>
  balance.scope === scope && balance.window === window && balance.dimension === dimension;

/**
 * Raises an alert for every percentage that a budget has passed and nobody was told of. An alert that was raised is told at
 * once; where that fails it stays due.
 */
export async function alertBudgets(
  ports: Ports,
  { alertPercents }: Quotas,
  budgets: readonly WatchedBudget[],
): Promise<void> {
  for (const { line, limit, balance } of budgets) {
    const { scope, window, dimension } = line;
    const { used, toldPercent = 0 } = balance;
    const passed = alertPercents.filter(
      (percent) => percent > toldPercent && used >= (limit * percent) / 100 && used > 0,
    );
    for (const percent of passed.toSorted((a, b) => a - b)) {
      const at = ports.clock.now();
      const facts = { scope, window, dimension, percent, used, limit };
      const alert: AlertEntry = { id: ports.ids.next(), at, action: 'BudgetAlert', ...facts };
      if (await ports.store.raiseAlert(alert)) await tellAlert(ports, alert);
    }
  }
}

/** Tells people of an alert. It may be told twice where a process ends in between, and is never lost. */
export async function tellAlert(ports: Ports, alert: AlertEntry): Promise<void> {
  const { id, scope, window, dimension, percent, used, limit } = alert;
  ports.log.count('BudgetAlert', { alertId: id, scope, window, dimension, percent, used, limit });
  await ports.store.alertTold(id);
}

/** Why a running job costs too much, and whether it is to be stopped for that. */
interface Overran {
  readonly why: string;
  readonly isToStop: boolean;
}

/**
 * Whether a running job has cost more than was reserved for it, or, with what is settled, more than one of its budgets; or
 * whether a budget will be passed if all that is reserved is spent, for which no job is stopped.
 */
export function overrunOfJob(
  quotas: Quotas,
  {
    record,
    status,
    budgets,
    now,
  }: {
    readonly record: JobRecord;
    readonly status: UpstreamStatus;
    readonly budgets: readonly WatchedBudget[];
    readonly now: number;
  },
): Overran | null {
  const spent = spentSoFar(record, status, now);
  const soFar = ({ dimension }: ReservationLine): number =>
    spent.find((amount) => amount.dimension === dimension)?.amount ?? 0;
  const stops = ({ line }: WatchedBudget): boolean => overrunOf(quotas, line.scope) === 'stop';
  const over = record.lines.find((line) => line.window !== CURRENT && soFar(line) > line.amount);
  if (over) {
    const [cost, most] = [
      amountText(over.dimension, soFar(over), 'up'),
      amountText(over.dimension, over.amount, 'down'),
    ];
    return { why: `it has taken ${cost}, and ${most} were reserved for it`, isToStop: budgets.some(stops) };
  }
  const passed = budgets.filter(({ line, limit, balance }) => balance.settled + soFar(line) > limit);
  const toStop = passed.find(stops);
  const budget = toStop ?? passed[0] ?? budgets.find(({ limit, balance }) => balance.used > limit);
  if (budget === undefined) return null;
  const { scope, window, dimension } = budget.line;
  const limit = amountText(dimension, budget.limit, 'down');
  return { why: `the budget of ${scope} for ${window}, ${limit}, is passed`, isToStop: toStop !== undefined };
}

/** What the job has used up. Of spot instances nobody knows before the end. */
function spentSoFar({ metered }: JobRecord, { trainingStartedAt, isSpot }: UpstreamStatus, now: number) {
  if (trainingStartedAt === undefined || isSpot) return [];
  const seconds = Math.max(0, Math.floor((now - trainingStartedAt) / 1000));
  return consumedAmounts(metered, { trainingSeconds: seconds, monitoringSeconds: seconds, keptSeconds: 0 });
}
