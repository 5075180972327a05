import { problem } from '../gateway/adapters/http/answer.ts';
import { created } from '../gateway/adapters/http/rest.ts';
import { admit } from '../gateway/flows/admit.ts';
import { gateway } from './compose.ts';
import { bodyOf, holdIn, rest } from './rest.ts';

/** POST /v1/training-jobs */
export const handler = rest(gateway, async (governance, principal, event) => {
  const onHold = holdIn(event);
  if (!onHold.ok) return problem(onHold.error);
  const create = { principal, body: bodyOf(event), onHold: onHold.value };
  const admitted = await admit(governance.ports, governance, create);
  return admitted.ok ? created(admitted.value) : problem(admitted.error);
});
