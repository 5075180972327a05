import { limitOf, type Quotas } from '../../../gateway/quota/quotas.ts';
import type { Balance } from '../../../gateway/shared/amount.ts';
import { canonicalHash } from '../../../gateway/shared/canonical.ts';
import { isLive, isRunning, type JobRecord } from '../../../gateway/shared/job.ts';
import { MAX_RUNTIME_SECONDS } from './scenario.ts';
import type { StoreState, World } from './world.ts';

/** The invariants that hold after every single step. Each answer is a sentence that says what broke. */
export function brokenInvariants(world: World, state: StoreState): readonly string[] {
  return [
    ...world.defects.map((defect) => `a flow failed: ${defect instanceof Error ? defect.stack : String(defect)}`),
    ...ledgerIsTheSumOfRecords(state),
    ...noBalanceAboveItsLimit(world.governance.bundle.quotas, state, world.now),
    ...noReservationAboveItsBudget(world.governance.bundle.quotas, state, world.now),
    ...settledAsBilled(world, state),
    ...nothingIsPaidForNothing(state),
    ...alertsFireOnce(state),
    ...poolsAreReserved(world, state),
    ...nobodyIsRefusedForBusyness(state),
    ...eachReservationEndsOnce(state),
    ...everyRunningJobIsReserved(world, state),
    ...oneJobForOneAdmission(world),
    ...nothingSentThatWasNotJudged(world, state),
    ...noLiveTwins(state),
    ...recordsFollowTheirOwnJob(world, state),
    ...onlyOurJobsAreStopped(world, state),
    ...onlyOurJobsAreDeleted(world, state),
    ...world.unwanted.map((admissionId) => `unwanted: ${admissionId} was sent again although it was to be stopped`),
  ];
}

/** Those of them that hold as well where people are asked first, and limits are lifted or lowered meanwhile. */
export const brokenWhereAsked = (world: World, state: StoreState): readonly string[] => [
  ...world.defects.map((defect) => `a flow failed: ${defect instanceof Error ? defect.stack : String(defect)}`),
  ...ledgerIsTheSumOfRecords(state),
  ...settledAsBilled(world, state),
  ...nobodyIsRefusedForBusyness(state),
  ...everyRunningJobIsReserved(world, state),
  ...oneJobForOneAdmission(world),
  ...nothingSentThatWasNotJudged(world, state),
  ...recordsFollowTheirOwnJob(world, state),
  ...onlyOurJobsAreStopped(world, state),
  ...world.unwanted.map((admissionId) => `unwanted: ${admissionId} was sent again although it was to be stopped`),
];

/** What stands in one place of the ledger, as the records say it should. */
interface Sums {
  used: number;
  settled: number;
}

const placeOf = ({ scope, window, dimension }: Omit<Balance, 'used' | 'settled'>): string =>
  `${scope}/${window}/${dimension}`;

/** By the records alone: open lines, and what was settled of the others, in the windows of their lines. */
function sumsOf(records: readonly JobRecord[]): ReadonlyMap<string, Sums> {
  const sums = new Map<string, Sums>();
  for (const { state, settlement, lines } of records) {
    for (const line of lines) {
      const sum = sums.get(placeOf(line)) ?? { used: 0, settled: 0 };
      const taken = settlement?.consumed.find(({ dimension }) => dimension === line.dimension)?.amount ?? 0;
      if (isLive(state)) sum.used += line.amount;
      else if (line.window !== 'current') {
        sum.used += taken;
        sum.settled += taken;
      }
      sums.set(placeOf(line), sum);
    }
  }
  return sums;
}

function ledgerIsTheSumOfRecords({ records, balances }: StoreState): readonly string[] {
  const due = sumsOf(records);
  const has = new Map(balances.map((balance) => [placeOf(balance), balance]));
  return [...new Set([...due.keys(), ...has.keys()])].flatMap((place) => {
    const [want, is] = [due.get(place), has.get(place)].map(
      (each) => `${each?.used ?? 0}, ${each?.settled ?? 0} settled`,
    );
    return want === is ? [] : [`ledger: ${place} is ${is}; records come to ${want}`];
  });
}

/** Of what is only held. What is used up may pass a limit: a job may cost more than was reserved for it. */
const noBalanceAboveItsLimit = (quotas: Quotas, { balances }: StoreState, now: number): readonly string[] =>
  balances
    .filter(({ window }) => window === 'current')
    .filter((balance) => balance.used > (limitOf(quotas, balance, now) ?? Number.POSITIVE_INFINITY))
    .map((balance) => `limit: ${placeOf(balance)} is ${balance.used}`);

