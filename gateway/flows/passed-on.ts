import { type Refusal, Unavailable } from '../shared/errors.ts';
import type { JsonObject } from '../shared/json.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { Relay, RelayedOperation } from './ports.ts';
import { isOfOurCredentials, sagemakerRefusal } from './upstream-refusal.ts';

/** The body of SageMaker's answer, or its refusal. Throws `Unavailable` where there was no answer. */
export async function passedOn(
  relay: Relay,
  operation: RelayedOperation,
  request: JsonObject,
): Promise<Result<string, Refusal>> {
  const relayed = await relay.send(operation, request);
  if (relayed.kind === 'unknown') throw new Unavailable(`no answer to ${operation}`, { cause: relayed.cause });
  if (relayed.kind === 'refused' && isOfOurCredentials(relayed.refusal)) {
    throw new Unavailable(`SageMaker did not take the gateway's own credentials: ${relayed.refusal.code}`);
  }
  return relayed.kind === 'answered' ? ok(relayed.body) : err(sagemakerRefusal(relayed.refusal));
}
