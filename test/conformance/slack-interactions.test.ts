import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isSigned, payloadOf } from '../support/slack/fake-gateway.ts';
import { openSession, type Session } from '../support/slack/session.ts';
import { APP, APPROVAL_BLOCKS, CHANNEL, REASON_VIEW, WORKSPACE } from '../support/slack/workspace.ts';

let session: Session;
beforeEach(async () => {
  session = await openSession();
});
afterEach(() => session.close());

describe('a click', () => {
  it('is sent as Slack sends it, signed', async () => {
    const { body } = await session.click();
    expect(body).toEqual({ status: 200, body: '', milliseconds: 0, error: null, view: null });
    expect(session.last().path).toBe('/slack/interactions');
    expect(isSigned(session.last())).toBe(true);
    // By the clock on the wall, whatever the workspace's says.
    const age = Date.now() / 1000 - Number(session.last().headers['x-slack-request-timestamp']);
    expect(Math.abs(age)).toBeLessThan(60);
    expect(payloadOf(session.last())).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0ADA', name: 'Ada', team_id: WORKSPACE },
      api_app_id: APP,
      team: { id: WORKSPACE },
      container: { type: 'message', channel_id: CHANNEL },
      channel: { id: CHANNEL, name: 'training-jobs' },
      message: { text: 'A job waits', blocks: APPROVAL_BLOCKS.map((block) => expect.objectContaining(block)) },
      trigger_id: expect.any(String),
      response_url: expect.stringMatching(`^${session.slack.url}/response/`),
      actions: [
        { type: 'button', action_id: 'deny', block_id: 'votes', value: 'request-1', action_ts: expect.any(String) },
      ],
    });
  });

  it('is the same from the page, which then says what the app answered', async () => {
    const fields = {
      user: 'U0BEN',
      channel: CHANNEL,
      ts: await session.post(),
      block_id: 'votes',
      action_id: 'approve',
    };
    const response = await session.submitForm('/click', fields, { origin: session.slack.url });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/?as=U0BEN']);
    expect(payloadOf(session.last())).toMatchObject({ user: { id: 'U0BEN' }, actions: [{ action_id: 'approve' }] });
    expect(await session.pageOf('U0BEN')).toContain('The app answered with status 200 in 0 ms.');
  });

  it('of somebody from elsewhere names their team', async () => {
    await session.click({ user: 'U0DAN' });
    expect(payloadOf(session.last()).user.team_id).not.toBe(WORKSPACE);
  });

  it.each([
    { name: 'an error', answer: () => ({ status: 502 }), error: 'This app responded with status 502.' },
    {
      name: 'an answer after 3 seconds',
      answer: () => {
        session.clock.now += 3001;
        return {};
      },
      error: 'This app did not respond in time: it took 3001 ms.',
    },
  ])('shows $name', async ({ answer, error }) => {
    session.gateway.answer = answer;
    expect((await session.click()).body.error).toBe(error);
    expect(await session.pageOf('U0ADA')).toContain(error);
  });

  it('shows that nobody is there', async () => {
    await session.gateway.close();
    expect((await session.click()).body).toMatchObject({ status: null, error: 'This app could not be reached.' });
  });

  it.each([
    { name: 'user', more: { user: 'U0NONE' } },
    { name: 'message', more: { ts: '1.000000' } },
    { name: 'button', more: { action_id: 'none' } },
  ])('on a $name that is not there is sent nowhere', async ({ name, more }) => {
    expect(await session.click(more)).toEqual({
      status: 400,
      body: { message: expect.stringContaining(`no ${name}`) },
    });
    expect(session.gateway.sent).toEqual([]);
  });

  it('is answered later at its response_url, five times', async () => {
    await session.click();
    const { pathname } = new URL(payloadOf(session.last()).response_url);
    const answer = () => fetch(`${session.slack.url}${pathname}`, { method: 'POST', body: 'text=Noted' });
    for (let use = 1; use <= 5; use += 1) expect((await answer()).status).toBe(200);
    expect((await answer()).status).toBe(404);
    expect(await session.pageOf('U0ADA')).toContain('Noted');
    expect(await session.pageOf('U0BEN')).not.toContain('Noted');
  });

  it('may have its message replaced at its response_url', async () => {
    await session.click();
    const { pathname } = new URL(payloadOf(session.last()).response_url);
    expect((await session.postJson(pathname, { replace_original: true, text: 'Done' })).status).toBe(200);
    const { channels } = (await (await fetch(`${session.slack.url}/messages`)).json()) as {
      channels: { messages: object[] }[];
    };
    expect(channels[0]?.messages).toEqual([expect.objectContaining({ text: 'Done', blocks: [], edited: true })]);
  });
});

