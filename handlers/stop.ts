import { problem } from '../gateway/adapters/http/answer.ts';
import { stopping } from '../gateway/adapters/http/rest.ts';
import { stop } from '../gateway/flows/stop.ts';
import { gateway } from './compose.ts';
import { nameOf, rest } from './rest.ts';

/** POST /v1/training-jobs/{name}/stop */
export const handler = rest(gateway, async ({ ports }, principal, event) => {
  const stopped = await stop(ports, principal, nameOf(event));
  return stopped.ok ? stopping(stopped.value) : problem(stopped.error);
});
