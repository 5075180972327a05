import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** moto's server: an implementation of AWS's services that shares nothing with ours. */
export interface Moto {
  readonly url: string;
  close(): Promise<void>;
}

const STARTING_MS = 30_000;

/** Starts it from `.venv` (scripts/python-tools.sh) on a free port of 127.0.0.1. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const child = spawn('.venv/bin/moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const close = async () => {
    child.kill();
    await ended;
  };
  await Promise.race([untilServing(url), ended.then(() => Promise.reject(new Error('moto_server ended at once')))]);
  return { url, close };
}

async function untilServing(url: string): Promise<void> {
  const until = performance.now() + STARTING_MS;
  while (performance.now() < until) {
    if (
      await fetch(`${url}/moto-api/`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await sleep(100);
  }
  throw new Error(`moto_server does not answer at ${url}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('there is no free port');
  return address.port;
}
