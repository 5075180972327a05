import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { StackFacts } from '../../local/stack.ts';
import { sendAll, type Tally } from './callers.ts';
import { driftAtRest } from './drift.ts';
import { jobsAtSagemaker, recordsOfGateway } from './evidence.ts';
import { type MortalStack, mortalStack } from './mortal-stack.ts';
import { QUOTAS, wishesOf } from './plan.ts';
import { settle } from './settle.ts';
import { type Damage, rage, timedStart } from './storm.ts';
import { type Verdict, verdictOn } from './verdict.ts';

/** A stack with the callers that are its own. */
export interface Lane {
  readonly home: string;
  readonly tally: Readonly<Tally>;
  readonly damage: Readonly<Damage>;
  /** Sends the wishes while the stack is killed, lets everything end, and says what is wrong then. */
  run(wishes: number, seed: number): Promise<Findings>;
  /** Ends the stack; its folder is removed unless it is to be kept. */
  close(keep: boolean): Promise<void>;
}

/** What is wrong, a sentence each. */
export interface Findings extends Verdict {
  /** Of the ledger. */
  readonly drift: readonly string[];
}

const POLICIES = resolve(import.meta.dirname, '../../policies');
const AT_ONCE = 32;

/** A lane on an empty home in a temporary folder, under the sample policies with quotas of this run's own. */
export async function openLane(): Promise<Lane> {
  const home = await mkdtemp(join(tmpdir(), 'traingate-chaos-'));
  const policies = join(home, 'policies');
  await cp(POLICIES, policies, { recursive: true });
  await writeFile(join(policies, 'quotas.yaml'), QUOTAS);
  const stack = mortalStack(home, policies);
  const tally = { sent: 0, admitted: 0, refused: 0, unknown: 0, unreached: 0 };
  const damage = { kills: 0, killsAtStart: 0, faults: 0, starts: 0, lastStartMs: 0, startMs: 0 };
  return {
    home,
    tally,
    damage,
    run: (wishes, seed) => run({ home, stack, tally, damage }, wishes, seed),
    close: async (keep) => {
      await stack.end();
      if (!keep) await rm(home, { recursive: true, force: true });
    },
  };
}

interface Running {
  readonly home: string;
  readonly stack: MortalStack;
  readonly tally: Tally;
  readonly damage: Damage;
}

async function run(running: Running, wishes: number, seed: number): Promise<Findings> {
  const { home, stack, damage } = running;
  await timedStart(stack, damage);
  const outcomes = await sendInStorm(running, wishes, seed);
  await settle(stack);
  const facts = served(stack);
  const jobs = await jobsAtSagemaker(facts);
  const records = await recordsOfGateway(facts);
  return { ...verdictOn(outcomes, jobs, records), drift: await driftAtRest(facts, home) };
}

/** The storm ends with the last answer, and leaves the stack serving. */
async function sendInStorm({ stack, tally, damage }: Running, wishes: number, seed: number) {
  const end = new AbortController();
  const answered = () => tally.admitted + tally.refused;
  const raging = rage(stack, seed, damage, { wishes, answered, over: end.signal });
  const sending = sendAll(wishesOf(wishes, seed), { address: stack.facts, tally, atOnce: AT_ONCE });
  const [outcomes] = await Promise.all([sending.finally(() => end.abort()), raging]);
  return outcomes;
}

function served(stack: MortalStack): StackFacts {
  const facts = stack.facts();
  if (facts === null) throw new Error('the stack does not serve');
  return facts;
}
