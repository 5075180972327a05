import { setTimeout as sleep } from 'node:timers/promises';
import { eventOf, type TrainingJobEvent } from './events.ts';
import type { Job, Jobs, Site } from './jobs.ts';
import { lifeOf, type Transition } from './life.ts';

/** Hands events to the callback, each at least once, those of one job in order. */
export interface Delivery {
  /** Looks again for when the next transition is due: to be called when a job or the clock has changed. */
  wake(): void;
  /** Delivers everything that is due. Resolves when nothing is: each event was accepted, or given up. */
  deliverDue(): Promise<void>;
  /** When the next transition is due that is not being delivered; Infinity: none is. Simulated epoch ms. */
  nextAt(): number;
  /** Starts nothing more and resolves when the callbacks under way have ended. What was not delivered stays due. */
  close(): Promise<void>;
}

export interface DeliveryOptions {
  readonly jobs: Jobs;
  readonly site: Site;
  readonly now: () => number;
  /** Simulated seconds a real second; 0: time does not pass by itself. */
  readonly rate: number;
  readonly onEvent: (event: TrainingJobEvent) => Promise<void>;
}

/** Real milliseconds before each further attempt; after the last the event is dropped, as EventBridge would. */
const RETRY_DELAYS_MS = [50, 200, 800];

/** The longest delay that setTimeout can hold. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** A delivery of the events of `jobs`; idle until woken. */
export function createDelivery({ jobs, site, now, rate, onEvent }: DeliveryOptions): Delivery {
  const running = new Map<string, Promise<void>>();
  const closing = new AbortController();
  const isClosed = (): boolean => closing.signal.aborted;
  let timer: NodeJS.Timeout | undefined;

  function dueAt(job: Job): number {
    return running.has(job.id) ? Number.POSITIVE_INFINITY : (nextOf(job)?.at ?? Number.POSITIVE_INFINITY);
  }

  function nextAt(): number {
    return isClosed() ? Number.POSITIVE_INFINITY : Math.min(...jobs.withEvents().map(dueAt));
  }

  function wake(): void {
    clearTimeout(timer);
    const waitMs = nextAt() - now();
    const delayMs = waitMs <= 0 ? 0 : waitMs / rate; // Infinity at rate 0.
    if (delayMs !== Number.POSITIVE_INFINITY) timer = setTimeout(startDue, Math.min(delayMs, MAX_TIMER_MS));
  }

  function startDue(): void {
    const due = isClosed() ? [] : jobs.withEvents().filter((job) => dueAt(job) <= now());
    for (const { id } of due) running.set(id, drain(id));
    wake();
  }

  async function drain(id: string): Promise<void> {
    for (;;) {
      const job = jobs.byId(id);
      const next = job && nextOf(job);
      if (!next || next.at > now() || !(await handOver(eventOf(job, next, site), onEvent, closing.signal))) break;
      jobs.put({ ...(jobs.byId(id) ?? job), eventsSent: job.eventsSent + 1 });
    }
    running.delete(id);
    wake();
  }

  async function deliverDue(): Promise<void> {
    startDue();
    while (running.size > 0) {
      await Promise.all(running.values());
      startDue();
    }
  }

  async function close(): Promise<void> {
    closing.abort();
    clearTimeout(timer);
    await Promise.all(running.values());
  }

  return { wake, deliverDue, nextAt, close };
}

/** False: `closing` came before the event was accepted or given up. */
async function handOver(
  event: TrainingJobEvent,
  onEvent: DeliveryOptions['onEvent'],
  closing: AbortSignal,
): Promise<boolean> {
  for (const delayMs of [...RETRY_DELAYS_MS, null]) {
    try {
      await onEvent(event);
      return true;
    } catch (cause) {
      if (delayMs === null) console.error(`dropped an event of \`${event.resources[0]}\`: ${String(cause)}`);
      else await sleep(delayMs, null, { signal: closing }).catch(() => null);
    }
    if (closing.aborted) return false;
  }
  return true;
}

/** Jobs are never changed but replaced, and every job is looked at on each wake: so each is worked out once. */
const nextByJob = new WeakMap<Job, Transition | null>();

/** The job's first transition whose event was not sent; null: all were. */
function nextOf(job: Job): Transition | null {
  const known = nextByJob.get(job);
  if (known !== undefined) return known;
  const next = lifeOf(job)[job.eventsSent] ?? null;
  nextByJob.set(job, next);
  return next;
}
