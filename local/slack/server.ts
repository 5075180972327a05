import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultDoor } from '../faults.ts';
import { listenOnLoopback } from '../loopback-server.ts';
import { openRecordLog } from '../sagemaker/record-log.ts';
import { openFaults } from './faults.ts';
import { servePage } from './page-routes.ts';
import { isFromHere } from './request.ts';
import { METHOD_NAMES, serveApi } from './web-api.ts';
import { openWorkspace, type SlackOptions } from './workspace.ts';

export type { SlackOptions, SlackUser } from './workspace.ts';

export interface EmbeddedSlack {
  /** The page, no slash at the end. */
  readonly url: string;
  /** Base of the Web API: `${url}/api/`. */
  readonly apiUrl: string;
  /** By the methods of the Web API, such as `chat.postMessage`. */
  readonly faults: FaultDoor;
  /** Breaks every connection; messages and pending faults are there after a restart. */
  close(): Promise<void>;
}

/**
 * Slack embedded on 127.0.0.1: one workspace with one app, its Web API, and a page where people see what the app wrote
 * and act on it. Only programs and its own page reach it: a foreign Host (DNS rebinding) or Origin is refused with 403.
 * Rejects where the port is taken, and where the directory does not hold what was acknowledged (record-log.ts).
 */
export async function startSlack(options: SlackOptions): Promise<EmbeddedSlack> {
  const log = openRecordLog(options.directory);
  let url = '';
  const workspace = openWorkspace(options, log, () => url);
  const faults = openFaults(log, METHOD_NAMES);

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isFromHere(message)) refuseStranger(response);
    else if (message.url?.startsWith('/api/')) await serveApi(message, response, workspace, faults.take);
    else await servePage(message, response, workspace);
  }
  const server = await listenOnLoopback((message, response) => {
    serve(message, response).catch((cause) => failCall(response, cause));
  }, options.port ?? 0);
  url = server.url;

  async function close(): Promise<void> {
    await server.close();
    log.close();
  }
  return { url, apiUrl: `${url}/api/`, faults, close };
}

function refuseStranger(response: ServerResponse): void {
  response.writeHead(403, { 'Content-Type': 'text/plain' });
  response.end('the embedded Slack serves programs on this machine and its own page; open it by its own address\n');
}

/** A fault of our own, such as a full disk. A client that left in the middle of its request is none. */
function failCall(response: ServerResponse, cause: unknown): void {
  if (response.destroyed) return;
  console.error(cause);
  if (response.headersSent) response.destroy();
  else response.writeHead(500, { 'Content-Type': 'text/plain' }).end('the embedded Slack failed; its log says why\n');
}
