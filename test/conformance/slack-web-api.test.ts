import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EmbeddedSlack } from '../../local/slack/server.ts';
import { type FakeGateway, payloadOf, startFakeGateway } from '../support/slack/fake-gateway.ts';
import {
  APPROVAL_BLOCKS,
  BOT_TOKEN,
  CHANNEL,
  clientOf,
  REASON_VIEW,
  startTestSlack,
  WORKSPACE,
} from '../support/slack/workspace.ts';

let slack: EmbeddedSlack;
let client: ReturnType<typeof clientOf>;
let gateway: FakeGateway;
let directory: string;
let now: number;
const started: EmbeddedSlack[] = [];

/** One after the other on the same directory. */
async function start(): Promise<EmbeddedSlack> {
  const server = await startTestSlack({ directory, gatewayUrl: () => gateway.url, now: () => now });
  started.push(server);
  return server;
}

beforeEach(async () => {
  now = Date.UTC(2026, 10, 27, 12);
  directory = await mkdtemp(join(tmpdir(), 'slack-'));
  gateway = await startFakeGateway();
  slack = await start();
  client = clientOf(slack);
});
afterEach(async () => {
  await Promise.all([gateway.close(), ...started.splice(0).map((server) => server.close())]);
  await rm(directory, { recursive: true });
});

const METADATA = { event_type: 'approval', event_payload: { id: 'request-1' } };
const post = (more: object = {}) => client.chat.postMessage({ channel: CHANNEL, text: 'A job waits', ...more });

describe('messages', () => {
  it('have a ts each, later than the one before', async () => {
    const [first, second] = [await post(), await post()];
    expect([first.ts, second.ts]).toEqual([`${now / 1000}.000000`, `${now / 1000}.000001`]);
  });

  it('get ids for the blocks and actions that have none', async () => {
    const blocks = [{ type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text: 'Go' } }] }];
    const { message } = await post({ blocks });
    const id = expect.stringMatching(/^.{5}$/);
    const element = { action_id: id, ...blocks[0]?.elements[0] };
    expect(message?.blocks).toEqual([{ type: 'actions', block_id: id, elements: [element] }]);
  });

  it('are changed in place: a text alone takes the blocks away, metadata stay', async () => {
    const { ts = '' } = await post({ blocks: APPROVAL_BLOCKS, metadata: METADATA });
    await client.chat.update({ channel: CHANNEL, ts, text: 'Approved by Ben' });
    const { messages } = await client.conversations.history({ channel: CHANNEL, include_all_metadata: true });
    const edited = expect.objectContaining({ ts: expect.any(String) });
    expect(messages).toEqual([
      expect.objectContaining({ ts, text: 'Approved by Ben', blocks: [], metadata: METADATA, edited }),
    ]);
  });

  it('are answered in threads, which the channel shows where they are broadcast', async () => {
    const { ts: thread_ts = '' } = await post();
    const quiet = await post({ thread_ts, text: 'quiet' });
    const loud = await post({ thread_ts, text: 'loud', reply_broadcast: true });
    const history = await client.conversations.history({ channel: CHANNEL });
    expect(history.messages?.map(({ ts }) => ts)).toEqual([loud.ts, thread_ts]);
    expect(history.messages?.[1]).toMatchObject({ reply_count: 2, latest_reply: loud.ts });
    const replies = await client.conversations.replies({ channel: CHANNEL, ts: thread_ts });
    expect(replies.messages?.map(({ ts }) => ts)).toEqual([thread_ts, quiet.ts, loud.ts]);
  });

  it('show their metadata only to who asks', async () => {
    await post({ metadata: METADATA });
    const plain = await client.conversations.history({ channel: CHANNEL });
    const full = await client.conversations.history({ channel: CHANNEL, include_all_metadata: true });
    expect(plain.messages?.[0]).not.toHaveProperty('metadata');
    expect(full.messages?.[0]?.metadata).toEqual(METADATA);
  });

  it('are told newest first, after `oldest`, page by page', async () => {
    const [first, second, third] = [await post(), await post(), await post()];
    const page = await client.conversations.history({ channel: CHANNEL, oldest: first.ts ?? '', limit: 1 });
    expect([page.messages?.map(({ ts }) => ts), page.has_more]).toEqual([[third.ts], true]);
    const cursor = page.response_metadata?.next_cursor ?? '';
    const next = await client.conversations.history({ channel: CHANNEL, oldest: first.ts ?? '', limit: 1, cursor });
    expect([next.messages?.map(({ ts }) => ts), next.has_more]).toEqual([[second.ts], false]);
  });

  it('may be for one person, and then are in no history', async () => {
    await client.chat.postEphemeral({ channel: CHANNEL, user: 'U0ADA', text: 'Only you' });
    expect((await client.conversations.history({ channel: CHANNEL })).messages).toEqual([]);
    const { ephemerals } = (await (await fetch(`${slack.url}/messages`)).json()) as { ephemerals: object[] };
    expect(ephemerals).toEqual([expect.objectContaining({ user: 'U0ADA', channel: CHANNEL, text: 'Only you' })]);
  });

  it('outlive a restart, as pending faults do, and no ts is given again', async () => {
    const { ts = '' } = await post({ text: 'one', metadata: METADATA });
    await client.chat.update({ channel: CHANNEL, ts, text: 'two' });
    slack.faults.add({ operation: 'users.info', kind: 'refuse' });
    await slack.close();
    const after = clientOf(await start());
    const { messages } = await after.conversations.history({ channel: CHANNEL, include_all_metadata: true });
    expect(messages).toEqual([expect.objectContaining({ ts, text: 'two', metadata: METADATA })]);
    expect((await after.chat.postMessage({ channel: CHANNEL, text: 'three' })).ts).not.toBe(ts);
    await expect(after.users.info({ user: 'U0ADA' })).rejects.toMatchObject({ data: { error: 'fatal_error' } });
  });
});

