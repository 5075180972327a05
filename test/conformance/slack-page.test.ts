import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openSession, type Session } from '../support/slack/session.ts';
import { CHANNEL, clientOf, REASON_VIEW } from '../support/slack/workspace.ts';

let session: Session;
beforeEach(async () => {
  session = await openSession();
});
afterEach(() => session.close());

describe('the page', () => {
  it('shows messages newest last, threads under theirs, and what was edited', async () => {
    const first = await session.post({ text: 'first' });
    await session.post({ text: 'second' });
    await session.post({ text: 'reply', thread_ts: first });
    await clientOf(session.slack).chat.update({ channel: CHANNEL, ts: first, text: 'first again' });
    expect(await session.pageOf('U0ADA')).toMatch(/\(edited\).*first again.*class="thread".*reply.*second/s);
  });

  const section = (text: string) => ({ blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] });
  it.each([
    { name: 'a script', text: '<script>alert(1)</script>', html: '&lt;script&gt;alert(1)&lt;/script&gt;' },
    { name: 'an escaped script', text: '&lt;script&gt;', html: '&lt;script&gt;' },
    { name: 'what was escaped twice', text: '&amp;lt;', html: '&amp;lt;' },
    { name: 'bold, italic, strike', text: '*a* _b_ ~c~', html: '<strong>a</strong> <em>b</em> <s>c</s>' },
    { name: 'marks within words', text: 'ml_g5_x 2*3*4', html: 'ml_g5_x 2*3*4' },
    { name: 'code', text: '`*a* &lt;b&gt;`', html: '<code>*a* &lt;b&gt;</code>' },
    { name: 'fenced code', text: '```a\n*b*```', html: '<pre>a\n*b*</pre>' },
    {
      name: 'a link',
      text: '*<https://a.example/?b&amp;c|d &amp; e>*',
      html: '<strong><a href="https://a.example/?b&amp;c" rel="noreferrer">d &amp; e</a></strong>',
    },
    { name: 'a link that would run', text: '<javascript:alert(1)|a>', html: '&lt;javascript:alert(1)|a&gt;' },
    {
      name: 'a link that would leave its quotes',
      text: '<https://a"onclick="b|c>',
      html: 'href="https://a&quot;onclick=&quot;b"',
    },
    {
      name: 'mentions',
      text: '<@U0ADA> <#C0JOBS> <!here>',
      html: '@Ada</span> <span class="mention">#training-jobs</span> <span class="mention">@here</span>',
    },
    { name: 'a quote', text: '&gt; a\n&gt; b\nc', html: '<blockquote>a<br>b</blockquote>c' },
    { name: 'emoji', text: ':x: :unknown:', html: '❌ :unknown:' },
  ])('renders $name', async ({ text, html }) => {
    await session.post(section(text));
    expect(await session.pageOf('U0ADA')).toContain(html);
  });

  it('escapes what it renders wherever it stands', async () => {
    const evil = '"><script>';
    const plain = { type: 'plain_text', text: evil };
    const confirm = { title: plain, text: plain, confirm: plain, deny: plain };
    const button = (action_id: string) => ({ type: 'button', action_id, value: evil, text: plain });
    const image = { type: 'image', image_url: evil, alt_text: evil };
    await session.post({
      text: evil,
      blocks: [
        { type: 'header', text: plain, block_id: evil },
        { type: 'section', fields: [plain, { type: 'mrkdwn', text: evil }], accessory: image },
        { type: 'context', elements: [image, plain] },
        { type: 'actions', elements: [button(evil), { ...button('b'), confirm, url: evil }] },
      ],
    });
    await session.post({ text: evil });
    const block = { type: 'input', block_id: evil, label: plain, hint: plain };
    const options = [{ text: plain, value: evil }];
    const view = {
      ...REASON_VIEW,
      title: plain,
      blocks: [
        { ...block, element: { type: 'plain_text_input', initial_value: evil, placeholder: plain } },
        { ...block, block_id: 'b', element: { type: 'static_select', options } },
        { ...block, block_id: 'c', element: { type: 'radio_buttons', options } },
      ],
    };
    session.askReason({ body: JSON.stringify({ response_action: 'errors', errors: { [evil]: evil } }) }, view);
    await session.submitReason(evil);
    const page = await session.pageOf('U0ADA');
    expect(page).toContain('role="dialog"');
    expect(page).not.toContain('<script');
  });
});

describe('who may reach it', () => {
  /** Not fetch: it would set Host itself. */
  const statusOf = (method: string, path: string, headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const outgoing = request(`${session.slack.url}${path}`, { method, headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      outgoing.on('error', reject).end();
    });

  it.each([
    { name: 'a foreign origin', method: 'POST', path: '/click', headers: { origin: 'https://evil.example' } },
    { name: 'an origin that hides', method: 'POST', path: '/submit', headers: { origin: 'null' } },
    { name: 'another port', method: 'POST', path: '/command', headers: { origin: 'http://127.0.0.1:1' } },
    { name: 'a foreign host', method: 'POST', path: '/click', headers: { host: 'rebound.example' } },
    { name: 'a foreign host that only reads', method: 'GET', path: '/messages', headers: { host: 'rebound.example' } },
    { name: 'a host that starts like ours', method: 'GET', path: '/', headers: { host: '127.0.0.1.evil.example' } },
  ])('refuses $name', async ({ method, path, headers }) => {
    expect(await statusOf(method, path, headers)).toBe(403);
    expect(session.gateway.sent).toEqual([]);
  });

  it.each([
    { method: 'GET', path: '/none', status: 404 },
    { method: 'POST', path: '/', status: 404 },
    { method: 'POST', path: '/response/none', status: 404 },
    { method: 'GET', path: '//', status: 404 },
    { method: 'GET', path: '/style.css', status: 200 },
  ])('answers $method $path with $status', async ({ method, path, status }) => {
    expect(await statusOf(method, path, {})).toBe(status);
  });
});