describe('a view', () => {
  it('is shown to who clicked, as a dialog', async () => {
    session.askReason();
    const { view } = (await session.click()).body;
    expect(view).toMatchObject({ callback_id: 'deny-reason', private_metadata: 'request-1' });
    expect(await session.pageOf('U0ADA')).toMatch(/role="dialog".*Why\?.*<textarea[^>]* required/s);
    expect(await session.pageOf('U0BEN')).not.toContain('role="dialog"');
  });

  it('is sent with what was typed, and closes', async () => {
    session.askReason();
    const { view, body } = await session.submitReason();
    expect(body).toEqual({ status: 200, body: '', milliseconds: 0, error: null, view: null, errors: {} });
    expect(isSigned(session.last())).toBe(true);
    const values = { reason: { text: { type: 'plain_text_input', value: 'too dear' } } };
    expect(payloadOf(session.last())).toMatchObject({
      type: 'view_submission',
      user: { id: 'U0ADA' },
      team: { id: WORKSPACE },
      api_app_id: APP,
      view: { ...REASON_VIEW, id: view.id, hash: view.hash, state: { values } },
    });
  });

  it('stays with what the app found wrong, and what was typed', async () => {
    session.askReason({ body: '{"response_action":"errors","errors":{"reason":"Say <more>."}}' });
    const { body } = await session.submitReason('no\nway');
    expect(body).toMatchObject({ error: null, view: REASON_VIEW, errors: { reason: 'Say <more>.' } });
    expect(await session.pageOf('U0ADA')).toMatch(/aria-invalid="true".*no\nway<\/textarea>.*Say &lt;more&gt;\./s);
  });

  it('is replaced where the app updates it', async () => {
    const view = { type: 'modal', title: { type: 'plain_text', text: 'Sure?' }, blocks: [] };
    session.askReason({ body: JSON.stringify({ response_action: 'update', view }) });
    expect((await session.submitReason()).body.view).toMatchObject({ ...view, submit: null });
  });

  it.each([
    { name: 'clears', body: '{"response_action":"clear"}', view: null, error: null },
    { name: 'says nothing', body: '{}', view: null, error: null },
    { name: 'says a word', body: 'ok', view: REASON_VIEW, error: /trouble.*response_action/ },
    {
      name: 'names no input',
      body: '{"response_action":"errors","errors":{"a":"b"}}',
      view: REASON_VIEW,
      error: /name a;/,
    },
    {
      name: 'shows no view',
      body: '{"response_action":"push","view":{}}',
      view: REASON_VIEW,
      error: /missing required/,
    },
    { name: 'fails', status: 500, body: '', view: REASON_VIEW, error: /status 500/ },
  ])('follows an app that $name', async ({ status = 200, body, view, error }) => {
    session.askReason({ status, body });
    const answer = (await session.submitReason()).body;
    expect(answer.error).toEqual(error === null ? null : expect.stringMatching(error));
    expect(answer.view).toEqual(view && expect.objectContaining({ callback_id: view.callback_id }));
  });

  it.each([
    { name: 'nobody', notify_on_close: false, calls: 1 },
    { name: 'the app where it asked to', notify_on_close: true, calls: 2 },
  ])('can be closed, which tells $name', async ({ notify_on_close, calls }) => {
    session.askReason({}, { ...REASON_VIEW, notify_on_close });
    const { view } = (await session.click()).body;
    await session.submitForm('/close', { user: 'U0ADA', view: view.id });
    expect(await session.pageOf('U0ADA')).not.toContain('role="dialog"');
    expect(session.gateway.sent).toHaveLength(calls);
    if (calls === 2) expect(payloadOf(session.last())).toMatchObject({ type: 'view_closed', view: { id: view.id } });
  });

  it('sends choices and texts of a form, whatever its ids', async () => {
    const options = ['a', 'b'].map((value) => ({ text: { type: 'plain_text', text: value }, value }));
    const label = { type: 'plain_text', text: 'Which?' };
    const block = (block_id: string, element: object) => ({ type: 'input', block_id, label, element });
    session.askReason(
      {},
      {
        ...REASON_VIEW,
        blocks: [
          block('a/b "c"', { type: 'radio_buttons', action_id: 'd/e', options }),
          block('select', { type: 'static_select', action_id: 'f', options }),
          block('text', { type: 'plain_text_input', action_id: 'g' }),
          block('none', { type: 'plain_text_input', action_id: 'h' }),
        ],
      },
    );
    const { view } = (await session.click()).body;
    const names = [...(await session.pageOf('U0ADA')).matchAll(/name="(value\/[^"]*)"/g)].map(([, name]) => name);
    expect([...new Set(names)]).toEqual([
      'value/a%2Fb%20%22c%22/d%2Fe',
      'value/select/f',
      'value/text/g',
      'value/none/h',
    ]);
    const typed = Object.fromEntries(
      ['b', 'a', 'x\r\ny', ''].map((value, index) => [`${[...new Set(names)][index]}`, value]),
    );
    await session.submitForm('/submit', { user: 'U0ADA', view: view.id, ...typed });
    expect(payloadOf(session.last()).view.state.values).toEqual({
      'a/b "c"': { 'd/e': { type: 'radio_buttons', selected_option: options[1] } },
      select: { f: { type: 'static_select', selected_option: options[0] } },
      text: { g: { type: 'plain_text_input', value: 'x\ny' } },
      none: { h: { type: 'plain_text_input', value: null } },
    });
  });
});

