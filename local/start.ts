import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { announce, startStack, withdraw } from './stack.ts';

const HELP = `npm start [-- options]: runs Traingate on this machine, DynamoDB and SageMaker embedded.

  --policies DIR   judge by the policies of this folder (default: policies)
  --reset          forget everything of former runs first
  --help           this text

Environment:
  PORT                   port on 127.0.0.1 (default 8787; 0 picks a free one)
  TRAINGATE_HOME         where data is kept (default .traingate)
  TRAINGATE_CLOCK_RATE   simulated seconds of the embedded SageMaker a real second (default 10; 0: by POST /clock only)
  DYNAMODB_ENDPOINT, SAGEMAKER_ENDPOINT   use these instead of the embedded services

When it serves it prints "traingate ready <url>"; <home>/local.json then says where everything is and who may call.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { policies: { type: 'string' }, reset: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const home = resolve(process.env.TRAINGATE_HOME ?? '.traingate');
  await (values.reset ? rm(home, { recursive: true, force: true }) : withdraw(home));
  const stack = await startStack({
    port: numberIn('PORT', 8787),
    home,
    policies: values.policies ?? 'policies',
    clockRate: numberIn('TRAINGATE_CLOCK_RATE', 10),
    dynamodbEndpoint: process.env.DYNAMODB_ENDPOINT,
    sagemakerEndpoint: process.env.SAGEMAKER_ENDPOINT,
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      withdraw(home)
        .then(() => stack.close())
        .then(() => process.exit(0), fail);
    });
  }
  await announce(home, stack);
  console.log(`traingate ready ${stack.url}`);
}

function numberIn(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new Error(`${name} is \`${process.env[name]}\`: give a number of 0 or more`);
}

/** Expected faults (a port in use, a policy that does not compile) are for a person: the message alone. */
function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

main().catch(fail);
