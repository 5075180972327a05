import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultDoor } from './faults.ts';
import { type LoopbackServer, listenOnLoopback } from './loopback-server.ts';
import { type JsonObject, parseJsonObject } from './sagemaker/json.ts';
import type { Sagemaker } from './sagemaker/server.ts';
import { ADVANCE_RULE, isAdvance } from './sagemaker/sim-clock.ts';

export interface ControlOptions {
  readonly sagemaker: Pick<Sagemaker, 'advance' | 'clock'>;
  readonly faults: Pick<FaultDoor, 'add'>;
  /** Runs one sweep of the gateway; what it resolves to is shown to the caller, as JSON. */
  reconcile(): Promise<unknown>;
  /** 0 or absent: a free one. */
  readonly port?: number;
}

interface Reply {
  readonly status: number;
  readonly body: JsonObject;
}

type Command = (input: JsonObject, options: ControlOptions) => Promise<Reply> | Reply;

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['POST /clock', moveClock],
  ['POST /faults', addFault],
  ['POST /reconcile', runReconcile],
]);

/** No command is longer. */
const MAX_BODY_CHARACTERS = 10_000;

/**
 * The control interface of the local stack, on 127.0.0.1: `POST /clock {advanceSeconds}` → `{now, advancedSeconds}`
 * (`now` in ISO 8601, `advancedSeconds` in all), `POST /faults {operation, kind, count}` → the fault, and
 * `POST /reconcile` → `{reconciled}`. Errors are `{message}`. Web pages cannot reach it: a foreign Host (DNS
 * rebinding) or any Origin is refused with 403.
 */
export function startControl(options: ControlOptions): Promise<LoopbackServer> {
  return listenOnLoopback((message, response) => {
    reply(message, options)
      .then((answer) => send(response, answer))
      .catch((cause) => send(response, failure(500, String(cause))));
  }, options.port ?? 0);
}

async function reply(message: IncomingMessage, options: ControlOptions): Promise<Reply> {
  if (!isLoopbackName(message.headers.host) || message.headers.origin !== undefined) {
    return failure(403, 'the control interface serves programs on this machine only; call it by its own address');
  }
  const name = `${message.method} ${message.url}`;
  const command = COMMANDS.get(name);
  if (!command) return failure(404, `there is no \`${name}\`; use one of ${[...COMMANDS.keys()].join(', ')}`);
  const text = await readText(message);
  const input = text === '' ? {} : parseJsonObject(text);
  return input ? command(input, options) : failure(400, 'the body is not a JSON object; send one');
}

async function moveClock({ advanceSeconds }: JsonObject, { sagemaker }: ControlOptions): Promise<Reply> {
  if (!isAdvance(advanceSeconds)) return failure(400, `advanceSeconds is \`${advanceSeconds}\`; use ${ADVANCE_RULE}`);
  await sagemaker.advance(advanceSeconds);
  const { clock } = sagemaker;
  return success({ now: new Date(clock.now()).toISOString(), advancedSeconds: clock.advancedMs / 1000 });
}

function addFault(input: JsonObject, { faults }: ControlOptions): Reply {
  const added = faults.add(input);
  return added.ok ? success({ ...added.value }) : failure(400, added.message);
}

async function runReconcile(_input: JsonObject, { reconcile }: ControlOptions): Promise<Reply> {
  return success({ reconciled: (await reconcile()) ?? null });
}

const success = (body: JsonObject): Reply => ({ status: 200, body });
const failure = (status: number, message: string): Reply => ({ status, body: { message } });

/** Whether a Host header names this machine from within. */
const isLoopbackName = (host: string | undefined): boolean =>
  host !== undefined && /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);

/** Cut off where it is too long to be a command, and then no JSON. */
async function readText(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of message.setEncoding('utf8') as AsyncIterable<string>) {
    if (text.length <= MAX_BODY_CHARACTERS) text += chunk;
  }
  return text.slice(0, MAX_BODY_CHARACTERS);
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}
