import { problem } from '../gateway/adapters/http/answer.ts';
import { checkedAnswer } from '../gateway/adapters/http/rest.ts';
import { check } from '../gateway/flows/check.ts';
import { judging } from './compose.ts';
import { bodyOf, rest } from './rest.ts';

/** POST /v1/training-jobs/check */
export const handler = rest(judging, async (governance, principal, event) => {
  const checked = await check(governance.ports, governance, { principal, body: bodyOf(event) });
  return checked.ok ? checkedAnswer(checked.value) : problem(checked.error);
});
