import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { stackOfThisFile } from '../support/stack.ts';

let home = '';
const stack = stackOfThisFile(async (made) => {
  home = made;
  return [];
});

describe('a request at the Slack door', () => {
  const form = (payload: object): string => new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const payload = (parts: object = {}) => ({
    type: 'block_actions',
    api_app_id: 'A0EXAMPLE1',
    team: { id: 'T0EXAMPLE1' },
    user: { id: 'U1', team_id: 'T0EXAMPLE1' },
    actions: [],
    ...parts,
  });
  async function post(body: string, { secret = '', at = Math.floor(Date.now() / 1000), path = 'interactions' } = {}) {
    const { signingSecret } = JSON.parse(await readFile(join(home, 'slack.json'), 'utf8'));
    const signature = createHmac('sha256', secret || signingSecret)
      .update(`v0:${at}:${body}`)
      .digest('hex');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(at),
      'x-slack-signature': `v0=${signature}`,
    };
    return (await fetch(`${stack.facts.url}/slack/${path}`, { method: 'POST', headers, body })).status;
  }
  const now = () => Math.floor(Date.now() / 1000);

  it('is let in where Slack signed it for this app and workspace, once', async () => {
    const body = form(payload({ nonce: 1 }));
    const at = now();
    expect(await post(body, { at })).toBe(200);
    expect(await post(body, { at })).toBe(401);
  });

  it.each<[string, () => Promise<number>]>([
    ['with another secret', () => post(form(payload()), { secret: 'guessed' })],
    ['stale', () => post(form(payload()), { at: now() - 301 })],
    ['of the future', () => post(form(payload()), { at: now() + 302 })],
    ['of another app', () => post(form(payload({ api_app_id: 'A0OTHER' })))],
    ['of another workspace', () => post(form(payload({ team: { id: 'T0OTHER' } })))],
    ['of a user of another workspace', () => post(form(payload({ user: { id: 'U1', team_id: 'T0OTHER' } })))],
    ['without an app', () => post(form(payload({ api_app_id: undefined })))],
    ['that is no JSON, signed', () => post('payload=%7B')],
    ['that is empty, signed', () => post('')],
    ['that is a list, signed', () => post('payload=%5B%5D')],
    ['a command of another app', () => post('team_id=T0EXAMPLE1&api_app_id=A0OTHER&text=mine', { path: 'commands' })],
    ['a command that is empty, signed', () => post('', { path: 'commands' })],
    [
      'unsigned, and no JSON',
      async () => (await fetch(`${stack.facts.url}/slack/interactions`, { method: 'POST', body: '{' })).status,
    ],
    ['unsigned, and empty', async () => (await fetch(`${stack.facts.url}/slack/commands`, { method: 'POST' })).status],
  ])('is refused that is %s', async (_name, request) => {
    expect(await request()).toBe(401);
  });
});
