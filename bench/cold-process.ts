/**
 * node bench/cold-process.ts <bundle> [<event>]: imports a function as a fresh execution environment does and, where
 * a file with an event is given (v8.serialize), answers it. Prints a Start as JSON.
 */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { deserialize } from 'node:v8';
import { expectCreated, lambdaContext, loadFunction } from './lambda.ts';

/** What a cold start took, in milliseconds from the moment that Node was ready to run the function's code. */
export interface Start {
  readonly importMs: number;
  /** Import and first request. */
  readonly totalMs: number;
  /** The same in processor time of all threads. */
  readonly cpuMs: number;
}

const [file = '', eventFile] = process.argv.slice(2);
const event: unknown = eventFile === undefined ? undefined : deserialize(readFileSync(eventFile));
const context = lambdaContext();

const cpuAtStart = process.cpuUsage();
const start = performance.now();
const handler = loadFunction(file);
const imported = performance.now();
const answer: unknown = event === undefined ? undefined : await handler(event, context);
const end = performance.now();
const { user, system } = process.cpuUsage(cpuAtStart);

if (event !== undefined) expectCreated(answer);
const result: Start = { importMs: imported - start, totalMs: end - start, cpuMs: (user + system) / 1000 };
process.stdout.write(JSON.stringify(result));
process.exit();
