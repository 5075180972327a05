import { parseArgs } from 'node:util';
import { DATABASES, tapeOf } from './search.ts';
import { SIMULATIONS } from './simulations.ts';

const COMMAND = 'npm run simulate -- [runs] [first seed] [length] [--of SIMULATION] [--on DATABASE]';

const HELP = `${COMMAND}: plays runs until one breaks an invariant.

Each run plays the gateway's flows and its DynamoDB adapter under a schedule that its seed decides: crashes at every await,
lost and repeated answers and events, clocks that jump, a SageMaker that is late, busy or lies. Defaults: 200 runs from seed 1,
${SIMULATIONS.admission.length} choices long, ${SIMULATIONS.approvals.length} of approvals.

  --of ${Object.keys(SIMULATIONS).join('|')}   what is played: jobs and their quota (the default), or jobs that people have to approve, while policies and
           people change and Slack is down, slow or silent
  --on ${Object.keys(DATABASES).join('|')}   the DynamoDB: embedded in this process (the default), the same over its wire, or moto's server
  --help   this text

Environment:
  TRAINGATE_BREAK   a guard of the protocol to take out: one of test/support/simulation/guards.ts or approvals/guards.ts
  STORY             set to anything: print what happened in the run that broke

Exit code 1: an invariant broke; its run is printed, and comes again by its seed.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    of: { type: 'string', default: 'admission' },
    on: { type: 'string', default: 'memory' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const simulation = SIMULATIONS[oneOf(SIMULATIONS, values.of, '--of')];
const [runs = 200, firstSeed = 1, length = simulation.length] = positionals.map(wholeNumber);
const theatre = await simulation.open(oneOf(DATABASES, values.on, '--on'), guardOut()?.faults);
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

function guardOut() {
  const out = process.env.TRAINGATE_BREAK;
  if (!out) return null;
  const names = simulation.guards.map(({ name }) => name).join(', ');
  return (
    simulation.guards.find(({ name }) => name === out) ?? fail(`TRAINGATE_BREAK is \`${out}\`: there are ${names}`)
  );
}

function oneOf<K extends string>(known: Readonly<Record<K, unknown>>, name: string, option: string): K {
  const names = Object.keys(known) as K[];
  return names.find((each) => each === name) ?? fail(`${option} is \`${name}\`: it takes one of ${names.join(', ')}`);
}

function wholeNumber(text: string): number {
  return /^[1-9]\d*$/.test(text) ? Number(text) : fail(`\`${text}\` is no number: ${COMMAND}`);
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
