import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApiAnswer, failed, type Method } from './api-answer.ts';
import { CHAT_METHODS } from './chat-methods.ts';
import { CONVERSATION_METHODS } from './conversation-methods.ts';
import type { SlackFault } from './faults.ts';
import { PEOPLE_METHODS } from './people-methods.ts';
import { addressOf, type Received, receive, textIn } from './request.ts';
import { VIEW_METHODS } from './view-methods.ts';
import type { Workspace } from './workspace.ts';

const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries({ ...CHAT_METHODS, ...CONVERSATION_METHODS, ...PEOPLE_METHODS, ...VIEW_METHODS }),
);

/** The methods that are served, by their names. */
export const METHOD_NAMES: readonly string[] = [...METHODS.keys()];

/** What shall go wrong with a call of the method; null: nothing. */
type TakeFault = (method: string) => SlackFault | null;

/** An answer with what HTTP says beside it. */
interface Sent {
  readonly body: ApiAnswer;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The faults that are answered in place of the method. */
const FAULT_ANSWERS: Partial<Record<SlackFault, Sent>> = {
  refuse: { body: failed('fatal_error') },
  error: { body: failed('internal_error'), status: 500 },
  throttle: { body: failed('ratelimited'), status: 429, headers: { 'Retry-After': '1' } },
};

/** Answers a call of the Web API: with HTTP 200 also where it is refused, as Slack does. */
export async function serveApi(
  message: IncomingMessage,
  response: ServerResponse,
  workspace: Workspace,
  takeFault: TakeFault,
): Promise<void> {
  const received = await receive(message);
  const name = addressOf(message).pathname.slice('/api/'.length);
  const method = METHODS.get(name);
  const refusal = refusalOf(method, message, received, workspace);
  if (refusal || !method || !received) return send(response, { body: refusal ?? failed('unknown_method') });
  const fault = takeFault(name);
  if (fault === 'timeout') return; // The connection stays open until the client leaves or the server closes.
  const answer = (fault && FAULT_ANSWERS[fault]) ?? { body: method(received.fields, workspace) };
  if (fault === 'lose-answer') response.destroy();
  else send(response, answer);
}

/** Why a call does not get to its method; null: it does. Tokens may be an argument too; the header counts first. */
function refusalOf(
  method: Method | undefined,
  { headers }: IncomingMessage,
  received: Received | null,
  { options }: Workspace,
): ApiAnswer | null {
  if (!method) return failed('unknown_method');
  if (!received) return failed('invalid_json');
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? textIn(received.fields, 'token');
  if (token === '') return failed('not_authed');
  return token === options.botToken ? null : failed('invalid_auth');
}

function send(response: ServerResponse, { body, status = 200, headers = {} }: Sent): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}
