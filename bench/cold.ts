import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serialize } from 'node:v8';
import { FUNCTIONS } from '../scripts/bundle-handlers.ts';
import { buildBareHandler } from './bare-bundle.ts';
import { captureBareCalls, freshName } from './captured.ts';
import type { Start } from './cold-process.ts';
import { createEvent } from './event.ts';
import { type Bench, type Effort, type Figure, figure } from './figure.ts';
import { bundleFile, environmentOf } from './functions.ts';
import { ada, compliantBody, governanceOf, roomyPolicies } from './sample.ts';
import { type Addresses, withServices } from './services.ts';
import { ratioOf, summaryOf } from './statistics.ts';

/** DESIGN: cold import and first request against a bare middy handler with the same two SDK clients. */
const GOAL = 1.25;
const STARTS = { quick: 4, full: 25 };
const IMPORTS = { quick: 2, full: 11 };

/** Fresh processes, one at a time; the two that are compared take turns. */
export const cold: Bench = {
  name: 'cold',
  about: 'cold import and first request against a bare middy function; import time and size of each function',
  run: ({ quick }) =>
    withServices(async (addresses) => {
      const folder = await mkdtemp(join(tmpdir(), 'traingate-bench-'));
      try {
        const env = { ...process.env, ...(await environmentOf(addresses, folder)) };
        const bareFile = await buildBareHandler(folder);
        const starts = await compareStarts({ addresses, folder, env, bareFile }, { quick });
        const imports = await importFigures(bareFile, env, { quick });
        return [...starts, ...imports];
      } finally {
        await rm(folder, { recursive: true });
      }
    }),
};

interface Setting {
  readonly addresses: Addresses;
  /** For the files of this run. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly bareFile: string;
}

async function compareStarts(
  { addresses, folder, env, bareFile }: Setting,
  { quick }: Effort,
): Promise<readonly Figure[]> {
  const nextBare = await captureBareCalls(addresses);
  const { arn } = ada(governanceOf(roomyPolicies()));
  const eventFile = join(folder, 'event');
  const started = async (file: string, event: object): Promise<Start> => {
    await writeFile(eventFile, serialize(event));
    return startCold([file, eventFile], env);
  };
  const pairs: { subject: Start; base: Start }[] = [];
  for (let i = 0; i < STARTS[quick ? 'quick' : 'full']; i++) {
    const subject = await started(bundleFile('create'), createEvent(arn, compliantBody(freshName())));
    pairs.push({ subject, base: await started(bareFile, nextBare()) });
  }
  return startFigures(pairs);
}

function startFigures(pairs: readonly { subject: Start; base: Start }[]): readonly Figure[] {
  const ratio = (of: (start: Start) => number) =>
    ratioOf(pairs.map(({ subject, base }) => ({ subject: of(subject), base: of(base) })));
  const ms = (whose: 'subject' | 'base', of: (start: Start) => number) =>
    summaryOf(pairs.map((pair) => of(pair[whose])));
  const request = ({ totalMs, importMs }: Start) => totalMs - importMs;
  return [
    figure({
      name: 'cold import and first request, against bare middy',
      unit: '×',
      ...ratio((start) => start.totalMs),
      goal: GOAL,
    }),
    figure({ name: '  the same in processor time', unit: '×', ...ratio((start) => start.cpuMs) }),
    figure({ name: '  create: import', unit: 'ms', ...ms('subject', (start) => start.importMs) }),
    figure({ name: '  create: first request', unit: 'ms', ...ms('subject', request) }),
    figure({ name: '  bare: import', unit: 'ms', ...ms('base', (start) => start.importMs) }),
    figure({ name: '  bare: first request', unit: 'ms', ...ms('base', request) }),
  ];
}

async function importFigures(bareFile: string, env: NodeJS.ProcessEnv, { quick }: Effort): Promise<readonly Figure[]> {
  const files = [['bare middy', bareFile] as const, ...FUNCTIONS.map((name) => [name, bundleFile(name)] as const)];
  const samples = new Map<string, number[]>(files.map(([name]) => [name, []]));
  for (let i = 0; i < IMPORTS[quick ? 'quick' : 'full']; i++) {
    for (const [name, file] of files) samples.get(name)?.push((await startCold([file], env)).importMs);
  }
  return Promise.all(
    files.map(async ([name, file]) => {
      const note = `${Math.round((await stat(file)).size / 1024)} KiB`;
      return figure({ name: `import ${name}`, unit: 'ms', ...summaryOf(samples.get(name) ?? []), note });
    }),
  );
}

const run = promisify(execFile);
const COLD_PROCESS = join(import.meta.dirname, 'cold-process.ts');

/** A compile cache would make the start warm; Lambda has none. */
async function startCold(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Start> {
  const { NODE_COMPILE_CACHE: _, ...rest } = env;
  const { stdout } = await run(process.execPath, [COLD_PROCESS, ...args], { env: rest });
  // cold-process.ts prints nothing else.
  return JSON.parse(stdout) as Start;
}
