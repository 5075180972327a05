import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const HELP = `node scripts/with-stack.ts COMMAND [ARGUMENT ...]: runs a command beside a stack of its own, made by npm run build.

The stack is what "npm start" serves, on free ports, empty, its SageMaker's clock at rest; it ends with the command,
whose exit code is given. The command finds in its environment:

  TRAINGATE_URL         where the REST API is
  TRAINGATE_HOME        the folder with local.json, which says who may call
`;

const ROOT = resolve(import.meta.dirname, '..');

async function main([command, ...args]: readonly string[]): Promise<number> {
  if (command === undefined || command === '--help') {
    process.stdout.write(HELP);
    return command === undefined ? 2 : 0;
  }
  const home = await mkdtemp(join(tmpdir(), 'traingate-with-'));
  const environment = { ...process.env, TRAINGATE_HOME: home };
  const stack = spawn(process.execPath, [join(ROOT, 'local/start.ts')], {
    env: { ...environment, PORT: '0', TRAINGATE_CLOCK_RATE: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const env = { ...environment, TRAINGATE_URL: await urlOf(stack) };
    return await exitOf(spawn(command, args, { env, stdio: 'inherit' }));
  } finally {
    const ended = exitOf(stack);
    stack.kill();
    await ended;
    await rm(home, { recursive: true, force: true });
  }
}

/** Where the stack serves, once it does. What it says afterwards are log lines of functions. */
async function urlOf(stack: ChildProcess): Promise<string> {
  if (!stack.stdout) throw new Error('the stack has no output');
  for await (const line of createInterface({ input: stack.stdout })) {
    const [, url] = /^traingate ready (.+)$/.exec(line) ?? [];
    if (url === undefined) continue;
    stack.stdout.resume();
    return url;
  }
  throw new Error('the stack did not start');
}

const exitOf = (child: ChildProcess): Promise<number> =>
  new Promise((done, fail) => {
    if (child.exitCode !== null) done(child.exitCode);
    child.once('exit', (code) => done(code ?? 1)).once('error', fail);
  });

process.exitCode = await main(process.argv.slice(2));
