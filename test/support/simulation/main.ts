import { parseArgs } from 'node:util';
import { GUARDS } from './guards.ts';
import { DATABASES, type DatabaseName, stage, tapeOf } from './search.ts';

const HELP = `npm run simulate -- [runs] [first seed] [length] [--on DATABASE]: plays runs until one breaks an invariant.

Each run plays the gateway's flows and its DynamoDB adapter under a schedule that its seed decides: crashes at every await,
lost and repeated answers and events, clocks that jump, a SageMaker that is late, busy or lies. Defaults: 200 runs from seed 1,
80 choices long.

  --on ${Object.keys(DATABASES).join('|')}   the DynamoDB: embedded in this process (the default), the same over its wire, or moto's server
  --help   this text

Environment:
  TRAINGATE_BREAK   a guard of the protocol to take out: one of test/support/simulation/guards.ts
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
const [runs = 200, firstSeed = 1, length = 80] = positionals.map(wholeNumber);
const broken = process.env.TRAINGATE_BREAK;
const guard = GUARDS.find(({ name }) => name === broken);
if (broken && !guard) fail(`TRAINGATE_BREAK is \`${broken}\`: there are ${GUARDS.map(({ name }) => name).join(', ')}`);
const theatre = await stage(guard?.faults, databaseNamed(values.on));
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
  return /^[1-9]\d*$/.test(text)
    ? Number(text)
    : fail(`\`${text}\` is no number: npm run simulate -- [runs] [first seed] [length]`);
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
