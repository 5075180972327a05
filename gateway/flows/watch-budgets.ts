import type { AlertEntry } from '../audit/entry.ts';
import { consumedAmounts } from '../quota/dimensions/index.ts';
import { limitOf, overrunOf, type Quotas } from '../quota/quotas.ts';
import { amountText } from '../quota/units.ts';
import { type Balance, CURRENT, isOfBalance, placesOf, type ReservationLine } from '../shared/amount.ts';
import type { EpochMs } from '../shared/clock.ts';
import { counted } from '../shared/duration.ts';
import { type JobRecord, lastDecision, type UpstreamStatus } from '../shared/job.ts';
import type { Ports } from './ports.ts';

/** A budget that a job counts in, with what the ledger says of it. */
interface WatchedBudget {
  readonly line: ReservationLine;
  /** As it is now. */
  readonly limit: number;
  /** What the job was admitted under, where that was more; null: nothing limited it. */
  readonly admittedUnder: number | null;
  readonly balance: Balance;
}

/** The job's budgets that have a limit now. One call, and none where nothing is limited. */
export async function budgetsOf(ports: Ports, quotas: Quotas, record: JobRecord): Promise<readonly WatchedBudget[]> {
  const at = ports.clock.now();
  const limited = record.lines.flatMap((line) => {
    const limit = line.window === CURRENT ? null : limitOf(quotas, line, at);
    return limit === null ? [] : [{ line, limit, admittedUnder: limitThen(record, line) }];
  });
  if (limited.length === 0) return [];
  const balances = await ports.store.balances(placesOf(limited.map(({ line }) => line)));
  return limited.flatMap((budget) => {
    const balance = balances.find((each) => isOfBalance(each, budget.line));
    return balance ? [{ ...budget, balance }] : [];
  });
}

const limitThen = (record: JobRecord, line: ReservationLine): number | null =>
  lastDecision(record).needs.find((need) => isOfBalance(need, line))?.limit ?? null;

/**
 * Raises an alert for every percentage that a budget has passed and nobody was told of; of a raised limit those that are more
 * than what was told. An alert that was raised is told at
 * once; where that fails it stays due.
 */
export async function alertBudgets(
  ports: Ports,
  { alertPercents }: Quotas,
  budgets: readonly WatchedBudget[],
): Promise<void> {
  for (const { line, limit, balance } of budgets) {
    const { scope, window, dimension } = line;
    const { used, toldAmount = 0 } = balance;
    const amounts = alertPercents.map((percent) => ({ percent, amount: Math.ceil((limit * percent) / 100) }));
    const passed = amounts.filter(({ amount }) => amount > toldAmount && used >= amount);
    for (const { percent, amount } of passed.toSorted((a, b) => a.percent - b.percent)) {
      const at = ports.clock.now();
      const facts = { scope, window, dimension, percent, amount, used, limit };
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

/** How long a job may take beyond its run time before that is an overrun: download, upload, SageMaker's grace at its end. */
const OVERDUE_GRACE_SECONDS = 900;

/** A running job, as it was looked at. */
interface Running {
  readonly record: JobRecord;
  readonly status: UpstreamStatus;
  readonly budgets: readonly WatchedBudget[];
  readonly now: EpochMs;
}

/**
 * Whether a running job takes longer than it may, or has cost, with what is settled, more than one of its budgets: the one of
 * now, or that of its admission where that was more, so no job is stopped for a limit that was lowered. That a budget will be
 * passed if all is spent that is reserved, alerts tell. What people let other jobs take beyond it is not this one's fault.
 */
export function overrunOfJob(quotas: Quotas, { record, status, budgets, now }: Running): Overran | null {
  const spent = spentSoFar(record, status, now);
  const soFar = ({ dimension }: ReservationLine): number =>
    spent.find((amount) => amount.dimension === dimension)?.amount ?? 0;
  const stops = ({ line }: WatchedBudget): boolean => overrunOf(quotas, line.scope) === 'stop';
  const passed = budgets.filter(
    ({ line, limit, admittedUnder, balance }) =>
      admittedUnder !== null && balance.settled + soFar(line) > Math.max(limit, admittedUnder) + (balance.lifted ?? 0),
  );
  const budget = passed.find(stops) ?? passed[0];
  if (budget !== undefined) return { why: passedText(budget), isToStop: stops(budget) };
  if (overdueSeconds(record, status, now) <= 0) return null;
  const why = `it has taken ${counted(secondsOf(status, now), 'second')}, and may run ${record.longestSeconds}`;
  return { why, isToStop: budgets.some(stops) };
}

function passedText({ line: { scope, window, dimension }, limit }: WatchedBudget): string {
  return `the budget of ${scope} for ${window}, ${amountText(dimension, limit, 'down')}, is passed`;
}

const secondsOf = ({ trainingStartedAt }: UpstreamStatus, now: EpochMs): number =>
  trainingStartedAt === undefined ? 0 : Math.max(0, Math.floor((now - trainingStartedAt) / 1000));

/** A spot job may wait for capacity again and again. */
const overdueSeconds = ({ longestSeconds }: JobRecord, status: UpstreamStatus, now: EpochMs): number =>
  status.isSpot ? 0 : secondsOf(status, now) - longestSeconds - OVERDUE_GRACE_SECONDS;

/** What the job has used up. Of spot instances nobody knows before the end. */
function spentSoFar({ metered }: JobRecord, status: UpstreamStatus, now: EpochMs) {
  const seconds = status.isSpot ? 0 : secondsOf(status, now);
  return consumedAmounts(metered, { trainingSeconds: seconds, monitoringSeconds: seconds, keptSeconds: 0 });
}