/** What was reserved and not overrun is within every budget. */
function noReservationAboveItsBudget(
  quotas: Quotas,
  { records, balances }: StoreState,
  now: number,
): readonly string[] {
  return balances.flatMap((balance) => {
    const limit = balance.window === 'current' ? null : limitOf(quotas, balance, now);
    const overrun = records.reduce((sum, record) => sum + overrunIn(record, balance), 0);
    if (limit === null || balance.used - overrun <= limit) return [];
    return [`budget: ${placeOf(balance)} is ${balance.used}, of which ${overrun} were overrun, and the limit ${limit}`];
  });
}

function overrunIn({ lines, settlement }: JobRecord, balance: Balance): number {
  const line = lines.find((each) => placeOf(each) === placeOf(balance));
  const taken = settlement?.consumed.find(({ dimension }) => dimension === balance.dimension)?.amount ?? 0;
  return line ? Math.max(0, taken - line.amount) : 0;
}

/** A finished job was settled by what SageMaker bills of its own job, however it was told; or in full where that is gone. */
function settledAsBilled({ upstream }: World, { records }: StoreState): readonly string[] {
  return records.flatMap(({ admissionId, state, settlement, metered }) => {
    const job = upstream.created.find((each) => each.admissionId === admissionId && !each.forged);
    if (state !== 'finished' || !job || settlement?.bill === null || !settlement) return [];
    const { billableSeconds, keptSeconds } = upstream.billOf(job);
    const count = metered.reduce((sum, group) => sum + group.count, 0);
    const expected = count * (billableSeconds + keptSeconds);
    const taken = settlement.consumed.find(({ dimension }) => dimension === 'instanceSeconds')?.amount;
    return taken === expected
      ? []
      : [`bill: ${admissionId} was settled at ${taken} instance-seconds, billed are ${expected}`];
  });
}

/** Whatever did not run cost nothing. */
const nothingIsPaidForNothing = ({ records }: StoreState): readonly string[] =>
  records
    .filter(({ state }) => state === 'refused' || state === 'withdrawn')
    .filter(({ settlement }) => settlement === null || settlement.consumed.some(({ amount }) => amount > 0))
    .map(({ admissionId, state }) => `paid: ${admissionId} is ${state}, and was settled at something`);

/** What a warm pool may take is reserved before SageMaker may keep it. */
const poolsAreReserved = ({ upstream }: World, { records }: StoreState): readonly string[] =>
  records
    .filter(({ state }) => isLive(state))
    .flatMap(({ admissionId, lines, metered }) => {
      const job = upstream.created.find((each) => each.admissionId === admissionId && !each.forged);
      const count = metered.reduce((sum, group) => sum + group.count, 0);
      const reserved = lines.find(({ dimension }) => dimension === 'instanceSeconds')?.amount ?? 0;
      const needed = count * (MAX_RUNTIME_SECONDS + (job?.keepAliveMs ?? 0) / 1_000);
      return reserved >= needed
        ? []
        : [`pool: ${admissionId} has ${reserved} instance-seconds, and may take ${needed}`];
    });

/** A job waits for SageMaker for an hour before it is refused. */
const nobodyIsRefusedForBusyness = ({ records }: StoreState): readonly string[] =>
  records
    .filter(({ refusal }) => refusal?.code === 'ThrottlingException')
    .filter(
      ({ waiting, history }) => (history.at(-1)?.at ?? 0) < (waiting?.since ?? Number.POSITIVE_INFINITY) + 3_600_000,
    )
    .map(({ admissionId }) => `busy: ${admissionId} was refused since SageMaker was busy`);

/** Each percentage of each budget is told of once. */
function alertsFireOnce({ alerts }: StoreState): readonly string[] {
  const names = alerts.map(({ scope, window, dimension, percent }) => `${scope}/${window}/${dimension} ${percent} %`);
  return names.filter((name, i) => names.indexOf(name) !== i).map((name) => `alert: ${name} was raised twice`);
}

const eachReservationEndsOnce = ({ records }: StoreState): readonly string[] =>
  records
    .filter(({ history }) => history.filter(({ state, note }) => !isLive(state) && !/deleted/.test(note)).length > 1)
    .map(({ admissionId }) => `once: ${admissionId} ended twice`);

const everyRunningJobIsReserved = ({ upstream }: World, { records }: StoreState): readonly string[] =>
  [...upstream.jobs.values()]
    .filter((job) => (job.live || upstream.isPoolKept(job)) && job.admissionId !== null && !job.forged)
    .filter(({ admissionId }) => !records.some((record) => record.admissionId === admissionId && isLive(record.state)))
    .map(({ name, admissionId }) => `unreserved: ${name} of ${admissionId} has instances and no open reservation`);

