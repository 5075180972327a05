import { setTimeout as pause } from 'node:timers/promises';
import { type Random, randomOf } from '../mutations/random.ts';
import { command } from './control.ts';
import { injectFault } from './faults.ts';
import type { MortalStack } from './mortal-stack.ts';

/** What befell the stack. */
export interface Damage {
  kills: number;
  /** Of them, those of a stack on its way up. */
  killsAtStart: number;
  faults: number;
  starts: number;
  /** How long the starts took that were not killed, in milliseconds: the last, and all. */
  lastStartMs: number;
  startMs: number;
}

/** What a storm needs to know of the callers. */
export interface Progress {
  /** Of how many wishes, and how many of them have their answers. */
  readonly wishes: number;
  readonly answered: () => number;
  /** When all have. */
  readonly over: AbortSignal;
}

/** Kills, faults, passing time and sweeps, all at random, until it is over. Rejects where the stack does not come back. */
export async function rage(stack: MortalStack, seed: number, damage: Damage, progress: Progress): Promise<void> {
  const chance = (part: number): Random => randomOf(seed + part);
  const { over } = progress;
  await Promise.all([
    killAgain(stack, chance(1), damage, progress),
    failAgain(stack, chance(2), damage, progress),
    again(over, { ...TIME_AFTER_MS, random: chance(3) }, (random) => passTime(stack, random)),
    again(over, { ...SWEEP_AFTER_MS, random: chance(4) }, () => command(stack, '/reconcile')),
  ]);
}

interface Rhythm {
  readonly least: number;
  readonly more: number;
  readonly random: Random;
}

const TIME_AFTER_MS = { least: 100, more: 200 };
const SWEEP_AFTER_MS = { least: 500, more: 2_000 };

/** Does something at random moments, one after the other. */
async function again(over: AbortSignal, { least, more, random }: Rhythm, act: (random: Random) => Promise<unknown>) {
  while (!over.aborted) {
    await pause(least + random.below(more), undefined, { signal: over }).catch(() => undefined);
    if (!over.aborted) await act(random);
  }
}

/**
 * Kills and faults follow the callers' progress, not the clock, so that a slow machine sees as many: a start costs
 * seconds of processor time, and the gateway is slow after it.
 */
const KILLS = 8;
const KILL_WITHIN_MS = 500;
const MOST_ANSWERS_BETWEEN_FAULTS = 24;

/** Resolves when so many wishes have their answers, or it is over. */
async function reached(answers: number, { answered, over }: Progress): Promise<void> {
  while (answered() < answers && !over.aborted) await pause(10);
}

/** One kill in each eighth of the wishes. */
async function killAgain(stack: MortalStack, random: Random, damage: Damage, progress: Progress): Promise<void> {
  const part = Math.ceil(progress.wishes / KILLS);
  for (let kill = 0; kill < KILLS; kill += 1) {
    await reached(kill * part + random.below(part), progress);
    await pause(random.below(KILL_WITHIN_MS));
    if (progress.over.aborted) return;
    await killAndStart(stack, random, damage);
  }
}

async function failAgain(stack: MortalStack, random: Random, damage: Damage, progress: Progress): Promise<void> {
  while (!progress.over.aborted) {
    await reached(progress.answered() + 1 + random.below(MOST_ANSWERS_BETWEEN_FAULTS), progress);
    if (await injectFault(stack, random)) damage.faults += 1;
  }
}

/** One start in four is killed, too, at any moment until soon after it serves. */
async function killAndStart(stack: MortalStack, random: Random, damage: Damage): Promise<void> {
  damage.kills += 1;
  await stack.kill();
  if (random.below(4) === 0) {
    damage.kills += 1;
    damage.killsAtStart += 1;
    const start = stack.start();
    await Promise.race([start, pause(random.below(Math.ceil(damage.lastStartMs * 1.2)))]);
    await stack.kill();
    await start;
  }
  await timedStart(stack, damage);
}

/** Starts the stack and notes how long that took. */
export async function timedStart(stack: MortalStack, damage: Damage): Promise<void> {
  const since = Date.now();
  await stack.start();
  damage.starts += 1;
  damage.lastStartMs = Date.now() - since;
  damage.startMs += damage.lastStartMs;
}

/**
 * In simulated seconds. Rarely more than the seven in which a forward must begin, and together never as much as W in the
 * seconds that a create may be on its way: faster time would be a clock difference that ADR 0007 does not allow for.
 */
const LONGEST_STEP_SECONDS = 8;

const passTime = (stack: MortalStack, random: Random) =>
  command(stack, '/clock', { advanceSeconds: 1 + random.below(LONGEST_STEP_SECONDS) });