describe('a slash command', () => {
  it('is sent as Slack sends it, signed', async () => {
    expect(
      (await session.ask('/command', { user: 'U0ADA', command: '/traingate', text: 'quota left' })).body,
    ).toMatchObject({
      status: 200,
      error: null,
    });
    expect(session.last().path).toBe('/slack/commands');
    expect(isSigned(session.last())).toBe(true);
    expect(Object.fromEntries(new URLSearchParams(session.last().rawBody))).toMatchObject({
      token: expect.any(String),
      team_id: WORKSPACE,
      team_domain: expect.any(String),
      channel_id: CHANNEL,
      channel_name: 'training-jobs',
      user_id: 'U0ADA',
      user_name: 'Ada',
      command: '/traingate',
      text: 'quota left',
      api_app_id: APP,
      response_url: expect.stringMatching(`^${session.slack.url}/response/`),
      trigger_id: expect.any(String),
    });
  });

  it('is one line on the page', async () => {
    await session.submitForm('/command', { user: 'U0BEN', channel: 'C0OTHER', line: ' /traingate  quota left ' });
    const sent = Object.fromEntries(new URLSearchParams(session.last().rawBody));
    expect(sent).toMatchObject({ command: '/traingate', text: 'quota left', channel_id: 'C0OTHER', user_id: 'U0BEN' });
  });

  it.each([
    { name: 'to one person', body: '{"response_type":"ephemeral","text":"4 GPUs"}', seen: [true, false] },
    { name: 'to one person where it does not say', body: '{"text":"4 GPUs"}', seen: [true, false] },
    { name: 'to all', body: '{"response_type":"in_channel","text":"4 GPUs"}', seen: [true, true] },
    { name: 'in plain text', type: 'text/plain', body: '4 GPUs', seen: [true, false] },
  ])('is answered $name', async ({ type = 'application/json', body, seen }) => {
    session.gateway.answer = () => ({ type, body });
    await session.ask('/command', { user: 'U0ADA', command: '/traingate', text: '' });
    const pages = [await session.pageOf('U0ADA'), await session.pageOf('U0BEN')];
    expect(pages.map((page) => page.includes('4 GPUs'))).toEqual(seen);
  });

  it('shows an answer that Slack refuses as an error', async () => {
    session.gateway.answer = () => ({ body: '{"blocks":[{"type":"carousel"}]}' });
    const { body } = await session.ask('/command', { user: 'U0ADA', command: '/traingate', text: '' });
    expect(body.error).toMatch(/invalid_blocks.*unsupported type: carousel/);
  });
});
