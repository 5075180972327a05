import type { Effort } from './figure.ts';

/** Few jobs a block and many rounds: all blocks of a round then meet the same noise. */
export const JOBS_PER_BLOCK = 10;
const ROUNDS = { quick: 6, full: 80 };
/** Before anything counts: the first hundreds of jobs are mostly the compiler's work. */
const WARM_UP_BLOCKS = { quick: 12, full: 40 };

/** Prepares a block of jobs; what it returns does them, and that is measured. */
export type Block = () => () => Promise<void>;

/** Milliseconds of processor time a job. */
export interface Round {
  readonly subject: number;
  readonly base: number;
  /** The base once more: how far it differs from itself is the noise of the machine. */
  readonly again: number;
}

/** The base before and after the subject; either is by turns the one that is compared. */
export async function compareBlocks(subject: Block, base: Block, { quick }: Effort): Promise<readonly Round[]> {
  const size = quick ? 'quick' : 'full';
  for (let i = 0; i < WARM_UP_BLOCKS[size]; i++) for (const block of [subject, base]) await cpuMsPerJob(block);
  const rounds: Round[] = [];
  for (let i = 0; i < ROUNDS[size]; i++) rounds.push(await round(subject, base, i % 2 === 0));
  return rounds;
}

async function round(subject: Block, base: Block, firstCounts: boolean): Promise<Round> {
  const times: number[] = [];
  for (const block of [base, subject, base]) times.push(await cpuMsPerJob(block));
  const [first = Number.NaN, middle = Number.NaN, last = Number.NaN] = times;
  return { subject: middle, base: firstCounts ? first : last, again: firstCounts ? last : first };
}

/** User and system time of all threads, the compiler's and the collector's included. */
async function cpuMsPerJob(block: Block): Promise<number> {
  const run = block();
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / JOBS_PER_BLOCK;
}
