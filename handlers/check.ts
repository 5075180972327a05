import { json, problem } from '../gateway/adapters/http/answer.ts';
import { check } from '../gateway/flows/decide.ts';
import { judging } from './compose.ts';
import { bodyOf, rest } from './rest.ts';

/** POST /v1/training-jobs/check */
export const handler = rest(judging, async (governance, principal, event) => {
  const decision = await check(governance.ports, governance, { principal, body: bodyOf(event) });
  return decision.ok ? json(200, { decision: decision.value }) : problem(decision.error);
});
