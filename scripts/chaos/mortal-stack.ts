import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { StackFacts } from '../../local/stack.ts';

/** `npm start` on one home, in a process that is killed and started again. */
export interface MortalStack {
  /** Where it serves; null while it does not. Throws where its process ended by itself, and after `end`. */
  facts(): StackFacts | null;
  /** Resolves once it serves, or was killed before. Rejects where it ends by itself, takes too long, or was to end. */
  start(): Promise<void>;
  /** Ends the process as a crash would, whatever it is at, and resolves when it is gone. */
  kill(): Promise<void>;
  /** Ends the process for good, as a user would. */
  end(): Promise<void>;
}

const START = resolve(import.meta.dirname, '../../local/start.ts');
/** A start takes two seconds, and more where much is kept, since all of that is read. */
const START_PATIENCE_MS = 90_000;
const END_PATIENCE_MS = 10_000;

/** A stack that judges by the policies of a folder; what it says is added to `<home>/stack.log`. */
export function mortalStack(home: string, policies: string): MortalStack {
  const announcement = join(home, 'local.json');
  let child: ChildProcess | null = null;
  let facts: StackFacts | null = null;
  let failure: Error | null = null;

  async function stop(signal: NodeJS.Signals): Promise<void> {
    const ending = child;
    child = null;
    facts = null;
    if (ending) await ended(ending, signal);
  }

  async function start(): Promise<void> {
    // That of the process before would be taken for this one's.
    await rm(announcement, { force: true });
    if (failure) throw failure;
    const started = spawnStack(home, policies);
    child = started;
    started.once('exit', (code) => {
      if (child === started) failure = new Error(`the stack ended by itself with code ${code}: ${lastWords(home)}`);
    });
    for (const deadline = Date.now() + START_PATIENCE_MS; child === started; await pause(10)) {
      if (failure) throw failure;
      if (Date.now() > deadline) throw new Error(`the stack did not serve in time: ${lastWords(home)}`);
      const text = await readFile(announcement, 'utf8').catch(() => null);
      if (text === null || child !== started) continue;
      facts = JSON.parse(text);
      return;
    }
  }

  return {
    facts: () => {
      if (failure) throw failure;
      return facts;
    },
    start,
    kill: () => stop('SIGKILL'),
    end: async () => {
      failure ??= new Error('the stack was ended');
      await stop('SIGTERM');
    },
  };
}

function spawnStack(home: string, policies: string): ChildProcess {
  const log = openSync(join(home, LOG), 'a');
  try {
    return spawn(process.execPath, [START, '--policies', policies], {
      env: { ...process.env, PORT: '0', TRAINGATE_HOME: home, TRAINGATE_CLOCK_RATE: '0' },
      stdio: ['ignore', log, log],
    });
  } finally {
    closeSync(log);
  }
}

const LOG = 'stack.log';

const lastWords = (home: string): string => readFileSync(join(home, LOG), 'utf8').slice(-1_000);

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), END_PATIENCE_MS);
  await gone;
  clearTimeout(late);
}
