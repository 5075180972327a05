import type { NoticeKey, ReplyKind } from '../approvals/notice.ts';
import type { EpochMs } from '../shared/clock.ts';
import { isRunning, type JobRecord } from '../shared/job.ts';
import type { Governance } from './assess.ts';
import { noticeOf } from './notice.ts';
import type { Attempt, Notice, NoticeStore, Notifier, Ports, Sought, StoredJob, Told } from './ports.ts';
import { CHECK_EVERY_MS, TELL_AGAIN_MS, TELL_FOR_MS, TELL_LEASE_MS, TELL_SELDOM_MS, TELL_WINDOW_MS } from './timing.ts';

/** What telling people takes. */
export interface Telling {
  readonly ports: Pick<Ports, 'store' | 'clock' | 'log'>;
  readonly action: Governance['action'];
  readonly notices: NoticeStore;
  /** null: people look for themselves, by the REST API or the command line. */
  readonly notifier: Notifier | null;
}

type WithNotifier = Telling & { readonly notifier: Notifier };

/** One thing to tell. */
type Next = { readonly kind: 'asked' | 'update' | ReplyKind; readonly key: NoticeKey };

/**
 * Tells people what they do not know yet of an approval, one thing after the other: the state of the record comes first, the
 * message follows it. Safe to run any number of times at once.
 * INVARIANT: a message and a reply are there once. Whoever tells says so first, nobody else tells until that has to be over,
 * and what may have been told is looked for before anything else is told.
 */
export async function tell(telling: Telling, admissionId: string): Promise<void> {
  const { ports, notices, notifier } = telling;
  for (;;) {
    const [notice, stored] = await Promise.all([notices.find(admissionId), ports.store.load(admissionId)]);
    if (!notice || !stored?.record.approval || isAtWork(notice, ports.clock.now())) return;
    const next = nextToTell(notice, stored.record);
    const doubt = notice.attempt !== null && notice.attempt.key !== UPDATE.key ? notice.attempt : null;
    if ((next === null && doubt === null) || notifier === null) return rest(telling, notice, stored.record);
    const withNotifier = { ...telling, notifier };
    const mayGoOn = doubt
      ? await seekFirst(withNotifier, notice, stored, doubt)
      : next !== null && (await tellOne(withNotifier, notice, stored, next));
    if (!mayGoOn) return;
  }
}

const isAtWork = ({ attempt }: Notice, now: EpochMs): boolean => attempt !== null && now < attempt.until;

const UPDATE: Next = { kind: 'update', key: 'update' };

/** The message first, then what it shows, then what happened since, in that order. */
function nextToTell({ ref, told, shownVersion }: Notice, record: JobRecord): Next | null {
  if (ref === null) return { kind: 'asked', key: 'asked' };
  if (shownVersion < record.version) return UPDATE;
  return repliesIn(record).find(({ key }) => !told.includes(key)) ?? null;
}

function repliesIn({ state, approval, history }: JobRecord): readonly Next[] {
  const hasStarted = history.some((entry) => entry.state === 'submitted' || entry.state === 'finished');
  const round = approval?.round ?? 1;
  const isHeld = state === 'held';
  return [
    ...(isHeld && round > 1 ? [{ kind: 'asked-again', key: `asked-again:${round}` } as const] : []),
    ...(isHeld && approval?.remindedAt ? [{ kind: 'reminder', key: `reminder:${round}` } as const] : []),
    ...(hasStarted ? [{ kind: 'started', key: 'started' } as const] : []),
    ...(state === 'finished' ? [{ kind: 'ended', key: 'ended' } as const] : []),
  ];
}

const mayChange = ({ state }: JobRecord): boolean => isRunning(state) || state === 'retained';

/** Nothing to tell now: looked at again as long as something may come. */
async function rest({ ports, notices }: Telling, notice: Notice, record: JobRecord): Promise<void> {
  const now = ports.clock.now();
  if (mayChange(record) && (notice.nextCheckAt ?? 0) > now) return;
  await notices.change(following(notice, { nextCheckAt: mayChange(record) ? now + CHECK_EVERY_MS : null }));
}

const following = (notice: Notice, changes: Partial<Notice>): Notice => ({
  ...notice,
  ...changes,
  revision: notice.revision + 1,
});

/** Says that it is being told; null: somebody else has said so. */
async function begin(
  { ports, notices }: Telling,
  seen: Notice,
  key: NoticeKey,
  since: EpochMs,
): Promise<Notice | null> {
  const until = ports.clock.now() + TELL_LEASE_MS;
  const begun = following(seen, { attempt: { key, since, until }, nextCheckAt: until });
  return (await notices.change(begun)) ? begun : null;
}

