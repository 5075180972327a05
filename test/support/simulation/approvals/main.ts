import { parseArgs } from 'node:util';
import { DATABASES, type DatabaseName, tapeOf } from '../search.ts';
import { GUARDS } from './guards.ts';
import { LENGTH, stage } from './search.ts';

const COMMAND =
  'node --import ./test/support/simulation/approvals/break.ts test/support/simulation/approvals/main.ts [runs] [first seed] [length] [--on DATABASE]';

const HELP = `${COMMAND}: plays runs until one breaks an invariant.

Each run plays what the gateway does where people have to approve a job - submit, vote, withdraw, start, remind, expire, tell,
reconcile - under a schedule that its seed decides: crashes at every await, lost and repeated answers, clocks that jump, policies
that change, a Slack that is down, slow or silent. Defaults: 200 runs from seed 1, ${LENGTH} choices long.

  --on ${Object.keys(DATABASES).join('|')}   the DynamoDB: embedded in this process (the default), the same over its wire, or moto's server
  --help   this text

Environment:
  TRAINGATE_BREAK   a guard to take out: one of test/support/simulation/approvals/guards.ts
  STORY             set to anything: print what happened in the run that broke

Exit code 1: an invariant broke; its run is printed, and comes again by its seed.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { on: { type: 'string', default: 'memory' }, help: { type: 'boolean' } },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const [runs = 200, firstSeed = 1, length = LENGTH] = positionals.map(wholeNumber);
const out = process.env.TRAINGATE_BREAK;
if (out && !GUARDS.some(({ name }) => name === out)) {
  fail(`TRAINGATE_BREAK is \`${out}\`: there are ${GUARDS.map(({ name }) => name).join(', ')}`);
}
const theatre = await stage(databaseNamed(values.on));
const started = Date.now();
for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
  const { broken, story } = await theatre.play(tapeOf(seed, length));
  if (broken.length === 0) continue;
  console.log(`seed ${seed} (run ${seed - firstSeed + 1}, ${Date.now() - started} ms):\n  ${broken.join('\n  ')}`);
  if (process.env.STORY) console.log(story.map((line, i) => `  ${i + 1} ${line}`).join('\n'));
  process.exitCode = 1;
  break;
}
if (process.exitCode !== 1) console.log(`${runs} runs held, ${Date.now() - started} ms`);
await theatre.close();

function databaseNamed(name: string): DatabaseName {
  const known = Object.keys(DATABASES).find((each): each is DatabaseName => each === name);
  return known ?? fail(`\`${name}\` is no database: --on takes one of ${Object.keys(DATABASES).join(', ')}`);
}

function wholeNumber(text: string): number {
  return /^[1-9]\d*$/.test(text) ? Number(text) : fail(`\`${text}\` is no number: ${COMMAND}`);
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
