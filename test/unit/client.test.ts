import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { verifySigV4 } from '../../gateway/identity/verify-sigv4.ts';
import { callRest } from '../../local/client.ts';

const KEY = { accessKeyId: 'AKIALOCALEXAMPLE0001', secretAccessKey: 'example-secret' };

it.each(['', '/prod', '/prod/'])('signs what it calls, below `%s` of a host', async (base) => {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as AddressInfo;
  await callRest(`http://127.0.0.1:${port}${base}`, KEY, { method: 'GET', path: '/v1/keys' });
  server.close();
  const path = seen[0]?.url ?? '';
  const headers = Object.entries(seen[0]?.headers ?? {}).map(([name, value]) => [name, String(value)] as const);
  expect(path).toBe(`${base.replace(/\/$/, '')}/v1/keys`);
  const site = { region: 'eu-west-1', service: 'execute-api', now: Date.now(), maxSkewMs: 300_000 };
  const verified = verifySigV4(
    { method: 'GET', path, query: '', headers, body: new Uint8Array() },
    { ...site, lookup: () => KEY },
  );
  expect(verified.ok).toBe(true);
});
