import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultDoor } from '../faults.ts';
import { listenOnLoopback } from '../loopback-server.ts';
import { type Answer, refusal } from './answer.ts';
import { createDelivery } from './delivery.ts';
import type { TrainingJobEvent } from './events.ts';
import { type CallFault, openFaults } from './faults.ts';
import { openJobs } from './jobs.ts';
import { OPERATION_NAMES, perform } from './operations.ts';
import { type Call, readCall, sendAnswer } from './protocol.ts';
import { openRecordLog } from './record-log.ts';
import type { Service } from './service.ts';
import { ADVANCE_RULE, type ClockState, createSimClock, isAdvance } from './sim-clock.ts';

export interface SagemakerOptions {
  /** Where jobs, clock and faults outlive the process; null: nowhere. One server at a time. */
  readonly directory: string | null;
  /** 0 or absent: a free one. */
  readonly port?: number;
  readonly accountId: string;
  readonly region: string;
  /** Simulated seconds a real second; 0: only `advance` moves the clock. */
  readonly rate: number;
  /**
   * Called at every state change, at least once each, in order for one job, several jobs at a time. A rejection is
   * tried again a few times. It may be called before `startSagemaker` has resolved, with what a restart found due.
   */
  onEvent(event: TrainingJobEvent): Promise<void>;
}

export interface Sagemaker {
  readonly url: string;
  /** The stack's simulated time, epoch milliseconds, and what `advance` has added to it so far. */
  readonly clock: { now(): number; readonly advancedMs: number };
  /**
   * Moves the clock on, from one state change to the next, so that each event is handled at its own time. Resolves
   * when every event it caused was accepted or given up; one advance waits for the one before, so `onEvent` must not
   * wait for one. Rejects with a RangeError unless `isAdvance(seconds)`.
   */
  advance(seconds: number): Promise<void>;
  readonly faults: FaultDoor;
  /** Breaks every connection and stops time. Events under way are awaited; what is due is delivered after a restart. */
  close(): Promise<void>;
}

/**
 * SageMaker embedded: training jobs that live and end on a simulated clock, over AWS JSON 1.1 on 127.0.0.1. Rejects where
 * the directory does not hold what was acknowledged (record-log.ts).
 */
export async function startSagemaker(options: SagemakerOptions): Promise<Sagemaker> {
  const { directory, port = 0, accountId, region, rate, onEvent } = options;
  const disk = openRecordLog(directory);
  // Only `saveClock` writes this record.
  const clock = createSimClock(rate, (disk.saved.get(CLOCK) ?? null) as ClockState | null);
  const saveClock = (): void => disk.write(CLOCK, clock.state());
  // INVARIANT: the saved clock is never behind a saved record, or a restart would undo what was seen.
  const write = (name: string, value: unknown): void => {
    saveClock();
    disk.write(name, value);
  };
  const remove = (name: string): void => {
    saveClock();
    disk.remove(name);
  };
  const log = { ...disk, write, remove };
  const faults = openFaults(log, OPERATION_NAMES);
  const site = { accountId, region };
  const jobs = openJobs(log, site);
  const service: Service = { jobs, site, now: clock.now, takeJobFault: faults.takeForJob };
  const delivery = createDelivery({ jobs, site, now: clock.now, rate, onEvent });

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(message, OPERATION_NAMES);
    if ('operation' in call) answerCall(call, service, faults.takeForCall(call.operation), response);
    else sendAnswer(response, call);
    delivery.wake();
  }
  const server = await listenOnLoopback((message, response) => {
    serve(message, response).catch((cause) => failCall(response, cause));
  }, port);
  delivery.wake();

  let advanced = Promise.resolve();
  async function advance(seconds: number): Promise<void> {
    if (!isAdvance(seconds)) throw new RangeError(`the advance is \`${seconds}\`; use ${ADVANCE_RULE}`);
    advanced = advanced.then(() => passTime(Math.round(seconds * 1000)));
    await advanced;
  }

  async function passTime(ms: number): Promise<void> {
    await delivery.deliverDue();
    for (let leftMs = ms; leftMs > 0; ) {
      const stepMs = Math.min(leftMs, Math.max(0, delivery.nextAt() - clock.now()));
      clock.advance(stepMs);
      leftMs -= stepMs;
      saveClock();
      await delivery.deliverDue();
    }
  }

  async function close(): Promise<void> {
    await Promise.all([server.close(), delivery.close()]);
    saveClock();
    disk.close();
  }

  return { url: server.url, clock, advance, faults, close };
}

const CLOCK = 'clock';

/** The faults that are answered in place of the operation. */
const FAULT_ANSWERS: Partial<Record<CallFault, Answer>> = {
  refuse: refusal('ValidationException', 'The request was refused by an injected fault.'),
  throttle: refusal('ThrottlingException', 'Rate exceeded'),
  error: refusal('InternalFailure', 'The request failed because of an injected fault.', 500),
};

function answerCall(call: Call, service: Service, fault: CallFault | null, response: ServerResponse): void {
  if (fault === 'timeout') return; // The connection stays open until the client leaves or the server closes.
  const answer = (fault && FAULT_ANSWERS[fault]) ?? perform(call.operation, call.request, service);
  if (fault === 'lose-answer') response.destroy();
  else sendAnswer(response, answer);
}

/** A fault of our own, such as a full disk. A client that left in the middle of its request is none. */
function failCall(response: ServerResponse, cause: unknown): void {
  if (response.destroyed) return;
  console.error(cause);
  sendAnswer(response, refusal('InternalFailure', 'The embedded service failed; its log says why.', 500));
}
