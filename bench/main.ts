import { parseArgs } from 'node:util';
import { admission } from './admission.ts';
import { calls } from './calls.ts';
import { cold } from './cold.ts';
import { contention } from './contention.ts';
import { decision } from './decision.ts';
import { expression } from './expression.ts';
import type { Bench } from './figure.ts';
import { thisMachine } from './machine.ts';
import { type Result, report } from './print.ts';

const BENCHES: readonly Bench[] = [decision, expression, admission, cold, calls, contention];

const HELP = `npm run bench [-- [options] [bench...]]: what the gateway costs, as ratios measured in one run.

${BENCHES.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join('\n')}

  --quick   few samples: shows that the benches work, in half a minute on two free cores
  --json    print the results as one JSON document
  --help    this text

The exit code says whether the benches ran, not whether goals are met.
`;

/** For a person: the message alone. */
class Misuse extends Error {}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { quick: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const results: Result[] = [];
  // One after the other: they would measure each other.
  for (const bench of chosen(positionals)) {
    results.push({ bench: bench.name, figures: await bench.run({ quick: values.quick ?? false }) });
  }
  const machine = thisMachine();
  console.log(values.json ? JSON.stringify({ ...machine, results }, null, 2) : report(machine, results));
}

function chosen(names: readonly string[]): readonly Bench[] {
  const unknown = names.find((name) => !BENCHES.some((bench) => bench.name === name));
  if (unknown === undefined) return names.length === 0 ? BENCHES : BENCHES.filter(({ name }) => names.includes(name));
  throw new Misuse(`\`${unknown}\` is no bench; there are ${BENCHES.map(({ name }) => name).join(', ')}`);
}

main().catch((error: unknown) => {
  const isMisuse = error instanceof Misuse || (error as { code?: string }).code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION';
  console.error(isMisuse ? (error as Error).message : error);
  process.exitCode = isMisuse ? 2 : 1;
});
