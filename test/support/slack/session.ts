import type { EmbeddedSlack } from '../../../local/slack/server.ts';
import { type Answer, type FakeGateway, payloadOf, type Sent, startFakeGateway } from './fake-gateway.ts';
import { APPROVAL_BLOCKS, CHANNEL, clientOf, REASON_VIEW, startTestSlack } from './workspace.ts';

/** A workspace before a fake gateway, and what people and programs do there. */
export interface Session {
  readonly slack: EmbeddedSlack;
  readonly gateway: FakeGateway;
  /** Epoch milliseconds: time stands still unless a test moves it. */
  readonly clock: { now: number };
  /** The last request to the gateway; throws where there was none. */
  last(): Sent;
  /** Posts a message, with buttons unless `more` says otherwise, and resolves to its ts. */
  post(more?: object): Promise<string>;
  postJson(path: string, body: object): Promise<Response>;
  /** As a program asks. */
  ask(path: string, body: object): ReturnType<typeof answerOf>;
  /** As the page's forms do, without following where they lead. */
  submitForm(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
  /** The page as this user sees it. */
  pageOf(user: string): Promise<string>;
  /** Posts a message and has Ada click `deny` in it. */
  click(more?: object): ReturnType<typeof answerOf>;
  /** Has the gateway ask for a reason at a click, and answer submissions so. */
  askReason(answer?: Answer, view?: object): void;
  /** Has Ada click and submit this reason: the answer, and the view she had before her. */
  submitReason(
    text?: string,
  ): Promise<Awaited<ReturnType<typeof answerOf>> & { readonly view: { id: string; hash: string } }>;
  close(): Promise<unknown>;
}

const answerOf = async (response: Response) => ({ status: response.status, body: JSON.parse(await response.text()) });

export async function openSession(): Promise<Session> {
  const clock = { now: Date.UTC(2026, 10, 27, 12) };
  const gateway = await startFakeGateway();
  const slack = await startTestSlack({ gatewayUrl: () => gateway.url, now: () => clock.now });
  const client = clientOf(slack);
  const send = (path: string, init: RequestInit) => fetch(`${slack.url}${path}`, { method: 'POST', ...init });
  const session: Session = {
    slack,
    gateway,
    clock,
    last: () => {
      const sent = gateway.sent.at(-1);
      if (!sent) throw new Error('the gateway was sent nothing');
      return sent;
    },
    post: async (more = { blocks: APPROVAL_BLOCKS }) =>
      (await client.chat.postMessage({ channel: CHANNEL, text: 'A job waits', ...more })).ts ?? '',
    postJson: (path, body) =>
      send(path, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    ask: async (path, body) => answerOf(await session.postJson(path, body)),
    submitForm: (path, fields, headers = {}) =>
      send(path, { headers, body: new URLSearchParams(fields), redirect: 'manual' }),
    pageOf: async (user) => (await fetch(`${slack.url}/?as=${user}`)).text(),
    click: async (more = {}) =>
      session.ask('/click', { user: 'U0ADA', channel: CHANNEL, ts: await session.post(), action_id: 'deny', ...more }),
    askReason: (answer = {}, view = REASON_VIEW) => {
      gateway.answer = async (sent) => {
        const { type, trigger_id } = payloadOf(sent);
        if (type !== 'block_actions') return answer;
        await client.apiCall('views.open', { trigger_id, view });
        return {};
      };
    },
    submitReason: async (text = 'too dear') => {
      const { view } = (await session.click()).body;
      const values = { reason: { text } };
      return { view, ...(await session.ask('/submit', { user: 'U0ADA', view: view.id, values })) };
    },
    close: () => Promise.all([slack.close(), gateway.close()]),
  };
  return session;
}
