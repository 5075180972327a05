import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { openLane } from './chaos/lane.ts';
import { progressOf, report } from './chaos/report.ts';

const USAGE = 'npm run chaos -- [options] [creates] [seed]';

const HELP = `${USAGE}: kills the gateway at random, and looks for what that cost.

Two stacks, each what "npm start" serves, take the creates (10000) of several people, by the REST API and by an AWS SDK;
some are sent twice at the same moment, some are stopped, some are refused. Meanwhile each process is killed about ten
times, SageMaker and DynamoDB fail, and time passes. Whoever gets no definite answer sends the same request again.
When everything has ended, SageMaker, the records and the ledger are compared with what the callers were told:

  doubles   jobs too many: a second one of a create, or one that no admission accounts for
  lost      creates that were accepted and have no record or no job, and records that never ended
  drift     balances of the ledger that are not 0 although nothing runs

"ended without a job" is no fault: those were accepted while nobody knew whether SageMaker had the job, and their
records say that it refused them later, or that a stop came first.

Exit code 0 where nothing is doubled, lost or drifted and every create got a definite answer; 1 otherwise; 2 for
arguments that are not understood. The same seed sends the same requests and draws the same kills and faults; at which
instruction a kill meets the process is for the machine to say.

  --keep   leave the folders with what the stacks kept and logged, and say where they are
  --help   this text
`;

const LANES = 2;
/** A lane draws from several seeds, from its own on. */
const SEEDS_OF_A_LANE = 10;
const PROGRESS_EVERY_MS = 5_000;

class Misunderstood extends Error {}

async function main(): Promise<number> {
  const { values, positionals } = readArguments();
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [creates = 10_000, seed = randomInt(2 ** 31), ...others] = positionals.map(wholeNumber);
  if (others.length > 0) throw new Misunderstood(`\`${positionals.join(' ')}\` are more than two numbers: ${USAGE}`);
  if (creates < LANES) throw new Misunderstood(`\`${creates}\` is too few creates, give at least ${LANES}: ${USAGE}`);
  return (await chaos(creates, seed, values.keep ?? false)) ? 0 : 1;
}

function readArguments() {
  try {
    const options = { keep: { type: 'boolean' }, help: { type: 'boolean' } } as const;
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    throw new Misunderstood(`${error instanceof Error ? error.message : error}: ${USAGE}`);
  }
}

function wholeNumber(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new Misunderstood(`\`${text}\` is no whole number: ${USAGE}`);
}

/** Whether nothing is wrong. */
async function chaos(creates: number, seed: number, keep: boolean): Promise<boolean> {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  console.log(`seed ${seed}`);
  const lanes = await Promise.all(Array.from({ length: LANES }, openLane));
  let closing: Promise<unknown> | undefined;
  // Once, whoever asks first: a signal, or the end of the run.
  const close = () => (closing ??= Promise.all(lanes.map((lane) => lane.close(keep))));
  const interrupted = (signal: NodeJS.Signals) => {
    console.error(`ended by ${signal}`);
    void close().finally(() => process.exit(1));
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const telling = setInterval(() => console.log(`${seconds()} s: ${progressOf(lanes)}`), PROGRESS_EVERY_MS);
  try {
    const runs = lanes.map((lane, i) => lane.run(Math.floor((creates + i) / LANES), seed + i * SEEDS_OF_A_LANE));
    const findings = await Promise.all(runs);
    return report(lanes, findings, { seconds: seconds(), seed });
  } finally {
    clearInterval(telling);
    await close();
    if (keep) for (const { home } of lanes) console.log(`kept: ${home}`);
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(error instanceof Misunderstood ? 2 : 1);
  },
);
