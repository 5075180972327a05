import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A stack in a process of its own, on a free port. */
export interface StackProcess {
  /** Ends the process; `SIGKILL` as a crash would. What it kept stays for another stack with this home. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** `npm start` as a user runs it; resolves once it serves. Its clock is moved by the control interface only, unless `env` says otherwise. */
export async function startStackProcess(
  home: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<StackProcess> {
  const child = spawn(process.execPath, ['local/start.ts', ...args], {
    env: { ...process.env, PORT: '0', TRAINGATE_HOME: home, TRAINGATE_CLOCK_RATE: '0', NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await untilReady(child);
  return { stop: (signal = 'SIGTERM') => ended(child, signal) };
}

async function untilReady(child: ChildProcess): Promise<void> {
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  if (!child.stdout) throw new Error('the stack has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('traingate ready ')) {
      child.stdout.resume();
      return;
    }
  }
  throw new Error(`the stack did not start: ${errors}`);
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}
