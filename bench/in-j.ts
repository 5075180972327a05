import { performance } from 'node:perf_hooks';
import type { Effort } from './figure.ts';
import { ratioOf, type Summary, summaryOf } from './statistics.ts';

const ROUNDS = { quick: 60, full: 400 };
const WARM_UP_CALLS = 3_000;
/** One sample: long enough for the clock, short enough that most are not interrupted. */
const SAMPLE_MS = 1;

/** Something that is timed; what it returns is kept, so that it cannot be left out. */
export type Part = () => unknown;

/** What was measured of a part. */
export interface PartInJ extends Summary {
  readonly name: string;
  /** Of the first part: how long J is. */
  readonly note: string;
}

/** Parts in J, which is JSON.parse of a body as text, all measured in turn in one process. */
export function inJ(body: Buffer, parts: Readonly<Record<string, Part>>, { quick }: Effort): readonly PartInJ[] {
  const text = body.toString();
  const samples = sampleAll([() => JSON.parse(text), ...Object.values(parts)], ROUNDS[quick ? 'quick' : 'full']);
  const jMicroseconds = 1000 * summaryOf(samples.map(([j = Number.NaN]) => j)).median;
  const note = `${body.byteLength} bytes, J is ${jMicroseconds.toPrecision(2)} µs`;
  return Object.keys(parts).map((name, i) => {
    const pairs = samples.map((round) => ({ subject: round[i + 1] ?? Number.NaN, base: round[0] ?? Number.NaN }));
    return { name, note: i === 0 ? note : '', ...ratioOf(pairs) };
  });
}

/** A row a round: milliseconds a call of each part, taken one part after the other. */
function sampleAll(parts: readonly Part[], rounds: number): readonly (readonly number[])[] {
  const calls = parts.map(callsForSample);
  return Array.from({ length: rounds }, () => parts.map((part, i) => msPerCall(part, calls[i] ?? 1)));
}

function callsForSample(part: Part): number {
  msPerCall(part, WARM_UP_CALLS);
  return Math.max(1, Math.round(SAMPLE_MS / msPerCall(part, WARM_UP_CALLS)));
}

let kept: unknown;

function msPerCall(part: Part, calls: number): number {
  const start = performance.now();
  for (let i = 0; i < calls; i++) kept = part();
  const ms = (performance.now() - start) / calls;
  if (kept === undefined) throw new Error('a part returned nothing');
  return ms;
}
