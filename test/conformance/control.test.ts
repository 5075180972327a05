import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startControl } from '../../local/control.ts';
import { type Sagemaker, startSagemaker } from '../../local/sagemaker/server.ts';

let sagemaker: Sagemaker;
let control: Awaited<ReturnType<typeof startControl>>;
let sweeps: number;

beforeEach(async () => {
  sweeps = 0;
  sagemaker = await startSagemaker({
    directory: null,
    accountId: '111122223333',
    region: 'eu-west-1',
    rate: 0,
    onEvent: async () => {},
  });
  control = await startControl({
    sagemaker,
    faults: sagemaker.faults,
    reconcile: async () => {
      sweeps += 1;
      if (sweeps > 1) throw new Error('the table is gone');
      return { looked: 3 };
    },
  });
});
afterEach(() => Promise.all([control.close(), sagemaker.close()]));

interface Call {
  readonly path: string;
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

/** Not fetch: it would set Host itself. */
function call({ path, method = 'POST', body = '', headers = {} }: Call): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${control.url}${path}`, { method, headers }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

describe('the control interface', () => {
  it('advances the clock', async () => {
    const now = sagemaker.clock.now();
    const answer = await call({ path: '/clock', body: '{"advanceSeconds":90}' });
    const body = { now: new Date(now + 90_000).toISOString(), advancedSeconds: 90 };
    expect(answer).toEqual({ status: 200, body });
    expect(sagemaker.clock.now()).toBe(now + 90_000);
  });

  it('injects faults, one where no count is given', async () => {
    const fault = { operation: 'StopTrainingJob', kind: 'throttle' };
    expect(await call({ path: '/faults', body: JSON.stringify(fault) })).toEqual({
      status: 200,
      body: { ...fault, count: 1 },
    });
  });

  it('reconciles, and says so when that fails', async () => {
    expect(await call({ path: '/reconcile' })).toEqual({ status: 200, body: { reconciled: { looked: 3 } } });
    expect(await call({ path: '/reconcile' })).toEqual({ status: 500, body: { message: 'Error: the table is gone' } });
  });

  const host = (name: string) => ({ path: '/reconcile', headers: { host: name } });
  const refusals: readonly { name: string; sent: Call; status: number; says: RegExp }[] = [
    { name: 'no seconds', sent: { path: '/clock', body: '{}' }, status: 400, says: /`undefined`.*number of seconds/ },
    { name: 'seconds back', sent: { path: '/clock', body: '{"advanceSeconds":-1}' }, status: 400, says: /`-1`/ },
    { name: 'text for seconds', sent: { path: '/clock', body: '{"advanceSeconds":"9"}' }, status: 400, says: /`9`/ },
    { name: 'no JSON', sent: { path: '/clock', body: '{' }, status: 400, says: /not a JSON object/ },
    { name: 'a list', sent: { path: '/faults', body: '[]' }, status: 400, says: /not a JSON object/ },
    {
      name: 'an unknown kind',
      sent: { path: '/faults', body: '{"operation":"ListTags","kind":"melt"}' },
      status: 400,
      says: /`melt`; use one of refuse/,
    },
    { name: 'a path too many', sent: { path: '/clock/' }, status: 404, says: /`POST \/clock\/`; use one of/ },
    { name: 'another method', sent: { path: '/clock', method: 'GET' }, status: 404, says: /`GET \/clock`/ },
    { name: 'a foreign host', sent: host('rebound.example.com:80'), status: 403, says: /this machine/ },
    { name: 'a host that starts like ours', sent: host('127.0.0.1.example.com'), status: 403, says: /this machine/ },
    {
      name: 'a web page',
      sent: { path: '/reconcile', headers: { origin: 'http://localhost:3000' } },
      status: 403,
      says: /this machine/,
    },
  ];
  it.each(refusals)('refuses $name', async ({ sent, status, says }) => {
    const answer = await call(sent);
    expect(answer).toEqual({ status, body: { message: expect.stringMatching(says) } });
    expect(sweeps).toBe(0);
    expect(sagemaker.clock.advancedMs).toBe(0);
  });

  it.each(['localhost', '127.0.0.1:9', '[::1]:9', 'LOCALHOST:80'])('serves host %s', async (name) => {
    expect((await call(host(name))).status).toBe(200);
  });
});