/** True where it was told, and the next may be. */
async function tellOne(telling: WithNotifier, seen: Notice, stored: StoredJob, next: Next): Promise<boolean> {
  const { ports, action } = telling;
  const begunAt = ports.clock.now();
  const begun = await begin(telling, seen, next.key, begunAt);
  if (begun === null) return false;
  const notice = await noticeOf(ports, action, stored);
  const outcome = await outcomeOf(telling, begun, next, notice, begunAt);
  return note(telling, stored.record, begun, { known: knownAfter(begun, next, outcome, notice.version), outcome });
}

/** INVARIANT: nothing is sent so late that the lease may be over before its answer. */
async function outcomeOf(
  { notifier, ports }: WithNotifier,
  { ref }: Notice,
  { kind, key }: Next,
  notice: Parameters<Notifier['post']>[0],
  begunAt: EpochMs,
): Promise<Told> {
  if (ports.clock.now() > begunAt + TELL_WINDOW_MS) return { kind: 'later', afterMs: TELL_AGAIN_MS };
  if (ref === null || kind === 'asked') return notifier.post(notice);
  return kind === 'update' ? notifier.update(ref, notice) : notifier.reply(ref, notice, kind, key);
}

/** Finds out what an attempt came to whose outcome is not known. True where that is known now. */
async function seekFirst(
  telling: WithNotifier,
  seen: Notice,
  { record }: StoredJob,
  { key, since }: Attempt,
): Promise<boolean> {
  const begun = await begin(telling, seen, key, since);
  if (begun === null) return false;
  const sought = await telling.notifier.seek(record.admissionId, key, key === 'asked' ? null : begun.ref, since);
  return note(telling, record, begun, { known: knownOnceSought(begun, key, sought), outcome: sought });
}

const knownOnceSought = (begun: Notice, key: NoticeKey, sought: Sought): Partial<Notice> => {
  if (sought.kind === 'unknown') return {};
  if (sought.kind === 'absent') return { attempt: null };
  // The message may show an earlier version: it is put right next.
  return {
    attempt: null,
    ...(key === 'asked' ? { ref: sought.ref, shownVersion: 0 } : { told: [...begun.told, key] }),
  };
};

/** What is known once the outcome is. */
function knownAfter(begun: Notice, { kind, key }: Next, outcome: Told, version: number): Partial<Notice> {
  if (outcome.kind === 'unknown') return {};
  if (outcome.kind === 'gone') return { attempt: null, ref: null, shownVersion: 0 };
  if (outcome.kind !== 'told') return { attempt: null };
  if (kind === 'asked') return { attempt: null, ref: outcome.ref, shownVersion: version };
  return { attempt: null, ...(kind === 'update' ? { shownVersion: version } : { told: [...begun.told, key] }) };
}

/** Writes down what is known, and when to go on: at once, or later and later where it does not work. True: at once. */
async function note(
  { ports, notices }: Telling,
  record: JobRecord,
  begun: Notice,
  { known, outcome }: { readonly known: Partial<Notice>; readonly outcome: Told | Sought },
): Promise<boolean> {
  const { admissionId, name } = record;
  const now = ports.clock.now();
  // A message that is gone is posted again at once; where that goes on, as what fails.
  if (outcome.kind === 'gone' && begun.failures === 0) {
    return notices.change(following(begun, { ...known, failures: 1, nextCheckAt: now }));
  }
  if (outcome.kind !== 'refused' && outcome.kind !== 'unknown' && outcome.kind !== 'gone') {
    const nextCheckAt = outcome.kind === 'later' ? now + outcome.afterMs : now;
    const failures = 'ref' in known ? begun.failures : 0;
    const isNoted = await notices.change(following(begun, { ...known, failures, nextCheckAt }));
    return isNoted && outcome.kind !== 'later';
  }
  ports.log.count('NoticeFailed', { admissionId, name, failures: begun.failures + 1 });
  ports.log.error('people could not be told of an approval', outcome.cause, { admissionId });
  const nextCheckAt = againAt(begun, record, now);
  await notices.change(following(begun, { ...known, failures: begun.failures + 1, nextCheckAt }));
  return false;
}

/** null: it ended so long ago that nobody waits to be told any more. */
function againAt({ failures, attempt }: Notice, record: JobRecord, now: EpochMs): EpochMs | null {
  const endedAt = record.history.at(-1)?.at ?? now;
  if (!mayChange(record) && now > endedAt + TELL_FOR_MS) return null;
  return Math.max(attempt?.until ?? 0, now + Math.min(TELL_AGAIN_MS * 2 ** failures, TELL_SELDOM_MS));
}
