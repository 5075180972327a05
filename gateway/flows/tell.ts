import type { NoticeEvent } from '../approvals/notice.ts';
import type { EpochMs } from '../shared/clock.ts';
import { isRunning, type JobRecord } from '../shared/job.ts';
import type { Governance } from './assess.ts';
import { noticeOf } from './notice.ts';
import type { Attempt, Notice, NoticeStore, Notifier, Ports, StoredJob, Told } from './ports.ts';
import { CHECK_EVERY_MS, TELL_AGAIN_MS, TELL_LEASE_MS, TELL_WINDOW_MS } from './timing.ts';

/** What telling people takes. */
export interface Telling {
  readonly ports: Pick<Ports, 'store' | 'clock' | 'log'>;
  readonly action: Governance['action'];
  readonly notices: NoticeStore;
  /** null: people look for themselves, by the REST API or the command line. */
  readonly notifier: Notifier | null;
}

/**
 * Tells people what they do not know yet of an approval, one thing after the other: the state of the record comes first, the
 * message follows it. Safe to run any number of times at once.
 * INVARIANT: a message and a reply are there once. Whoever tells says so first, nobody else tells until that has to be over,
 * and what may have been told is looked for before it is told again.
 */
export async function tell(telling: Telling, admissionId: string): Promise<void> {
  const { ports, notices, notifier } = telling;
  for (;;) {
    const [notice, stored] = await Promise.all([notices.find(admissionId), ports.store.load(admissionId)]);
    if (!notice || !stored?.record.approval || isAtWork(notice, ports.clock.now())) return;
    const next = nextToTell(notice, stored.record);
    if (next === null || notifier === null) return rest(telling, notice, stored.record);
    const isTold = await tellOne({ ...telling, notifier }, notice, stored, next);
    if (!isTold) return;
  }
}

type WithNotifier = Telling & { readonly notifier: Notifier };

const isAtWork = ({ attempt }: Notice, now: EpochMs): boolean => attempt !== null && now < attempt.until;

type Next = Attempt['telling'];

/** The message first, then what it shows, then what happened since, in that order. */
function nextToTell({ ref, told, shownVersion }: Notice, record: JobRecord): Next | null {
  if (ref === null) return 'asked';
  const event = eventsIn(record).find((each) => !told.includes(each));
  if (shownVersion < record.version) return 'update';
  return event ?? null;
}

function eventsIn({ state, approval, history }: JobRecord): readonly NoticeEvent[] {
  const hasStarted = history.some((entry) => entry.state === 'submitted' || entry.state === 'finished');
  return [
    ...(state === 'held' && approval?.remindedAt ? (['reminder'] as const) : []),
    ...(hasStarted ? (['started'] as const) : []),
    ...(state === 'finished' ? (['ended'] as const) : []),
  ];
}

/** Nothing to tell now: looked at again as long as something may come. */
async function rest({ ports, notices }: Telling, notice: Notice, { state }: JobRecord): Promise<void> {
  const now = ports.clock.now();
  const mayChange = isRunning(state) || state === 'retained';
  if (mayChange && (notice.nextCheckAt ?? 0) > now) return;
  await notices.change(following(notice, { nextCheckAt: mayChange ? now + CHECK_EVERY_MS : null }));
}

const following = (notice: Notice, changes: Partial<Notice>): Notice => ({
  ...notice,
  ...changes,
  revision: notice.revision + 1,
});

/** True where it was told, and the next may be. */
async function tellOne(telling: WithNotifier, seen: Notice, stored: StoredJob, next: Next): Promise<boolean> {
  const { ports, notices, action } = telling;
  const now = ports.clock.now();
  const before = seen.attempt?.telling === next ? seen.attempt : null;
  const attempt = { telling: next, since: before?.since ?? now, until: now + TELL_LEASE_MS };
  const begun = following(seen, { attempt, nextCheckAt: attempt.until });
  if (!(await notices.change(begun))) return false;
  const notice = await noticeOf(ports, action, stored);
  const outcome =
    (before && (await soughtAs(telling, seen, next, before))) ?? (await outcomeOf(telling, seen, next, notice, now));
  const known = knownAfter(begun, next, outcome, notice.version, ports.clock.now());
  if (outcome.kind === 'refused' || outcome.kind === 'unknown') {
    const { name, admissionId } = stored.record;
    ports.log.count('NoticeFailed', { admissionId, name, telling: next });
    ports.log.error('people could not be told of an approval', outcome.cause, { admissionId, telling: next });
  }
  const isNoted = known !== null && (await notices.change(known));
  return isNoted && (outcome.kind === 'told' || outcome.kind === 'gone');
}

/** What an earlier attempt came to, where it can be found out; null: it told nothing. */
async function soughtAs({ notifier }: WithNotifier, { ref, admissionId }: Notice, next: Next, { since }: Attempt) {
  if (next === 'update') return null;
  const sought = await notifier.seek(admissionId, next, next === 'asked' ? null : ref, since);
  if (sought.kind === 'absent') return null;
  return sought.kind === 'found' ? { kind: 'told' as const, ref: sought.ref } : sought;
}

/** INVARIANT: nothing is sent so late that the lease may be over before its answer. */
async function outcomeOf(
  { notifier, ports }: WithNotifier,
  { ref }: Notice,
  next: Next,
  notice: Parameters<Notifier['post']>[0],
  begunAt: EpochMs,
): Promise<Told> {
  if (ports.clock.now() > begunAt + TELL_WINDOW_MS) return { kind: 'later', afterMs: TELL_AGAIN_MS };
  if (next === 'asked' || ref === null) return notifier.post(notice);
  return next === 'update' ? notifier.update(ref, notice) : notifier.reply(ref, notice, next);
}

/** The notice once the outcome is known; null: it stays an attempt, and whoever is next looks for what came of it. */
function knownAfter(begun: Notice, next: Next, outcome: Told, version: number, now: EpochMs): Notice | null {
  switch (outcome.kind) {
    case 'told':
      return following(begun, {
        attempt: null,
        nextCheckAt: now,
        ...(next === 'asked' && { ref: outcome.ref }),
        ...(next === 'update' || next === 'asked' ? { shownVersion: version } : { told: [...begun.told, next] }),
      });
    case 'gone':
      return following(begun, { attempt: null, nextCheckAt: now, ref: null, shownVersion: 0 });
    case 'later':
      return following(begun, { attempt: null, nextCheckAt: now + outcome.afterMs });
    case 'refused':
      return following(begun, { attempt: null, nextCheckAt: now + TELL_AGAIN_MS });
    case 'unknown':
      return null;
  }
}
