import { setTimeout as pause } from 'node:timers/promises';
import type { StackFacts } from '../../local/stack.ts';
import { type Answer, callAs, sendCreate } from './doors.ts';
import type { Wish } from './plan.ts';

/** What became of a wish, as those who sent it know. */
export interface Outcome {
  readonly wish: Wish;
  /** The last answer of each caller. */
  readonly answers: readonly Answer[];
  readonly isStopAsked: boolean;
}

/** What is counted while callers call. */
export interface Tally {
  sent: number;
  admitted: number;
  refused: number;
  /** Answers after which a caller did not know whether the job had been started, broken connections included. */
  unknown: number;
  /** Calls that reached nobody, the stack being down. */
  unreached: number;
}

/** Where callers find the stack; null while it is down. */
type Address = () => StackFacts | null;

/** A caller who goes on for some minutes. */
const MOST_TRIES = 1_000;
/** Before a request is sent again, in milliseconds: half of it, and up to as much more by chance. */
const WAIT_MS = 300;

const jitter = (milliseconds: number): Promise<void> => pause(milliseconds * (0.5 + Math.random()));

/** Sends all wishes, `atOnce` of them at a time, each until it has a definite answer. */
export async function sendAll(
  wishes: readonly Wish[],
  { address, tally, atOnce }: { readonly address: Address; readonly tally: Tally; readonly atOnce: number },
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const left = wishes.values();
  const work = async () => {
    for (const wish of left) outcomes.push(await fulfil(wish, address, tally));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return outcomes;
}

async function fulfil(wish: Wish, address: Address, tally: Tally): Promise<Outcome> {
  tally.sent += 1;
  let isAnswered = false;
  const sent = Promise.all(Array.from({ length: wish.callers }, () => insist(wish, address, tally))).finally(() => {
    isAnswered = true;
  });
  const stopped = wish.stopAfterMs === null ? false : askToStop(wish, wish.stopAfterMs, address, () => isAnswered);
  const [answers, isStopAsked] = await Promise.all([sent, stopped]);
  if (answers.some(({ kind }) => kind === 'accepted' || kind === 'taken')) tally.admitted += 1;
  else tally.refused += 1;
  return { wish, answers, isStopAsked };
}

/** Sends the same request again and again until the answer is definite; `unclear` where patience ended before. */
async function insist(wish: Wish, address: Address, tally: Tally): Promise<Answer> {
  let answer: Answer = { kind: 'unclear', why: 'never sent' };
  for (let tries = 0; tries < MOST_TRIES && answer.kind === 'unclear'; tries += 1) {
    if (tries > 0) await jitter(WAIT_MS);
    const facts = address();
    if (facts !== null) answer = await sendCreate(facts, wish);
    if (answer.kind !== 'unclear') break;
    if (facts === null || answer.why === 'ECONNREFUSED') tally.unreached += 1;
    else tally.unknown += 1;
  }
  return answer;
}

/**
 * Asks to stop the job until the gateway has taken note, or says that there is no such job after the create was
 * answered. Whether anybody may have taken note.
 */
async function askToStop(wish: Wish, afterMs: number, address: Address, isAnswered: () => boolean): Promise<boolean> {
  await pause(afterMs);
  for (let tries = 0, asked = false; ; tries += 1) {
    const wasAnswered = isAnswered();
    const facts = address();
    const status = facts === null ? null : await statusOfStop(facts, wish);
    asked ||= status !== null && status !== 404;
    if (status === 202 || (status === 404 && wasAnswered) || tries === MOST_TRIES) return asked;
    await jitter(WAIT_MS);
  }
}

/** 0: the connection broke. */
async function statusOfStop(facts: StackFacts, { name, person }: Wish): Promise<number> {
  const stop = callAs(facts, person, { method: 'POST', path: `/v1/training-jobs/${name}/stop` });
  return stop.then(({ status }) => status).catch(() => 0);
}