function oneJobForOneAdmission({ upstream }: World): readonly string[] {
  const ours = upstream.created.flatMap(({ admissionId, forged }) =>
    admissionId === null || forged ? [] : [admissionId],
  );
  return ours.filter((id, i) => ours.indexOf(id) !== i).map((id) => `double: ${id} became two jobs`);
}

/** Every create that was sent has a record whose judged request it is, to the letter. */
const nothingSentThatWasNotJudged = ({ upstream }: World, { records }: StoreState): readonly string[] =>
  upstream.sent
    .filter((request) => !records.some(({ completedHash }) => completedHash === canonicalHash(request)))
    .map((request) => `unjudged: ${String(request.TrainingJobName)} was sent with no record of it`);

function noLiveTwins({ records }: StoreState): readonly string[] {
  const live = records.filter(({ state }) => isLive(state)).map(({ name }) => name.toLowerCase());
  return live.filter((name, i) => live.indexOf(name) !== i).map((name) => `twins: ${name} is held by two live records`);
}

/** What is taken for submitted exists, and what is taken for finished had a job of its own that ended. */
const recordsFollowTheirOwnJob = ({ upstream }: World, { records }: StoreState): readonly string[] =>
  records
    .filter(({ state }) => state === 'submitted' || state === 'finished')
    .filter(({ admissionId, state }) => {
      const own = upstream.created.find((job) => job.admissionId === admissionId && !job.forged);
      return !own || (state === 'finished' && own.live);
    })
    .map(({ admissionId, state }) => `stranger: ${admissionId} is ${state} by a job that is not its own`);

const onlyOurJobsAreStopped = ({ upstream }: World, { records }: StoreState): readonly string[] =>
  upstream.stopped
    .filter(({ admissionId }) => !records.some((r) => r.admissionId === admissionId && r.stopRequestedAt !== null))
    .map(({ name }) => `stopped: ${name} was stopped although nobody asked to stop it`);

const onlyOurJobsAreDeleted = ({ upstream }: World, { records }: StoreState): readonly string[] =>
  upstream.deleted
    .filter(({ admissionId, forged }) => forged || !records.some((record) => record.admissionId === admissionId))
    .map(({ name }) => `deleted: ${name} was deleted although it was not ours`);

/** What is true at rest: every fault is over, reconcile has run, and jobs that had to end have ended. */
export function unhealed({ upstream, told }: World, { records, alerts, due }: StoreState): readonly string[] {
  const untold = alerts.filter(({ id }) => !told.has(id)).map(({ id }) => `untold: nobody heard of the alert ${id}`);
  const left = due
    .filter(({ pk }) => !records.some(({ admissionId, state }) => pk === `JOB#${admissionId}` && isLive(state)))
    .map(({ pk }) => `due: ${pk} is looked at again and again`);
  return [...untold, ...left, ...stuckJobs(upstream, records)];
}

/** What is true when every job, and every warm pool, has come to its end. */
export const living = ({ records }: StoreState): readonly string[] =>
  records
    .filter(({ state }) => isLive(state))
    .map(({ admissionId, state }) => `living: ${admissionId} is ${state} though its job has ended`);

/** What is used up at last was told of, at every percentage. */
export const unalerted = ({ governance, now }: World, { balances, alerts }: StoreState): readonly string[] =>
  balances.flatMap((balance) => {
    const { quotas } = governance.bundle;
    const limit = balance.window === 'current' ? null : limitOf(quotas, balance, now);
    const passed = quotas.alertPercents.filter((percent) => limit !== null && balance.used * 100 >= limit * percent);
    return passed
      .filter((percent) => !alerts.some((alert) => placeOf(alert) === placeOf(balance) && alert.percent === percent))
      .map((percent) => `alert: nobody heard that ${placeOf(balance)} is at ${percent} %`);
  });

function stuckJobs(upstream: World['upstream'], records: readonly JobRecord[]): readonly string[] {
  return records.flatMap(({ admissionId, name, state, stopRequestedAt }) => {
    if (!isLive(state)) return [];
    const job = upstream.jobs.get(name);
    const own = job?.admissionId === admissionId && (job.live || upstream.isPoolKept(job));
    if (state === 'forwarding' || !own) return [`stuck: ${admissionId} is ${state} with no live job`];
    return stopRequestedAt === null || !isRunning(state)
      ? []
      : [`stop: ${admissionId} still runs although a stop was asked for`];
  });
}
