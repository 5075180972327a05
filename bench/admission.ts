import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { admit } from '../gateway/flows/admit.ts';
import { buildBareHandler } from './bare-bundle.ts';
import { type BareCalls, callBare } from './bare-calls.ts';
import { captureBareCalls, freshName } from './captured.ts';
import { createEvent } from './event.ts';
import { type Bench, type Figure, figure } from './figure.ts';
import { bundleFile, environmentOf } from './functions.ts';
import { portsOf } from './gateway.ts';
import { expectCreated, type LambdaFunction, lambdaContext, loadFunction } from './lambda.ts';
import { type Block, compareBlocks, JOBS_PER_BLOCK, type Round } from './processor-time.ts';
import { ada, compliantBody, governanceOf, roomyPolicies } from './sample.ts';
import { type Addresses, withServices } from './services.ts';
import { ratioOf, summaryOf } from './statistics.ts';

/** DESIGN: CPU per admitted job against the bare three SDK calls. */
const GOAL = 1.15;

/** Processor time of this process a job, the services being in another, against the bare calls in the same process. */
export const admission: Bench = {
  name: 'admission',
  about: 'processor time per admitted job against the three bare SDK calls',
  run: (effort) =>
    withServices(async (addresses) => {
      const folder = await mkdtemp(join(tmpdir(), 'traingate-bench-'));
      try {
        const bare = await captureBareCalls(addresses);
        const flow = await compareBlocks(flowBlock(addresses), bareBlock(addresses, bare), effort);
        const built = await compareBlocks(...(await builtBlocks(addresses, folder, bare)), effort);
        return [...figuresOf('admit flow', flow), ...figuresOf('built create function', built)];
      } finally {
        await rm(folder, { recursive: true });
      }
    }),
};

function figuresOf(name: string, rounds: readonly Round[]): readonly Figure[] {
  const ms = (samples: readonly number[]) => ({ unit: 'ms CPU', ...summaryOf(samples) });
  const noise = ratioOf(rounds.map(({ again, base }) => ({ subject: again, base })));
  return [
    figure({ name: `${name} per job, against the bare calls`, unit: '×', ...ratioOf(rounds), goal: GOAL }),
    figure({ name: '  bare calls against themselves', unit: '×', ...noise, note: 'the noise' }),
    figure({ name: `  ${name}`, ...ms(rounds.map(({ subject }) => subject)) }),
    figure({ name: '  bare calls', ...ms(rounds.map(({ base }) => base)) }),
  ];
}

/** The whole flow over the real adapters and clients. */
function flowBlock(addresses: Addresses): Block {
  const ports = portsOf(addresses);
  const governance = governanceOf(roomyPolicies());
  const principal = ada(governance);
  return () => {
    const bodies = Array.from({ length: JOBS_PER_BLOCK }, () => compliantBody(freshName()));
    return async () => {
      for (const body of bodies) {
        const admitted = await admit(ports, governance, { principal, body });
        if (!admitted.ok) throw new Error(admitted.error.detail);
      }
    };
  };
}

function bareBlock({ dynamodbUrl, sagemakerUrl }: Addresses, next: () => BareCalls): Block {
  const clients = {
    dynamodb: new DynamoDBClient({ endpoint: dynamodbUrl }),
    sagemaker: new SageMakerClient({ endpoint: sagemakerUrl, maxAttempts: 1 }),
  };
  return () => {
    const jobs = Array.from({ length: JOBS_PER_BLOCK }, next);
    return async () => {
      for (const job of jobs) await callBare(clients, job);
    };
  };
}

/** The deployed code against a bare middy function that was bundled alike. */
async function builtBlocks(addresses: Addresses, folder: string, next: () => BareCalls): Promise<[Block, Block]> {
  Object.assign(process.env, await environmentOf(addresses, folder));
  const create = loadFunction(bundleFile('create'));
  const bare = loadFunction(await buildBareHandler(folder));
  const { arn } = ada(governanceOf(roomyPolicies()));
  const block = (handler: LambdaFunction, event: () => object): Block => {
    return () => {
      const events = Array.from({ length: JOBS_PER_BLOCK }, event);
      return async () => {
        for (const each of events) expectCreated(await handler(each, lambdaContext()));
      };
    };
  };
  return [block(create, () => createEvent(arn, compliantBody(freshName()))), block(bare, next)];
}
