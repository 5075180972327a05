import type { QuotaPolicy } from '../../../gateway/quota/quota-policy.ts';
import { limitOf } from '../../../gateway/quota/reservation.ts';
import { canonicalHash } from '../../../gateway/shared/canonical.ts';
import { isLive } from '../../../gateway/shared/job.ts';
import type { StoreState, World } from './world.ts';

/** The invariants that hold after every single step. Each answer is a sentence that says what broke. */
export function brokenInvariants(world: World, state: StoreState): readonly string[] {
  return [
    ...world.defects.map((defect) => `a flow failed: ${defect instanceof Error ? defect.stack : String(defect)}`),
    ...ledgerIsTheSumOfOpenLines(state),
    ...noBalanceAboveItsLimit(world.governance.bundle.quotas, state),
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

function ledgerIsTheSumOfOpenLines({ records, balances }: StoreState): readonly string[] {
  const open = new Map<string, number>();
  for (const line of records.filter(({ state }) => isLive(state)).flatMap(({ lines }) => lines)) {
    const key = `${line.scope}/${line.dimension}`;
    open.set(key, (open.get(key) ?? 0) + line.amount);
  }
  const used = new Map(balances.map(({ scope, dimension, used }) => [`${scope}/${dimension}`, used]));
  return [...new Set([...open.keys(), ...used.keys()])]
    .filter((key) => (open.get(key) ?? 0) !== (used.get(key) ?? 0))
    .map((key) => `ledger: ${key} is ${used.get(key) ?? 0}, open lines come to ${open.get(key) ?? 0}`);
}

const noBalanceAboveItsLimit = (quotas: readonly QuotaPolicy[], { balances }: StoreState): readonly string[] =>
  balances
    .filter(({ scope, dimension, used }) => used > (limitOf(quotas, scope, dimension) ?? Number.POSITIVE_INFINITY))
    .map(({ scope, dimension, used }) => `limit: ${scope}/${dimension} is ${used}`);

const eachReservationEndsOnce = ({ records }: StoreState): readonly string[] =>
  records
    .filter(({ history }) => history.filter(({ state, note }) => !isLive(state) && !/deleted/.test(note)).length > 1)
    .map(({ admissionId }) => `once: ${admissionId} ended twice`);

const everyRunningJobIsReserved = ({ upstream }: World, { records }: StoreState): readonly string[] =>
  [...upstream.jobs.values()]
    .filter(({ live, admissionId, forged }) => live && admissionId !== null && !forged)
    .filter(({ admissionId }) => !records.some((record) => record.admissionId === admissionId && isLive(record.state)))
    .map(({ name, admissionId }) => `unreserved: ${name} of ${admissionId} runs with no open reservation`);

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
export function unhealed({ upstream }: World, { records }: StoreState): readonly string[] {
  return records.flatMap(({ admissionId, name, state, stopRequestedAt }) => {
    if (!isLive(state)) return [];
    const job = upstream.jobs.get(name);
    const own = job?.live && job.admissionId === admissionId;
    if (state === 'forwarding' || !own) return [`stuck: ${admissionId} is ${state} with no live job`];
    return stopRequestedAt === null ? [] : [`stop: ${admissionId} still runs although a stop was asked for`];
  });
}
