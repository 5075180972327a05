import { GUARDS } from './guards.ts';
import { stage, tapeOf } from './search.ts';

/**
 * `node --import ./test/support/simulation/break.ts test/support/simulation/main.ts [runs] [first seed] [length]`
 * plays runs until one breaks an invariant and prints it. TRAINGATE_BREAK names a guard to take out. Exit code 1 when something broke.
 */
const [runs = 200, firstSeed = 1, length = 80] = process.argv.slice(2).map(wholeNumber);
const broken = process.env.TRAINGATE_BREAK;
const guard = GUARDS.find(({ name }) => name === broken);
if (broken && !guard) fail(`TRAINGATE_BREAK is \`${broken}\`: there are ${GUARDS.map(({ name }) => name).join(', ')}`);
const theatre = await stage(guard?.faults);
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

function wholeNumber(text: string): number {
  return /^[1-9]\d*$/.test(text)
    ? Number(text)
    : fail(`\`${text}\` is no number: npm run simulate -- [runs] [first seed] [length]`);
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