describe('people', () => {
  it('knows who the app is', async () => {
    expect(await client.auth.test()).toMatchObject({ ok: true, team_id: WORKSPACE, bot_id: 'B0EXAMPLE' });
  });

  const usual = { deleted: false, is_bot: false, is_restricted: false, is_ultra_restricted: false, team_id: WORKSPACE };
  it.each([
    { id: 'U0ADA', says: { ...usual, profile: { email: 'ada@example.com', real_name: 'Ada' } } },
    { id: 'U0BEN', says: { ...usual, is_restricted: true } },
    { id: 'U0BOT', says: { ...usual, is_bot: true, profile: { real_name: 'Robot' } } },
    { id: 'U0CAT', says: { ...usual, deleted: true } },
    { id: 'U0DAN', says: { ...usual, team_id: expect.not.stringMatching(`^${WORKSPACE}$`), is_stranger: true } },
  ])('tells of $id', async ({ id, says }) => {
    const { user } = await client.users.info({ user: id });
    expect(user).toMatchObject({ id, ...says });
    if (!('is_stranger' in says)) expect(user).not.toHaveProperty('is_stranger');
  });
});

describe('views', () => {
  /** Has Ada click, and resolves to the trigger that the gateway is sent. */
  async function trigger(): Promise<string> {
    const { ts } = await post({ blocks: APPROVAL_BLOCKS });
    const body = JSON.stringify({ user: 'U0ADA', channel: CHANNEL, ts, action_id: 'approve' });
    await fetch(`${slack.url}/click`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const last = gateway.sent.at(-1);
    return last ? payloadOf(last).trigger_id : '';
  }
  const open = (trigger_id: string) => client.views.open({ trigger_id, view: REASON_VIEW });
  const refusal = (error: string) => expect.objectContaining({ data: expect.objectContaining({ ok: false, error }) });

  it('open within 3 seconds of a click, once', async () => {
    const id = await trigger();
    now += 3000;
    const { view } = await open(id);
    expect(view).toMatchObject({
      id: expect.stringMatching(/^V/),
      callback_id: 'deny-reason',
      hash: expect.any(String),
    });
    await expect(open(id)).rejects.toEqual(refusal('exchanged_trigger_id'));
  });

  it('do not open later', async () => {
    const id = await trigger();
    now += 3001;
    await expect(open(id)).rejects.toEqual(refusal('expired_trigger_id'));
  });

  it('do not open with a trigger that was never given', async () => {
    await expect(open('1.2.3')).rejects.toEqual(refusal('invalid_trigger_id'));
  });

  it('are changed by who knows the last hash', async () => {
    const { view } = await open(await trigger());
    const { id: view_id = '', hash = '' } = view ?? {};
    const changed = { ...REASON_VIEW, private_metadata: 'request-2' };
    expect((await client.views.update({ view_id, hash, view: changed })).view?.private_metadata).toBe('request-2');
    await expect(client.views.update({ view_id, hash, view: changed })).rejects.toEqual(refusal('hash_conflict'));
    await expect(client.views.update({ view_id: 'V0', view: changed })).rejects.toEqual(refusal('not_found'));
  });
});

describe('refusals', () => {
  it.each([
    { method: 'chat.postMessage', sent: { channel: 'C0NONE', text: 'a' }, error: 'channel_not_found' },
    { method: 'chat.postMessage', sent: { channel: CHANNEL }, error: 'no_text' },
    { method: 'chat.postMessage', sent: { channel: CHANNEL, text: 'a', thread_ts: '1.0' }, error: 'message_not_found' },
    { method: 'chat.postMessage', sent: { channel: CHANNEL, blocks: '[{' }, error: 'invalid_blocks_format' },
    { method: 'chat.postMessage', sent: { channel: CHANNEL, text: 'a', metadata: {} }, error: null },
    {
      method: 'chat.postMessage',
      sent: { channel: CHANNEL, text: 'a', metadata: { event_type: 'a' } },
      error: 'invalid_metadata_format',
    },
    { method: 'chat.update', sent: { channel: CHANNEL, ts: '1.000000', text: 'a' }, error: 'message_not_found' },
    {
      method: 'chat.postEphemeral',
      sent: { channel: CHANNEL, user: 'U0NONE', text: 'a' },
      error: 'user_not_in_channel',
    },
    { method: 'conversations.history', sent: { channel: 'C0NONE' }, error: 'channel_not_found' },
    { method: 'conversations.history', sent: { channel: CHANNEL, limit: 1000 }, error: 'invalid_limit' },
    { method: 'conversations.history', sent: { channel: CHANNEL, oldest: 'now' }, error: 'invalid_ts_oldest' },
    { method: 'conversations.replies', sent: { channel: CHANNEL, ts: '1.000000' }, error: 'thread_not_found' },
    { method: 'users.info', sent: { user: 'U0NONE' }, error: 'user_not_found' },
    { method: 'views.open', sent: { trigger_id: 'a' }, error: 'invalid_arguments' },
    { method: 'chat.delete', sent: { channel: CHANNEL }, error: 'unknown_method' },
  ])('$method answers $error', async ({ method, sent, error }) => {
    const answer = await client.apiCall(method, sent).catch((cause) => cause.data);
    expect(answer).toMatchObject(error === null ? { ok: true } : { ok: false, error });
  });

  it.each([
    { name: 'no token', headers: {}, error: 'not_authed' },
    { name: 'a wrong token', headers: { authorization: 'Bearer xoxb-wrong' }, error: 'invalid_auth' },
  ])('answers $name with $error, and HTTP 200', async ({ headers, error }) => {
    const response = await fetch(`${slack.apiUrl}auth.test`, { method: 'POST', headers });
    expect([response.status, await response.json()]).toEqual([200, { ok: false, error }]);
  });

  it.each([
    { name: 'JSON', method: 'POST', type: 'application/json; charset=utf-8', query: '', body: '{"user":"U0ADA"}' },
    { name: 'a form', method: 'POST', type: 'application/x-www-form-urlencoded', query: '', body: 'user=U0ADA' },
    { name: 'a query', method: 'GET', type: '', query: '?user=U0ADA', body: null },
  ])('reads $name', async ({ method, type, query, body }) => {
    const headers = { authorization: `Bearer ${BOT_TOKEN}`, ...(type && { 'content-type': type }) };
    const response = await fetch(`${slack.apiUrl}users.info${query}`, { method, headers, body });
    expect(await response.json()).toMatchObject({ ok: true, user: { id: 'U0ADA' } });
  });
});
